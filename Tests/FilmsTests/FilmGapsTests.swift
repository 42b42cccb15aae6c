import Testing

import Films

@Suite struct FilmGapsTests {
  /// Pictures ten times a second in these stretches.
  private func gaps(seenIn stretches: [Range<Int>], of seconds: Double) -> [Range<Double>] {
    let times = stretches.flatMap { $0.map { Double($0) / 10 } }
    return FilmGaps(seenAt: times, interval: 0.1, until: seconds).stretches
  }

  @Test func aWholeFilmHasNone() {
    #expect(gaps(seenIn: [0..<100], of: 10) == [])
  }

  @Test func pictureThatBeginsLateEndsEarlyOrFailsBetweenIsFound() {
    #expect(gaps(seenIn: [10..<100], of: 10) == [0..<1])
    #expect(gaps(seenIn: [0..<70], of: 10) == [7..<10])
    #expect(gaps(seenIn: [0..<20, 30..<100], of: 10) == [2..<3])
    #expect(gaps(seenIn: [], of: 10) == [0..<10])
  }

  @Test func aShortCutIsNoFailure() {
    #expect(gaps(seenIn: [0..<20, 24..<98], of: 10) == [])
    #expect(gaps(seenIn: [0..<20, 26..<100], of: 10) == [2..<2.6])
  }

  @Test func timesAreInAGapFromItsBeginningToBeforeItsEnd() {
    let gaps = FilmGaps(seenAt: [0, 3], interval: 1, until: 4)
    #expect([0.5, 1, 2.9, 3].map(gaps.contains) == [false, true, true, false])
  }
}
