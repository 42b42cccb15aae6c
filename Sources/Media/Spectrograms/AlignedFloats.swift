/// Memory for numbers that begins on a 64-byte boundary, as the Fourier transform needs it.
final class AlignedFloats: @unchecked Sendable {
  /// The address of the first number.
  let pointer: UnsafeMutablePointer<Float>
  let count: Int

  /// Room for `count` numbers, all 0.
  init(count: Int) {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    pointer = memory.bindMemory(to: Float.self, capacity: max(count, 1))
    pointer.initialize(repeating: 0, count: count)
    self.count = count
  }

  deinit { pointer.deallocate() }

  /// The least multiple of 16 that is not below `count`, so that rows start on 64-byte boundaries.
  static func paddedCount(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}
