import Films
import Testing

@Suite struct FilmGapsTests {
  private static let tenth = Film.Rate(images: 10, seconds: 1)

  /// Images ten times a second in these stretches, black in others.
  private func gaps(
    seenIn stretches: [Range<Int>], blackIn black: [Range<Int>] = [], of seconds: Double
  ) -> FilmGaps {
    let images =
      stretches.flatMap { $0.map { (time: Double($0) / 10, isBlack: false) } }
      + black.flatMap { $0.map { (time: Double($0) / 10, isBlack: true) } }
    return FilmGaps(
      shown: images.sorted { $0.time < $1.time }, usualRate: Self.tenth, until: seconds)
  }

  /// Whether stretches are these, to a millisecond.
  private func expect(
    _ found: FilmGaps, _ expected: [(Double, Double)],
    location: SourceLocation = #_sourceLocation
  ) {
    let isEqual =
      found.stretches.count == expected.count
      && zip(found.stretches, expected).allSatisfy {
        abs($0.lowerBound - $1.0) < 1e-3 && abs($0.upperBound - $1.1) < 1e-3
      }
    #expect(isEqual, "\(found.stretches)", sourceLocation: location)
  }

  @Test func aWholeFilmHasNone() { expect(gaps(seenIn: [0..<100], of: 10), []) }

  @Test func imageThatBeginsLateEndsEarlyOrFailsBetweenIsFound() {
    expect(gaps(seenIn: [10..<100], of: 10), [(0, 1)])
    expect(gaps(seenIn: [0..<70], of: 10), [(7, 10)])
    expect(gaps(seenIn: [0..<20, 30..<100], of: 10), [(2, 3)])
    expect(gaps(seenIn: [], of: 10), [(0, 10)])
    expect(gaps(seenIn: [0..<20, 30..<100], blackIn: [20..<30], of: 10), [(2, 3)])
  }

  @Test func aShortCutIsNoFailure() {
    expect(gaps(seenIn: [0..<20, 24..<98], of: 10), [])
    expect(gaps(seenIn: [0..<20, 26..<100], of: 10), [(2, 2.6)])
  }

  @Test func aFilmWithoutASteadyRateMayHoldItsImages() {
    let times = [0, 0.1, 0.5, 0.6, 2.6, 2.7, 3.9, 4.0, 4.3]
    let held = times.map { (time: $0, isBlack: false) }
    expect(FilmGaps(shown: held, usualRate: Self.tenth, until: 4.4), [])
    let black = held.map { (time: $0.time, isBlack: (1...3).contains($0.time)) }
    expect(FilmGaps(shown: black, usualRate: Self.tenth, until: 6), [(0.7, 3.9), (4.4, 6)])
  }

  @Test func theLastImageIsShownAsLongAsTheFilmSays() {
    let steady = (0..<10).map { (time: Double($0) / 10, isBlack: false) }
    func gaps(_ images: [(time: Double, isBlack: Bool)], held: Double) -> FilmGaps {
      FilmGaps(shown: images, usualRate: Self.tenth, heldUntil: held, until: 8)
    }
    expect(gaps(steady, held: 8), [])
    expect(gaps(steady, held: 5), [(5, 8)])
    expect(gaps(steady, held: 1), [(1, 8)])
    // A black image is held in vain.
    expect(gaps(steady + [(time: 1, isBlack: true)], held: 8), [(1, 8)])
  }

  @Test func imagesAtAnyTimeGetARateAtWhichTheyKeepIt() {
    let slides = [0, 0.4, 1.12, 1.32].map { (time: $0, isBlack: false) }
    let own = Film.Rate(images: 25, seconds: 27)
    let finest = Film.Rate(images: 25, seconds: 1)
    let found = FilmGaps(
      shown: slides, usualRate: own, unsteadyRate: finest, heldUntil: 4, until: 5)
    expect(found, [(4, 5)])
    #expect(found.rate == finest)
  }

  @Test func theRateIsThatOfTheImagesThatAreThere() {
    let half = Array(0..<50) + Array(150..<200)
    let shown = half.map { (time: Double($0) / 25, isBlack: false) }
    let found = FilmGaps(shown: shown, usualRate: .init(images: 25, seconds: 2), until: 8)
    #expect(found.rate == .init(images: 25, seconds: 1))
    // Whole milliseconds, as Matroska has them.
    let coarse = (0..<60).map {
      (time: (Double($0) * 1_001 / 30).rounded() / 1_000, isBlack: false)
    }
    let own = Film.Rate(images: 30_000, seconds: 1_001)
    #expect(FilmGaps(shown: coarse, usualRate: own, until: 2).rate == own)
  }

  @Test func timesAreInAGapFromItsBeginningToBeforeItsEnd() {
    let found = gaps(seenIn: [0..<10, 30..<40], of: 4)
    #expect([0.5, 1.01, 2.9, 3].map(found.contains) == [false, true, true, false])
  }
}
