/// The innermost loops of convolutions, written for one width of vector registers.
///
/// A tile is a small matrix of sums that stays in registers: `rows` by `columns` of the result at
/// once. Everything around it (what the rows are, in which order tiles are computed, threads) is
/// the same for all processors and lives in TensorCore.
///
/// What is multiplied are words of 32 bits: a number of single precision, or two of bfloat16 that follow
/// each other in what is summed over. Sums are of single precision.
public struct MicroKernel: Sendable {
  /// Rows of the result computed at once.
  public let rows: Int
  /// Columns of the result computed at once; weights are packed in panels of so many.
  public let columns: Int
  /// Factors in a word: 1 of single precision, or 2 of bfloat16.
  public let factorsPerWord: Int
  /// See `Product`.
  public let multiply: @Sendable (Product) -> Void
  /// See `Sum`.
  public let accumulate: @Sendable (Sum) -> Void
  /// See `Packing`.
  public let pack: @Sendable (Packing) -> Void
  /// See `InputTransform`.
  public let transformInput: @Sendable (InputTransform) -> Void
  /// See `FilterTransform`.
  public let transformFilter: @Sendable (FilterTransform) -> Void
  /// See `OutputTransform`.
  public let transformOutput: @Sendable (OutputTransform) -> Void
  /// Multiplies and adds `rows` x `columns` numbers in registers so many times: the machine's peak.
  public let peakLoop: @Sendable (_ rounds: Int) -> Float

  /// Makes a tile from its loops.
  public init(
    rows: Int, columns: Int, factorsPerWord: Int,
    multiply: @escaping @Sendable (Product) -> Void,
    accumulate: @escaping @Sendable (Sum) -> Void,
    pack: @escaping @Sendable (Packing) -> Void,
    transformInput: @escaping @Sendable (InputTransform) -> Void,
    transformFilter: @escaping @Sendable (FilterTransform) -> Void,
    transformOutput: @escaping @Sendable (OutputTransform) -> Void,
    peakLoop: @escaping @Sendable (_ rounds: Int) -> Float
  ) {
    self.rows = rows
    self.columns = columns
    self.factorsPerWord = factorsPerWord
    self.multiply = multiply
    self.accumulate = accumulate
    self.pack = pack
    self.transformInput = transformInput
    self.transformFilter = transformFilter
    self.transformOutput = transformOutput
    self.peakLoop = peakLoop
  }

  /// Patches times a panel of weights: `target[i] = start + sum over k of source[i, k] panel[k]`.
  ///
  /// Row i begins `sourceOffsets[i]` words after `source` and consists of `segments` runs of `run`
  /// words, `segmentStride` apart. Its result of `columns` numbers goes `targetOffsets[i]` after
  /// `target`. There are `tiles` times `rows` rows; a row may be listed several times, to fill the
  /// last tile.
  public struct Product {
    /// Where sums start.
    public enum Start: Sendable {
      /// From 0.
      case zero
      /// From `bias`.
      case bias
      /// From what stands in the target.
      case target
    }

    public var source: UnsafePointer<Float>
    public var sourceOffsets: UnsafePointer<Int32>
    public var target: UnsafeMutablePointer<Float>
    public var targetOffsets: UnsafePointer<Int32>
    public var tiles: Int
    public var segments: Int
    public var segmentStride: Int
    public var run: Int
    /// The panel: for each word of a row in turn `columns` words of weights.
    public var panel: UnsafePointer<Float>
    public var start: Start
    /// `columns` numbers, read only if sums start from them.
    public var bias: UnsafePointer<Float>
    /// What negative results are multiplied by: 1 leaves them, 0 is the ReLU; from 0 to 1.
    public var slope: Float

    /// Makes a product.
    public init(
      source: UnsafePointer<Float>, sourceOffsets: UnsafePointer<Int32>,
      target: UnsafeMutablePointer<Float>, targetOffsets: UnsafePointer<Int32>, tiles: Int,
      segments: Int, segmentStride: Int, run: Int, panel: UnsafePointer<Float>,
      start: Start = .zero, bias: UnsafePointer<Float>, slope: Float = 1
    ) {
      self.source = source
      self.sourceOffsets = sourceOffsets
      self.target = target
      self.targetOffsets = targetOffsets
      self.tiles = tiles
      self.segments = segments
      self.segmentStride = segmentStride
      self.run = run
      self.panel = panel
      self.start = start
      self.bias = bias
      self.slope = slope
    }
  }

