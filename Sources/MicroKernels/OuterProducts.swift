extension MicroKernel {
  /// Outer products summed over positions: `target[r] (+)= sum over p of source[p, r] panel[p]`.
  ///
  /// BLIS calls this a rank-k update; k is `count`. `source` comes from a `Packing`: `rows` words a
  /// position, or a pair of positions where a word holds two factors. The `columns` words of position
  /// p lie `panelOffsets[p]` words after `panel`. Row r of the result lies `targetOffsets[r]` numbers
  /// after `target`. A row may be listed several times.
  package struct OuterProducts {
    /// The packed rows, `count` times `rows` words.
    package var source: UnsafePointer<Float>
    /// The address that `panelOffsets` count from.
    package var panel: UnsafePointer<Float>
    /// Words from `panel` to the columns of each position.
    package var panelOffsets: UnsafePointer<Int32>
    /// Positions, or pairs of positions where a word holds two factors.
    package var count: Int
    /// The address that `targetOffsets` count from.
    package var target: UnsafeMutablePointer<Float>
    /// Numbers from `target` to each row of the result.
    package var targetOffsets: UnsafePointer<Int32>
    /// Whether the sum is added to the present value of the target.
    package var accumulating: Bool

    /// Makes a sum of outer products.
    package init(
      source: UnsafePointer<Float>, panel: UnsafePointer<Float>,
      panelOffsets: UnsafePointer<Int32>, count: Int, target: UnsafeMutablePointer<Float>,
      targetOffsets: UnsafePointer<Int32>, accumulating: Bool
    ) {
      self.source = source
      self.panel = panel
      self.panelOffsets = panelOffsets
      self.count = count
      self.target = target
      self.targetOffsets = targetOffsets
      self.accumulating = accumulating
    }
  }
}
