import TensorCore
import Testing

@Suite struct RandomStreamTests {
  /// The known answers of Random123 for philox4x32-10.
  static let knownAnswers: [(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, words: SIMD4<UInt32>)] = [
    (
      SIMD4(0, 0, 0, 0), SIMD2(0, 0), SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
    ),
    (
      SIMD4(repeating: .max), SIMD2(repeating: .max),
      SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
    ),
    (
      SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), SIMD2(0xa409_3822, 0x299f_31d0),
      SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    ),
  ]

  @Test(arguments: knownAnswers.indices)
  func philoxGivesTheKnownAnswers(index: Int) {
    let (counter, key, words) = Self.knownAnswers[index]
    #expect(RandomStream.philox(counter: counter, key: key) == words)
  }

  @Test func aStreamCountsBlocksUnderItsKey() {
    var stream = RandomStream(seed: 0x299f_31d0_a409_3822, stream: 7, step: 8, sample: 9)
    let words = (0..<8).map { _ in stream.nextWord() }
    let blocks = (0..<2).map {
      RandomStream.philox(
        counter: SIMD4($0, 7, 8, 9), key: SIMD2(0xa409_3822, 0x299f_31d0))
    }
    #expect(words == blocks.flatMap { block in (0..<4).map { block[$0] } })
  }

  @Test func everyPartOfTheKeyCounts() {
    func first(_ seed: UInt64, _ stream: UInt32, _ step: UInt32, _ sample: UInt32) -> UInt64 {
      var random = RandomStream(seed: seed, stream: stream, step: step, sample: sample)
      return random.next()
    }
    let words = [
      first(1, 1, 1, 1), first(2, 1, 1, 1), first(1, 2, 1, 1), first(1, 1, 2, 1),
      first(1, 1, 1, 2), first(1 << 32 | 1, 1, 1, 1),
    ]
    #expect(Set(words).count == words.count)
    #expect(first(1, 1, 1, 1) == words[0])
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func normalNumbersHaveTheMomentsOfTheirDistribution(seed: UInt64) {
    var random = RandomStream(seed: seed, stream: 4)
    let count = 100_000
    let numbers = (0..<count).map { _ in random.normal() }
    let moments = (1...4).map { power in
      numbers.reduce(0.0) { sum, x in sum + (0..<power).reduce(1.0) { p, _ in p * x } }
        / Double(count)
    }
    // Five standard errors: the variances of x, x^2, x^3 and x^4 are 1, 2, 15 and 96.
    for (moment, (expected, variance)) in zip(moments, [(0.0, 1.0), (1, 2), (0, 15), (3, 96)]) {
      #expect(abs(moment - expected) < 5 * (variance / Double(count)).squareRoot())
    }
    // 1 - erf(1 / sqrt 2): the share beyond one standard deviation.
    let outside = Double(numbers.count { abs($0) > 1 }) / Double(count)
    #expect(abs(outside - 0.317_310_5) < 5 * (0.2166 / Double(count)).squareRoot())
  }

  @Test(arguments: [1, 2, 3, 6, 13, 100])
  func wholeNumbersAreEquallyLikely(bound: Int) {
    var random = RandomStream(seed: 17, stream: UInt32(bound))
    var counts = [Int](repeating: 0, count: bound)
    let latentSamples = 1_000 * bound
    for _ in 0..<latentSamples { counts[random.integer(below: bound)] += 1 }
    // Chi squared with bound - 1 degrees of freedom: mean plus five deviations.
    let chi = counts.reduce(0.0) { $0 + Double(($1 - 1_000) * ($1 - 1_000)) / 1_000 }
    let freedom = Double(bound - 1)
    #expect(chi <= freedom + 5 * (2 * freedom).squareRoot())
  }

  @Test func boundsNearTheWholeRangeAreKept() {
    var random = RandomStream(seed: 1, stream: 1)
    for _ in 0..<100 {
      #expect(random.integer(below: .max) >= 0)
      #expect((0.25..<0.5).contains(random.uniform(0.25..<0.5)))
    }
  }
}
