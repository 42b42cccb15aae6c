/// Memory aligned to 64 bytes, the size of a cache line and of an AVX-512 register.
enum AlignedMemory {
  /// Allocates `count` uninitialised numbers; the caller calls `deallocate`.
  static func allocate(count: Int) -> UnsafeMutablePointer<Scalar> {
    UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Scalar>.stride, alignment: 64
    ).bindMemory(to: Scalar.self, capacity: max(1, count))
  }
}

/// Calls `body` with memory for `count` uninitialised numbers.
func withScratch<R>(_ count: Int, _ body: (UnsafeMutablePointer<Scalar>) -> R) -> R {
  let scratch = AlignedMemory.allocate(count: count)
  defer { scratch.deallocate() }
  return body(scratch)
}
