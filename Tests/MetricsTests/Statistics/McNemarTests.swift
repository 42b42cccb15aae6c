import Metrics
import Testing

@Suite struct McNemarTests {
  /// `scipy.stats.binomtest(b, b + c)`; 2^-6100 is not a number of double precision.
  @Test func probabilityMatchesSciPy() throws {
    for row in try MetricGolden.rows("mcnemar.cases") {
      let found = McNemar(onlyFirst: Int(row[0]), onlySecond: Int(row[1])).pValue
      #expect(abs(found / row[2] - 1) < 1e-6, "\(row): \(found)")
    }
  }

  @Test func onlyDifferencesCount() {
    let test = McNemar(
      first: [true, true, true, false, false, true],
      second: [true, false, false, true, false, false])
    #expect(test == McNemar(onlyFirst: 3, onlySecond: 1))
    // 2 (C(4, 0) + C(4, 1)) / 16
    #expect(abs(test.pValue - 0.625) < 1e-12)
  }

  @Test func equalEvaluatorsDoNotDiffer() {
    #expect(McNemar(first: [], second: []).pValue == 1)
    #expect(McNemar(first: [true, false], second: [true, false]).pValue == 1)
    #expect(McNemar(onlyFirst: 4, onlySecond: 4).pValue == 1)
  }
}
