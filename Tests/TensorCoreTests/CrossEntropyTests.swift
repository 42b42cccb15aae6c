import Foundation
import TensorCore
import TestSupport
import Testing

@Suite struct CrossEntropyTests {
  private let golden: GoldenCase
  private let x: Tensor
  private let labels: [Int]

  init() throws {
    golden = try GoldenCase(kernel: "softmax")
    x = try golden["x"]
    labels = try golden["labels"].elements.map { Int($0) }
  }

  @Test func theSoftmaxMatchesPyTorch() throws {
    // An element is the exponential of a score: its relative error is the score's absolute one.
    let y = softmax(x)
    let found = closeness(of: y, to: try golden["y"], relative: 1e-5, absolute: 1e-9)
    #expect(found.isClose, "\(found)")
    for row in 0..<x.rows {
      let sum = y.elements[row * 5..<(row + 1) * 5].reduce(0, +)
      #expect(abs(sum - 1) < 1e-6, "row \(row) sums to \(sum)")
    }
  }

  /// Long rows are computed in vectors, with the C library's exponential for what is left of a row: both are those
  /// of double precision, but e^-64 may be nothing.
  @Test(arguments: [15, 16, 50])
  func longRowsMatchDoublePrecision(classes: Int) {
    // Quarters, so that differences are exact.
    let scores = (0..<2 * classes).map { Scalar((160 * sin(Double($0) * 1.7)).rounded() / 4) }
    let y = softmax(Tensor(shape: [2, classes], elements: scores))
    for row in 0..<2 {
      let scores = scores[row * classes..<(row + 1) * classes].map { Double($0) }
      let largest = scores.max() ?? 0
      let powers = scores.map { exp($0 - largest) }
      let total = powers.reduce(0, +)
      for (c, power) in powers.enumerated() {
        let (found, expected) = (Double(y.elements[row * classes + c]), power / total)
        #expect(abs(found - expected) <= 1e-6 * expected + exp(-64), "row \(row), class \(c)")
      }
    }
  }

  /// The pullback is the adjoint of the derivative, (diag y - y y^T) dy.
  @Test(arguments: [15, 16, 50])
  func thePullbackOfLongRowsIsTheDerivative(classes: Int) {
    func wave(_ factor: Double) -> Tensor {
      Tensor(shape: [1, classes], elements: (0..<classes).map { Scalar(sin(Double($0) * factor)) })
    }
    let (y, dy) = (softmax(wave(1.7)), wave(0.9))
    let mean = zip(y.elements, dy.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    for (c, found) in softmaxPullback(dy, result: y).elements.enumerated() {
      let expected = Double(y.elements[c]) * (Double(dy.elements[c]) - mean)
      #expect(abs(Double(found) - expected) < 1e-7)
    }
  }

  /// A score that is no number makes all of its row none, so that it is seen.
  @Test(arguments: [3, 40])
  func aScoreThatIsNotANumberIsNotHidden(classes: Int) {
    var x = Tensor(repeating: 0, shape: [2, classes])
    x.elements[classes + 1] = .nan
    let y = softmax(x)
    #expect(y.elements[..<classes].allSatisfy { abs($0 * Scalar(classes) - 1) < 1e-6 })
    #expect(y.elements[classes...].allSatisfy { $0.isNaN })
  }

  @Test(arguments: ["plain", "smoothed", "level"])
  func theCrossEntropyMatchesPyTorch(name: String) throws {
    let smoothing = try golden["\(name).smoothing"].item
    let value = meanCrossEntropy(x, labels: labels, smoothing: smoothing)
    try golden.expect(Tensor(value), is: "\(name).value", relative: 1e-6)
    let dx = meanCrossEntropyPullback(
      try golden["weight"].item, x, labels: labels, smoothing: smoothing)
    try golden.expect(dx, is: "\(name).dx", relative: 1e-6)
  }

  @Test func aConstantAddedToARowChangesNothing() {
    let x = Tensor(shape: [2, 3], elements: [1, 2, 4, -1, 0, 3])
    let moved = Tensor(shape: [2, 3], elements: [65, 66, 68, -513, -512, -509])
    #expect(softmax(moved) == softmax(x))
    let labels = [2, 0]
    #expect(
      abs(meanCrossEntropy(moved, labels: labels) - meanCrossEntropy(x, labels: labels)) < 1e-5)
  }

  @Test func lossesOfLargeScoresAreFinite() {
    let x = Tensor(shape: [2, 2], elements: [1e30, -1e30, -1e30, 1e30])
    #expect(softmax(x).elements == [1, 0, 0, 1])
    #expect(meanCrossEntropy(x, labels: [0, 1]) == 0)
    #expect(meanCrossEntropyPullback(1, x, labels: [0, 1]).elements == [0, 0, 0, 0])
    #expect(abs(meanCrossEntropy(x, labels: [1, 1]) / 1e30 - 1) < 1e-6)
    #expect(meanCrossEntropyPullback(1, x, labels: [1, 1]).elements == [0.5, -0.5, 0, 0])
  }

  /// Scores that say nothing cost the logarithm of the number of classes, whatever is smoothed.
  @Test(arguments: [0, 0.25, 1])
  func equalScoresCostTheLogarithmOfTheClassCount(smoothing: Double) {
    let x = Tensor(repeating: 3, shape: [3, 4])
    let loss = meanCrossEntropy(x, labels: [0, 1, 3], smoothing: Scalar(smoothing))
    #expect(abs(loss - 1.386_294_4) < 1e-6)
  }
}
