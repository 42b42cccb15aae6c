import Metrics
import TestSupport
import Testing

@Suite struct CalibrationErrorTests {
  @Test(arguments: ["raw", "calibrated"])
  func theErrorMatchesNumPy(_ name: String) throws {
    let error = CalibrationError.expected(
      confidences: try CalibrationGolden.numbers("\(name).confidences"),
      isRight: try CalibrationGolden.integers("\(name).right").map { $0 == 1 })
    #expect(abs(error - (try CalibrationGolden.numbers("\(name).error")[0])) < 1e-6)
  }

  @Test func smallCasesAreAsByHand() {
    #expect(CalibrationError.expected(confidences: [], isRight: []) == 0)
    #expect(CalibrationError.expected(confidences: [1, 1], isRight: [true, false]) == 0.5)
    // Errors of one bin cancel out, those of two do not.
    let confidences = [0.25, 0.75]
    #expect(
      CalibrationError.expected(confidences: confidences, isRight: [true, false], bins: 1) == 0)
    #expect(
      CalibrationError.expected(confidences: confidences, isRight: [true, false], bins: 2) == 0.75)
    // A number between two bins belongs to the lower one, and 0 to the first.
    #expect(
      CalibrationError.expected(confidences: [0.5, 0.25], isRight: [false, true], bins: 2) == 0.125)
    #expect(CalibrationError.expected(confidences: [0], isRight: [false]) == 0)
  }
}
