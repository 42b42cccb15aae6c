/// Eight complex numbers, real and imaginary parts alternating.
extension SIMD16<Float> {
  private typealias Words = SIMD8<UInt64>

  /// A number that is added to squares, so that the inverse root of 0 is large but finite.
  static var leastSquare: Float { 1e-36 }

  /// The numbers in the reverse order.
  @inline(__always)
  static func mirrored(_ numbers: Self) -> Self {
    let w = unsafeBitCast(numbers, to: Words.self)
    return unsafeBitCast(
      Words(w[7], w[6], w[5], w[4], w[3], w[2], w[1], w[0]), to: Self.self)
  }

  /// The numbers with their imaginary parts negated.
  @inline(__always)
  static func conjugates(_ numbers: Self) -> Self {
    let words = unsafeBitCast(numbers, to: Words.self)
    return unsafeBitCast(words ^ Words(repeating: 1 << 63), to: Self.self)
  }

  /// The numbers with real and imaginary part exchanged.
  @inline(__always)
  static func swapped(_ numbers: Self) -> Self {
    let words = unsafeBitCast(numbers, to: Words.self)
    return unsafeBitCast((words &<< 32) | (words &>> 32), to: Self.self)
  }

  /// The squared magnitudes, each in both places.
  @inline(__always)
  static func sums(_ numbers: Self) -> Self {
    let squares = numbers * numbers
    return squares + swapped(squares)
  }

  /// The first parts of one vector and the second parts of another.
  @inline(__always)
  static func mixed(_ first: Self, _ second: Self) -> Self {
    let low = Words(repeating: 0xFFFF_FFFF)
    let firstWords = unsafeBitCast(first, to: Words.self)
    let secondWords = unsafeBitCast(second, to: Words.self)
    return unsafeBitCast((firstWords & low) | (secondWords & ~low), to: Self.self)
  }

  /// The first parts, each in both places.
  @inline(__always)
  static func lowHalves(_ numbers: Self) -> Self {
    let words = unsafeBitCast(numbers, to: Words.self)
    return unsafeBitCast((words & 0xFFFF_FFFF) | (words &<< 32), to: Self.self)
  }

  /// The second parts, each in both places.
  @inline(__always)
  static func highHalves(_ numbers: Self) -> Self {
    let words = unsafeBitCast(numbers, to: Words.self)
    return unsafeBitCast((words & ~0xFFFF_FFFF) | (words &>> 32), to: Self.self)
  }

  /// One over the square root, to five millionths; large but finite for 0.
  ///
  /// Swift's vectors do not compile to the root instruction. Halving the exponent by a shift and two
  /// Newton steps are fast, and exact enough for a phase.
  @inline(__always)
  static func inverseRoots(_ squares: Self) -> Self {
    let raised = squares + Self(repeating: leastSquare)
    let bits = unsafeBitCast(raised, to: SIMD16<UInt32>.self)
    var root = unsafeBitCast(
      SIMD16<UInt32>(repeating: 0x5f37_59df) &- (bits &>> 1), to: Self.self)
    let half = raised * 0.5
    root *= 1.5 - half * root * root
    root *= 1.5 - half * root * root
    return root
  }
}
