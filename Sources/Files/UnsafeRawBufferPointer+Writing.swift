import Glibc

extension UnsafeRawBufferPointer {
  /// Writes all bytes to a descriptor, however many the system takes at a time.
  ///
  /// - Returns: whether that succeeded; if not, the reason is in `errno`.
  package func write(to descriptor: Int32) -> Bool {
    var rest = self
    while !rest.isEmpty {
      let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return false }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
    }
    return true
  }
}
