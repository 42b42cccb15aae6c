extension MicroKernel {
  /// The filter transform of Winograd's F(2x2, 2x2), for filters of two by two taps.
  ///
  /// The taps g become (g0, g0 + g1, g1), first down, then across. `count` filters side by side, a
  /// multiple of `columns`, become factors in panels of `columns` words. The gradients of an output
  /// tile take the same transform in the weight's gradient. Source: Lavin and Gray, 2016.
  package struct FilterTransform {
    /// The addresses of four taps of the first filter; those of the other filters follow each.
    package struct Taps {
      /// The address of each tap.
      package var upperLeft, upperRight, lowerLeft, lowerRight: UnsafePointer<Float>

      /// Makes four addresses.
      package init(
        upperLeft: UnsafePointer<Float>, upperRight: UnsafePointer<Float>,
        lowerLeft: UnsafePointer<Float>, lowerRight: UnsafePointer<Float>
      ) {
        self.upperLeft = upperLeft
        self.upperRight = upperRight
        self.lowerLeft = lowerLeft
        self.lowerRight = lowerRight
      }
    }

    /// The taps of the first factor of each word, and of the second where a word holds two.
    package var first, second: Taps
    /// Filters side by side, a multiple of `columns`.
    package var count: Int
    /// The first of the nine results.
    package var target: UnsafeMutablePointer<Float>
    /// Words from one panel to the next, and from one of the nine results to the next.
    package var panelStride, resultStride: Int

    /// Makes a transform.
    package init(
      first: Taps, second: Taps, count: Int, target: UnsafeMutablePointer<Float>,
      panelStride: Int, resultStride: Int
    ) {
      self.first = first
      self.second = second
      self.count = count
      self.target = target
      self.panelStride = panelStride
      self.resultStride = resultStride
    }
  }
}