  /// Outer products summed over positions: `target[r] (+)= sum over p of source[p, r] panel[p]`.
  ///
  /// `source` is packed, `rows` words a position, or a pair of them where words hold two factors; the
  /// `columns` words beside them lie `places[p]` after `panel`. Row r of the result lies
  /// `targetOffsets[r]` after `target`; a row may be listed several times.
  public struct Sum {
    public var source: UnsafePointer<Float>
    public var panel: UnsafePointer<Float>
    public var places: UnsafePointer<Int32>
    public var count: Int
    public var target: UnsafeMutablePointer<Float>
    public var targetOffsets: UnsafePointer<Int32>
    /// Whether the result is added to what stands in the target.
    public var accumulating: Bool

    /// Makes a sum.
    public init(
      source: UnsafePointer<Float>, panel: UnsafePointer<Float>, places: UnsafePointer<Int32>,
      count: Int, target: UnsafeMutablePointer<Float>, targetOffsets: UnsafePointer<Int32>,
      accumulating: Bool
    ) {
      self.source = source
      self.panel = panel
      self.places = places
      self.count = count
      self.target = target
      self.targetOffsets = targetOffsets
      self.accumulating = accumulating
    }
  }

  /// The rows of one tile at position after position, packed for a `Sum`.
  ///
  /// A position's rows are contiguous factors, those of the next lie `distance` words further, and `stride`
  /// words those of the next word: as many positions as a word has factors. Eight rows are copied, whatever
  /// a tile has: so many words more may be read and written.
  public struct Packing {
    public var source: UnsafePointer<Float>
    public var distance, stride: Int
    public var count: Int
    public var target: UnsafeMutablePointer<Float>

    /// Makes a packing of `count` words for each row.
    public init(
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

  /// Three by three pixels on the way into Winograd's F(2x2, 2x2): d becomes (d0 - d1, d1, d1 - d2), down
  /// and across.
  ///
  /// Pixels are `channels` contiguous numbers, a multiple of half of `columns`; the nine results are
  /// factors of as many channels and go `resultStride` words apart.
  public struct InputTransform {
    public var source: UnsafePointer<Float>
    public var rowStride, columnStride: Int
    public var channels: Int
    public var target: UnsafeMutablePointer<Float>
    public var resultStride: Int

    /// Makes a transform.
    public init(
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

  /// Two by two numbers on the way into F(2x2, 2x2), as weights or gradients: g becomes
  /// (g0, g0 + g1, g1), down and across.
  ///
  /// `count` of them, a multiple of `columns`, become factors in panels of `columns` words.
  public struct FilterTransform {
    /// Where the first of each of the four numbers lies, with the others behind it.
    public struct Four {
      public var upperLeft, upperRight, lowerLeft, lowerRight: UnsafePointer<Float>

      /// Makes four addresses.
      public init(
        upperLeft: UnsafePointer<Float>, upperRight: UnsafePointer<Float>,
        lowerLeft: UnsafePointer<Float>, lowerRight: UnsafePointer<Float>
      ) {
        self.upperLeft = upperLeft
        self.upperRight = upperRight
        self.lowerLeft = lowerLeft
        self.lowerRight = lowerRight
      }
    }

    /// What makes the first factor of each word, and the second where there is one.
    public var first, second: Four
    public var count: Int
    public var target: UnsafeMutablePointer<Float>
    /// Words from a panel to the next, and from one of the nine sums to the next.
    public var panelStride, resultStride: Int

    /// Makes a transform.
    public init(
      first: Four, second: Four, count: Int, target: UnsafeMutablePointer<Float>,
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

  /// Nine sums of products on the way out of F(2x2, 2x2): m becomes (m0 + m1, m1 - m2), down and across.
  public struct OutputTransform {
    public var source: UnsafePointer<Float>
    public var sumStride: Int
    public var channels: Int
    public var target: UnsafeMutablePointer<Float>
    public var rowStride, columnStride: Int
    /// `channels` numbers that are added to each pixel, if any.
    public var bias: UnsafePointer<Float>?
    /// What negative results are multiplied by.
    public var slope: Float

    /// Makes a transform.
    public init(
      source: UnsafePointer<Float>, sumStride: Int, channels: Int,
      target: UnsafeMutablePointer<Float>, rowStride: Int, columnStride: Int,
      bias: UnsafePointer<Float>?, slope: Float
    ) {
      self.source = source
      self.sumStride = sumStride
      self.channels = channels
      self.target = target
      self.rowStride = rowStride
      self.columnStride = columnStride
      self.bias = bias
      self.slope = slope
    }
  }
}
