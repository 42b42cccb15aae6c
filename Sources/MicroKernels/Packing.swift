extension MicroKernel {
  /// The rows of one microtile at consecutive positions, packed for `OuterProducts`.
  ///
  /// The rows of a position are contiguous factors. The next position lies `distance` words further,
  /// and the position of the next word `stride` words further: a word covers as many positions as it
  /// has factors. Eight rows are copied at a time, even if a microtile has fewer. So a few words more
  /// may be read behind the source and written behind the target.
  package struct Packing {
    /// The first row at the first position.
    package var source: UnsafePointer<Float>
    /// Words from one position to the next within a word, and from one word's position to the next.
    package var distance, stride: Int
    /// Words to pack for each row.
    package var count: Int
    /// Room for `count` times `rows` words and eight more.
    package var target: UnsafeMutablePointer<Float>

    /// Makes a packing of `count` words for each row.
    package init(
      source: UnsafePointer<Float>, distance: Int, stride: Int, count: Int,
      target: UnsafeMutablePointer<Float>
    ) {
      self.source = source
      self.distance = distance
      self.stride = stride
      self.count = count
      self.target = target
    }
  }
}
