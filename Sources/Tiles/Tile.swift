/// The innermost loops of convolutions, written for one width of vector registers.
///
/// A tile is a small matrix of sums that stays in registers: `rows` by `columns` of the result at
/// once. Everything around it (what the rows are, in which order tiles are computed, threads) is
/// the same for all processors and lives in TensorCore.
public struct Tile: Sendable {
  /// Rows of the result computed at once.
  public let rows: Int
  /// Columns of the result computed at once; weights are packed in panels of so many.
  public let columns: Int
  /// See `Product`.
  public let multiply: @Sendable (Product) -> Void
  /// See `Sum`.
  public let accumulate: @Sendable (Sum) -> Void
  /// See `Window`.
  public let transformWindow: @Sendable (Window) -> Void
  /// See `Square`.
  public let transformSquare: @Sendable (Square) -> Void
  /// Multiplies and adds `rows` x `columns` numbers in registers so many times: the machine's peak.
  public let spin: @Sendable (_ rounds: Int) -> Float

  /// Makes a tile from its loops.
  public init(
    rows: Int, columns: Int, multiply: @escaping @Sendable (Product) -> Void,
    accumulate: @escaping @Sendable (Sum) -> Void,
    transformWindow: @escaping @Sendable (Window) -> Void,
    transformSquare: @escaping @Sendable (Square) -> Void,
    spin: @escaping @Sendable (_ rounds: Int) -> Float
  ) {
    self.rows = rows
    self.columns = columns
    self.multiply = multiply
    self.accumulate = accumulate
    self.transformWindow = transformWindow
    self.transformSquare = transformSquare
    self.spin = spin
  }

  /// Patches times a panel of weights: `target[i] = start + sum over k of source[i, k] panel[k]`.
  ///
  /// Row i begins `sourceOffsets[i]` numbers after `source` and consists of `segments` runs of `run`
  /// numbers, `segmentStride` apart. Its result of `columns` numbers goes `targetOffsets[i]` after
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
    /// The panel: for each k in turn `columns` weights.
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
  /// `source` is packed, `rows` numbers a position; the `columns` numbers beside them lie `places[p]`
  /// after `panel`. Row r of the result lies `targetOffsets[r]` after `target`; a row may be listed
  /// several times.
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

  /// Three by three pixels on the way into Winograd's F(2x2, 2x2): d becomes (d0 - d1, d1, d1 - d2), down
  /// and across.
  ///
  /// Pixels are `channels` contiguous numbers, a multiple of half of `columns`; the nine results go
  /// `resultStride` apart.
  public struct Window {
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

  /// Nine sums of products on the way out of F(2x2, 2x2): m becomes (m0 + m1, m1 - m2), down and across.
  public struct Square {
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
