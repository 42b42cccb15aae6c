import Metrics
import TestSupport
import Testing

@Suite struct ConfusionMatrixTests {
  /// Class 3 never occurs, but is predicted.
  @Test func accuraciesMatchScikitLearn() throws {
    let matrix = ConfusionMatrix(
      labels: try MetricGolden.integers("confusion.labels"),
      predictions: try MetricGolden.integers("confusion.verdicts"), classes: 5)
    #expect(matrix.counts.flatMap(\.self) == (try MetricGolden.integers("confusion.counts")))
    #expect(
      abs(matrix.microAccuracy.value - (try MetricGolden.numbers("confusion.micro")[0])) < 1e-6)
    #expect(abs(matrix.macroAccuracy - (try MetricGolden.numbers("confusion.macro")[0])) < 1e-6)
    let present = [0, 1, 2, 4].map { matrix.classAccuracies[$0].value }
    let closeness = closeness(
      of: present, to: try MetricGolden.numbers("confusion.classes"), relative: 1e-6)
    #expect(closeness.isClose, "\(closeness)")
    #expect(matrix.classAccuracies[3] == Proportion(right: 0, count: 0))
  }

  @Test func rowsAreTrueClasses() {
    var matrix = ConfusionMatrix(classes: 2)
    #expect(matrix.macroAccuracy == 0 && matrix.microAccuracy.count == 0)
    matrix.add(label: 0, prediction: 1)
    matrix.add(label: 1, prediction: 1)
    matrix.add(label: 1, prediction: 1)
    #expect(matrix.counts == [[0, 1], [0, 2]])
    #expect(matrix.macroAccuracy == 0.5)
    #expect(matrix.macroAccuracy(fewest: 100) == nil)
    #expect(matrix.microAccuracy == Proportion(right: 2, count: 3))
    #expect(matrix == ConfusionMatrix(labels: [1, 0, 1], predictions: [1, 1, 1], classes: 2))
  }
}
