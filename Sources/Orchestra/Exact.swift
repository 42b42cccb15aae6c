/// Elementary functions from IEEE additions, products and quotients alone.
///
/// The mathematics library of one system rounds its last bit differently from that of another. The
/// data set must be the same bits everywhere, so it calls none of it; 1e-11 is precise enough here.
package enum Exact {
  package static let pi = 3.141592653589793

  /// The sine of an angle counted in whole turns.
  @inline(__always)
  package static func sine(turns: Double) -> Double {
    var turn = turns - turns.rounded()
    if turn > 0.25 { turn = 0.5 - turn } else if turn < -0.25 { turn = -0.5 - turn }
    let x = 2 * pi * turn
    let s = x * x
    let tail = -1.0 / 39_916_800 + s * (1.0 / 6_227_020_800 - s * (1.0 / 1_307_674_368_000))
    let middle = -1.0 / 5040 + s * (1.0 / 362_880 + s * tail)
    return x * (1 + s * (-1.0 / 6 + s * (1.0 / 120 + s * middle)))
  }

  /// The cosine of an angle counted in whole turns.
  @inline(__always)
  package static func cosine(turns: Double) -> Double { sine(turns: turns + 0.25) }

  /// Two raised to the exponent, for exponents between -1000 and 1000.
  package static func powerOfTwo(_ exponent: Double) -> Double {
    precondition(exponent > -1000 && exponent < 1000, "exponent out of range")
    let whole = exponent.rounded()
    let x = (exponent - whole) * 0.6931471805599453
    var sum = 1.0
    for order in stride(from: 11.0, through: 1, by: -1) { sum = 1 + x / order * sum }
    return sum * Double(sign: .plus, exponent: Int(whole), significand: 1)
  }

  /// The logarithm to base two of a positive number.
  package static func logarithm(_ value: Double) -> Double {
    precondition(value > 0 && value.isFinite, "logarithm of \(value)")
    var mantissa = value.significand
    var exponent = Double(value.exponent)
    if mantissa > 1.4142135623730951 {
      mantissa /= 2
      exponent += 1
    }
    let s = (mantissa - 1) / (mantissa + 1)
    var sum = 0.0
    for order in stride(from: 19.0, through: 1, by: -2) { sum = sum * s * s + 1 / order }
    return exponent + 2 * s * sum * 1.4426950408889634
  }

  /// The amplitude ratio of a level in decibels.
  package static func amplitude(decibels: Double) -> Double {
    powerOfTwo(decibels * 0.16609640474436813)
  }

  /// Zero up to `low`, one from `high` on, and a curve without corners between.
  @inline(__always)
  package static func smoothStep(_ value: Double, from low: Double, to high: Double) -> Double {
    let x = min(max((value - low) / (high - low), 0), 1)
    return x * x * (3 - 2 * x)
  }
}
