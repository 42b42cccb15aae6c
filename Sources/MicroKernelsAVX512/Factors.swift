/// What is multiplied: one number of single precision a word.
enum Factors {
  static let perWord = 1

  /// Adds products to sums.
  @inline(__always)
  static func adding(_ a: Lanes, _ b: Lanes, to sum: Lanes) -> Lanes { sum.addingProduct(a, b) }

  /// Writes numbers as factors, from the one of an index on.
  @inline(__always)
  static func store(_ lanes: Lanes, to target: UnsafeMutablePointer<Float>, at index: Int) {
    lanes.store(to: target + index)
  }

  /// Writes words that hold `first` alone.
  @inline(__always)
  static func store(_ first: Lanes, _ second: Lanes, to target: UnsafeMutablePointer<Float>) {
    first.store(to: target)
  }

  /// Copies eight rows' numbers of one position.
  @inline(__always)
  static func pack(
    _ source: UnsafePointer<Float>, distance: Int, to target: UnsafeMutablePointer<Float>
  ) {
    UnsafeMutableRawPointer(target).storeBytes(
      of: UnsafeRawPointer(source).loadUnaligned(as: SIMD8<Float>.self), as: SIMD8<Float>.self)
  }
}
