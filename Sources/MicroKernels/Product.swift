extension MicroKernel {
  /// Patches times a panel of weights: `target[i] = start + sum over k of source[i, k] panel[k]`.
  ///
  /// Row i is a patch. It begins `sourceOffsets[i]` words after `source` and consists of `segments`
  /// runs of `run` words, `segmentStride` words apart. Its `columns` results go `targetOffsets[i]`
  /// numbers after `target`. There are `microtiles` times `rows` rows. A row may be listed several
  /// times, to fill the last microtile.
  package struct Product {
    /// The value that each sum starts from.
    package enum Start: Sendable {
      /// From 0.
      case zero
      /// From `bias`.
      case bias
      /// From the present value of the target.
      case target
    }

    /// The address that `sourceOffsets` count from.
    package var source: UnsafePointer<Float>
    /// Words from `source` to the beginning of each row's patch.
    package var sourceOffsets: UnsafePointer<Int32>
    /// The address that `targetOffsets` count from.
    package var target: UnsafeMutablePointer<Float>
    /// Numbers from `target` to each row's results.
    package var targetOffsets: UnsafePointer<Int32>
    /// Microtiles, each of `rows` rows.
    package var microtiles: Int
    /// Runs of a patch.
    package var segments: Int
    /// Words from one run of a patch to the next.
    package var segmentStride: Int
    /// Words of a run.
    package var run: Int
    /// The panel: `columns` words of weights for each word of a row in turn.
    package var panel: UnsafePointer<Float>
    /// The value that each sum starts from.
    package var start: Start
    /// `columns` numbers, read only if `start` is `.bias`.
    package var bias: UnsafePointer<Float>
    /// The factor of negative results, from 0 (the ReLU) to 1 (no change).
    package var slope: Float
    /// The largest result; larger ones become it.
    package var limit: Float

    /// Makes a product.
    package init(
      source: UnsafePointer<Float>, sourceOffsets: UnsafePointer<Int32>,
      target: UnsafeMutablePointer<Float>, targetOffsets: UnsafePointer<Int32>, microtiles: Int,
      segments: Int, segmentStride: Int, run: Int, panel: UnsafePointer<Float>,
      start: Start = .zero, bias: UnsafePointer<Float>, slope: Float = 1,
      limit: Float = .infinity
    ) {
      self.source = source
      self.sourceOffsets = sourceOffsets
      self.target = target
      self.targetOffsets = targetOffsets
      self.microtiles = microtiles
      self.segments = segments
      self.segmentStride = segmentStride
      self.run = run
      self.panel = panel
      self.start = start
      self.bias = bias
      self.slope = slope
      self.limit = limit
    }
  }
}
