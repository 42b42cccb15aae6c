import SystemPackage

extension UnsafeRawBufferPointer {
  /// Writes all bytes to a descriptor, however many the system takes at a time.
  ///
  /// - Returns: whether that succeeded; if not, the reason is in `errno`.
  package func write(to descriptor: Int32) -> Bool {
    (try? FileDescriptor(rawValue: descriptor).writeAll(self)) != nil
  }
}
