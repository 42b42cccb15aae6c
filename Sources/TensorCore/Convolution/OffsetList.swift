#if !DOUBLE_PRECISION
  /// Offsets at one fixed address, for a `MicroKernel`.
  final class OffsetList {
    let count: Int
    let start: UnsafePointer<Int32>

    /// Copies the offsets and repeats the last one up to a multiple of `multiple`.
    init(_ offsets: [Int], filledToMultipleOf multiple: Int = 1) {
      count = (offsets.count + multiple - 1) / multiple * multiple
      let numbers = UnsafeMutablePointer<Int32>.allocate(capacity: max(1, count))
      for (index, offset) in offsets.enumerated() { numbers[index] = Int32(offset) }
      for index in offsets.count..<max(count, offsets.count) { numbers[index] = numbers[index - 1] }
      start = UnsafePointer(numbers)
    }

    deinit { start.deallocate() }
  }
#endif
