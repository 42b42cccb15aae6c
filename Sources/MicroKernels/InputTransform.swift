extension MicroKernel {
  /// The input transform of Winograd's F(2x2, 2x2), for one input tile of three by three pixels.
  ///
  /// The pixels d become (d0 - d1, d1, d1 - d2), first down, then across. A pixel has `channels`
  /// contiguous numbers, a multiple of half of `columns`. Each of the nine results has as many factors;
  /// the results lie `resultStride` words apart. Source: Lavin and Gray, "Fast algorithms for
  /// convolutional neural networks", 2016.
  package struct InputTransform {
    /// The upper left pixel.
    package var source: UnsafePointer<Float>
    /// Numbers from a pixel to the one below it, and to the one on its right.
    package var rowStride, columnStride: Int
    /// Numbers of a pixel, a multiple of half of `columns`.
    package var channels: Int
    /// The first of the nine results.
    package var target: UnsafeMutablePointer<Float>
    /// Words from one of the nine results to the next.
    package var resultStride: Int

    /// Makes a transform.
    package init(
      source: UnsafePointer<Float>, rowStride: Int, columnStride: Int, channels: Int,
      target: UnsafeMutablePointer<Float>, resultStride: Int
    ) {
      self.source = source
      self.rowStride = rowStride
      self.columnStride = columnStride
      self.channels = channels
      self.target = target
      self.resultStride = resultStride
    }
  }
}
