import Glibc

/// A sequence of random numbers that is a pure function of its key.
///
/// The generator is Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
/// 2011): each block of four words is a keyed permutation of a counter. The seed is the key; stream,
/// step and sample are part of the counter. So there is no state to save: whoever knows the four
/// numbers gets the same sequence, on any thread, after any interruption.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private let key: SIMD2<UInt32>
  private var counter: SIMD4<UInt32>
  private var block = SIMD4<UInt32>()
  private var used = 4
  private var spareNormal: Double?

  /// Makes the sequence of one purpose, at one training step, for one sample of the batch.
  ///
  /// - Parameters:
  ///   - seed: the seed of the run.
  ///   - stream: the number of the purpose; equal numbers give equal sequences.
  ///   - step: the training step, or 0.
  ///   - sample: the sample within the batch, or 0.
  public init(seed: UInt64, stream: UInt32, step: UInt32 = 0, sample: UInt32 = 0) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    counter = SIMD4(0, stream, step, sample)
  }

  /// Four random words for a counter and a key: ten rounds of Philox4x32.
  ///
  /// It is a pure function, checked against the known answers of its authors.
  public static func philox(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>
  ) -> SIMD4<UInt32> {
    var c = counter
    var k = key
    for _ in 0..<10 {
      let first = c[0].multipliedFullWidth(by: 0xD251_1F53)
      let second = c[2].multipliedFullWidth(by: 0xCD9E_8D57)
      c = SIMD4(second.high ^ c[1] ^ k[0], second.low, first.high ^ c[3] ^ k[1], first.low)
      k = SIMD2(k[0] &+ 0x9E37_79B9, k[1] &+ 0xBB67_AE85)
    }
    return c
  }

  /// The next 32 random bits.
  public mutating func nextWord() -> UInt32 {
    if used == 4 {
      block = Self.philox(counter: counter, key: key)
      counter[0] &+= 1
      used = 0
    }
    defer { used += 1 }
    return block[used]
  }

  public mutating func next() -> UInt64 {
    let low = UInt64(nextWord())
    return low | UInt64(nextWord()) << 32
  }

  /// A uniform number in [0, 1), with 53 random bits.
  ///
  /// It takes two words of the stream.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A uniform number in a half-open range.
  public mutating func uniform(_ range: Range<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A number of the normal distribution N(0, 1), by the method of Box and Muller.
  ///
  /// Numbers come in pairs; every second call returns the second number of a pair.
  public mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    let radius = (-2 * log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    spareNormal = radius * sin(angle)
    return radius * cos(angle)
  }

  /// A whole number in 0..<bound; all are equally likely.
  ///
  /// `bound` must be positive.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "no whole number is below \(bound)")
    // Words at the end of the range, where the remainder would favour small numbers, are redrawn.
    let bound = UInt64(bound)
    let limit = UInt64.max - UInt64.max % bound
    var word = next()
    while word >= limit { word = next() }
    return Int(word % bound)
  }
}

extension Tensor {
  /// Makes a tensor of independent numbers of the distribution N(0, standardDeviation^2).
  ///
  /// The numbers come from the stream in row-major order, so a longer stream starts like a shorter one.
  public static func normal(
    shape: [Int], standardDeviation: Double = 1, from stream: inout RandomStream
  ) -> Tensor {
    Tensor(shape: shape) { out in
      for i in 0..<shape.reduce(1, *) { out[i] = Scalar(standardDeviation * stream.normal()) }
    }
  }
}
