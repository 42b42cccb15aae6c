/// Memory that begins on a boundary of 64 bytes, as registers and cache lines like it.
enum AlignedMemory {
  /// Room for `count` numbers, whose values are arbitrary; give it back with `deallocate`.
  static func allocate(count: Int) -> UnsafeMutablePointer<Scalar> {
    UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Scalar>.stride, alignment: 64
    ).bindMemory(to: Scalar.self, capacity: max(1, count))
  }
}

/// Calls `body` with room for `count` numbers, whose values are arbitrary.
func withScratch<R>(_ count: Int, _ body: (UnsafeMutablePointer<Scalar>) -> R) -> R {
  let scratch = AlignedMemory.allocate(count: count)
  defer { scratch.deallocate() }
  return body(scratch)
}
