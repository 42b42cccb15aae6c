import TestSupport
import Testing
import Training

@Suite struct TemperatureScalingTests {
  /// Also where all items are right, which without smoothing asks for a temperature of 0.
  @Test(arguments: ["", "certain."])
  func theTemperatureMatchesSciPy(_ prefix: String) throws {
    let found = TemperatureScaling.temperature(
      scores: try CalibrationGolden.rows(prefix + "scores"),
      labels: try CalibrationGolden.integers(prefix + "labels"))
    let expected = try CalibrationGolden.numbers(prefix + "temperature")[0]
    #expect(abs(found / expected - 1) < 1e-5)
  }

  @Test func scoresThatAreScaledHaveAScaledTemperature() throws {
    let scores = try CalibrationGolden.rows("scores")
    let labels = try CalibrationGolden.integers("labels")
    let one = TemperatureScaling.temperature(scores: scores, labels: labels)
    let other = TemperatureScaling.temperature(
      scores: scores.map { $0.map { 3 * $0 + 7 } }, labels: labels)
    #expect(abs(other / one - 3) < 1e-6)
  }

  @Test func theTemperatureStaysInItsRange() {
    // Scores that are always wrong ask for none, scores that are equal for any.
    let wrong = TemperatureScaling.temperature(scores: [[5, 0], [4, 0]], labels: [1, 1])
    #expect(wrong > 900 && TemperatureScaling.range.contains(wrong))
    let equal = TemperatureScaling.temperature(scores: [[1, 1]], labels: [0])
    #expect(TemperatureScaling.range.contains(equal))
    #expect(TemperatureScaling.temperature(scores: [], labels: []) == 1)
  }

  @Test func probabilitiesAreThoseOfTheSoftmax() {
    let found = TemperatureScaling.probabilities([1_000, 1_000, 998], temperature: 2)
    #expect(found[0] == found[1] && abs(found.reduce(0, +) - 1) < 1e-12)
    #expect(abs(found[2] / found[0] - 0.36787944117144233) < 1e-12)
  }
}
