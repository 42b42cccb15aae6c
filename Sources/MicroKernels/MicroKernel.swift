/// The micro-kernel of convolutions: the innermost loops, compiled for one width of vector registers.
///
/// As in BLIS, a micro-kernel keeps a microtile of results in registers: `rows` by `columns` sums
/// (BLIS calls them MR and NR). It reads the weights from panels of `columns` numbers. Everything
/// around it is the same for all processors and lives in TensorCore: what the rows are, the order of
/// microtiles, threads.
///
/// A factor is a word of 32 bits: one number of single precision, or two numbers of bfloat16 that
/// follow each other in the sum. Sums have single precision.
///
/// Source: Van Zee and van de Geijn, "BLIS: A framework for rapidly instantiating BLAS
/// functionality", 2015.
package struct MicroKernel: Sendable {
  /// Rows of a microtile, MR in BLIS.
  package let rows: Int
  /// Columns of a microtile, NR in BLIS, and the width of a panel of weights.
  package let columns: Int
  /// Factors in a word: 1 of single precision, or 2 of bfloat16.
  package let factorsPerWord: Int
  /// Multiplies patches with a panel of weights; see `Product`.
  package let multiply: @Sendable (Product) -> Void
  /// Sums outer products over positions; see `OuterProducts`.
  package let accumulate: @Sendable (OuterProducts) -> Void
  /// Packs rows for `accumulate`; see `Packing`.
  package let pack: @Sendable (Packing) -> Void
  /// Transforms a tile of pixels, filters, gradients or products; see `TileTransform`.
  package let transformTile: @Sendable (TileTransform) -> Void
  /// Computes a block of channels of a depthwise convolution; see `Depthwise`.
  package let depthwise: @Sendable (Depthwise) -> Void
  /// Sums the weight gradient of a block of channels; see `DepthwiseWeight`.
  package let depthwiseWeight: @Sendable (DepthwiseWeight) -> Void
  /// Multiplies and adds `rows` x `columns` numbers in registers, `rounds` times.
  ///
  /// It runs at the peak speed of the machine. It returns a number so that the compiler keeps the work.
  package let peakLoop: @Sendable (_ rounds: Int) -> Float

  /// Makes a micro-kernel from its loops.
  package init(
    rows: Int, columns: Int, factorsPerWord: Int,
    multiply: @escaping @Sendable (Product) -> Void,
    accumulate: @escaping @Sendable (OuterProducts) -> Void,
    pack: @escaping @Sendable (Packing) -> Void,
    transformTile: @escaping @Sendable (TileTransform) -> Void,
    depthwise: @escaping @Sendable (Depthwise) -> Void,
    depthwiseWeight: @escaping @Sendable (DepthwiseWeight) -> Void,
    peakLoop: @escaping @Sendable (_ rounds: Int) -> Float
  ) {
    self.rows = rows
    self.columns = columns
    self.factorsPerWord = factorsPerWord
    self.multiply = multiply
    self.accumulate = accumulate
    self.pack = pack
    self.transformTile = transformTile
    self.depthwise = depthwise
    self.depthwiseWeight = depthwiseWeight
    self.peakLoop = peakLoop
  }
}
