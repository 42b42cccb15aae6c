extension MicroKernel {
  /// A transform of one tile by a matrix of a `WinogradAlgorithm`, down and then across.
  ///
  /// An element of a tile is a row of `channels` contiguous numbers, a multiple of half of `columns`.
  /// All channels are transformed alike.
  ///
  /// - `.input` writes factors: channels that follow each other share a word where a word holds two.
  /// - `.filter` and `.gradient` write panels of `columns` words. Where a word holds two factors, the
  ///   second is that of the tile `second`. Here `channels` is a multiple of `columns`.
  /// - `.output` and `.filterGradient` write numbers, to which `bias` is added. Negative ones are multiplied
  ///   by `slope`.
  package struct TileTransform {
    /// The upper left element of a tile.
    package typealias Source = UnsafePointer<Float>

    /// The algorithm, and which of its matrices.
    package var algorithm: WinogradAlgorithm
    package var matrix: WinogradAlgorithm.Matrix
    /// The tile, and the one of the second factors, which has the same strides.
    package var source, second: Source
    /// Numbers from an element to the one below it, and to the one on its right; they may be negative.
    package var sourceRow, sourceColumn: Int
    /// Numbers of an element.
    package var channels: Int
    /// The upper left element of the result.
    package var target: UnsafeMutablePointer<Float>
    /// Words from an element of the result to the one below it, and to the one on its right.
    package var targetRow, targetColumn: Int
    /// Words from one panel to the next.
    package var panelStride: Int
    /// `channels` numbers that are added to each element of the result, or nil.
    package var bias: UnsafePointer<Float>?
    /// The factor of negative results, from 0 (the ReLU) to 1 (no change).
    package var slope: Float

    /// Makes a transform.
    ///
    /// Without `second` a word's second factor is that of the same tile.
    @inlinable
    package init(
      _ algorithm: WinogradAlgorithm, _ matrix: WinogradAlgorithm.Matrix, source: Source,
      second: Source? = nil, sourceRow: Int, sourceColumn: Int, channels: Int,
      target: UnsafeMutablePointer<Float>, targetRow: Int, targetColumn: Int,
      panelStride: Int = 0, bias: UnsafePointer<Float>? = nil, slope: Float = 1
    ) {
      self.algorithm = algorithm
      self.matrix = matrix
      self.source = source
      self.second = second ?? source
      self.sourceRow = sourceRow
      self.sourceColumn = sourceColumn
      self.channels = channels
      self.target = target
      self.targetRow = targetRow
      self.targetColumn = targetColumn
      self.panelStride = panelStride
      self.bias = bias
      self.slope = slope
    }
  }
}
