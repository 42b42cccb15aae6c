extension MicroKernel {
  /// The output transform of Winograd's F(2x2, 2x2), for one output tile of two by two pixels.
  ///
  /// The nine products m become (m0 + m1, m1 - m2), first down, then across. Then the bias is added and
  /// negative results are multiplied by `slope`. Source: Lavin and Gray, 2016.
  package struct OutputTransform {
    /// The first of the nine products, each of `channels` numbers.
    package var source: UnsafePointer<Float>
    /// Numbers from one of the nine products to the next.
    package var productStride: Int
    /// Numbers of a pixel, a multiple of half of `columns`.
    package var channels: Int
    /// The upper left pixel of the output tile.
    package var target: UnsafeMutablePointer<Float>
    /// Numbers from a pixel to the one below it, and to the one on its right.
    package var rowStride, columnStride: Int
    /// `channels` numbers that are added to each pixel, or nil.
    package var bias: UnsafePointer<Float>?
    /// The factor of negative results, from 0 (the ReLU) to 1 (no change).
    package var slope: Float

    /// Makes a transform.
    package init(
      source: UnsafePointer<Float>, productStride: Int, channels: Int,
      target: UnsafeMutablePointer<Float>, rowStride: Int, columnStride: Int,
      bias: UnsafePointer<Float>?, slope: Float
    ) {
      self.source = source
      self.productStride = productStride
      self.channels = channels
      self.target = target
      self.rowStride = rowStride
      self.columnStride = columnStride
      self.bias = bias
      self.slope = slope
    }
  }
}
