import Glibc

/// Sixteen neighbouring elements of a row, computed together.
typealias Vector = SIMD16<Scalar>

extension Vector {
  /// The first elements of the whole vectors in a row of `count` elements, and the remaining elements.
  static func parts(of count: Int) -> (vectors: StrideTo<Int>, rest: Range<Int>) {
    let whole = count - count % scalarCount
    return (stride(from: 0, to: whole, by: scalarCount), whole..<count)
  }

  /// Reads the elements from an address on.
  @inline(__always)
  init(at address: UnsafePointer<Scalar>) {
    self = UnsafeRawPointer(address).loadUnaligned(as: Self.self)
  }

  /// Writes the elements from an address on.
  @inline(__always)
  func store(at address: UnsafeMutablePointer<Scalar>) {
    UnsafeMutableRawPointer(address).storeBytes(of: self, as: Self.self)
  }
}

/// The exponentials of numbers that are not positive.
///
/// In single precision the error is at most two units in the last place, and numbers of -64 or less give 0:
/// such small results vanish in a sum with 1, and their products are slow, as they are subnormal. The
/// function of the C library computes one number at a time and takes several times as long.
@inline(__always)
func exponential(_ x: Vector) -> Vector {
  #if DOUBLE_PRECISION
    var y = x
    for i in y.indices { y[i] = exp(x[i]) }
    return y
  #else
    // e^x = 2^n e^r with a whole n. Numbers of the size of `large` have no fraction, so that the sum
    // is rounded, and n stands in its lowest bits.
    let large = Vector(repeating: 0x1.8p23)
    let sum = x * Float(M_LOG2E) + large
    let n = sum - large
    // The first part of log 2 has so few bits that its products with n are exact.
    let r = (x - n * 0x1.62e4p-1) - n * Float(M_LN2 - 0x1.62e4p-1)
    // Taylor's series: |r| is at most half of log 2, so its next term is below 6e-9.
    var y = r * (1 / 5_040) + 1 / 720
    y = y * r + 1 / 120
    y = y * r + 1 / 24
    y = y * r + 1 / 6
    y = y * r + 1 / 2
    y = (y * r + 1) * r + 1
    let bits = unsafeBitCast(sum, to: SIMD16<Int32>.self)
    let exponent = bits &- unsafeBitCast(large, to: SIMD16<Int32>.self) &+ 127
    // NaN stays NaN, since the comparison is false.
    return (y * unsafeBitCast(exponent &<< 23, to: Vector.self)).replacing(
      with: 0, where: x .<= -64)
  #endif
}
