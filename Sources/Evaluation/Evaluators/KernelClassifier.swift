import Glibc
import LinearAlgebra
import TensorCore
import Threads

/// A classifier fitted by ridge regression in the space of a Gaussian kernel, in closed form.
///
/// Each class is a target: 1 - 1 / classes for its own examples, -1 / classes for others. Features
/// are scaled to mean 0 and standard deviation 1. Examples are weighted by the inverse root of the
/// size of their class, so that small classes count.
public struct KernelClassifier: Sendable {
  private let mean: [Double]
  private let scale: [Double]
  /// The examples, scaled, one row each.
  private let examples: [[Double]]
  /// [examples, classes].
  private let weights: [Double]
  private let classes: Int
  private let width: Double

  /// Fits a classifier; the examples should be no more than a few thousand.
  ///
  /// - Parameters:
  ///   - examples: feature vectors of equal length.
  ///   - labels: the class of each, in 0..<classes.
  ///   - classes: how many classes there are.
  ///   - width: the factor of the mean squared difference of two feature vectors in the kernel.
  ///   - penalty: how much large weights cost.
  /// - Throws: `Failure` where LAPACK finds no solution.
  public init(
    _ examples: [[Double]], labels: [Int], classes: Int, width: Double = 0.3,
    penalty: Double = 0.03
  ) throws {
    precondition(!examples.isEmpty && examples.count == labels.count, "a label for each example")
    let sizes = (0..<classes).map { number in labels.count { $0 == number } }
    let raw = labels.map { 1 / Double(sizes[$0]).squareRoot() }
    let total = raw.reduce(0, +)
    let shares = raw.map { $0 / total }
    let count = examples[0].count
    var mean = [Double](repeating: 0, count: count)
    var square = mean
    for (example, share) in zip(examples, shares) {
      for i in 0..<count {
        mean[i] += share * example[i]
        square[i] += share * example[i] * example[i]
      }
    }
    let scale = (0..<count).map { i in
      1 / (max(0, square[i] - mean[i] * mean[i]).squareRoot() + 1e-3)
    }
    let scaled = examples.map { example in
      (0..<count).map { (example[$0] - mean[$0]) * scale[$0] }
    }
    let number = examples.count
    var kernel = [Double](repeating: 0, count: number * number)
    kernel.withUnsafeMutableBufferPointer { kernel in
      nonisolated(unsafe) let kernel = kernel
      ThreadPool.shared.forEach(number) { row in
        for column in row..<number {
          kernel[row * number + column] = Self.kernel(scaled[row], scaled[column], width)
        }
      }
    }
    var targets = [Double](repeating: -1 / Double(classes), count: number * classes)
    for (row, label) in labels.enumerated() {
      kernel[row * number + row] += penalty / (shares[row] * Double(number))
      targets[row * classes + label] += 1
    }
    weights = try LinearAlgebra.solve(
      positiveDefinite: kernel, order: number, targets: targets, targetColumns: classes)
    (self.mean, self.scale, self.examples) = (mean, scale, scaled)
    (self.classes, self.width) = (classes, width)
  }

  /// The class with the highest score for a feature vector.
  ///
  /// The vector has the length of the examples; the class is in 0..<classes, the first of equals.
  public func predictedClass(of example: [Double]) -> Int {
    let point = example.indices.map { (example[$0] - mean[$0]) * scale[$0] }
    var scores = [Double](repeating: 0, count: classes)
    for (row, other) in examples.enumerated() {
      let value = Self.kernel(point, other, width)
      for c in 0..<classes { scores[c] += value * weights[row * classes + c] }
    }
    return scores.indices.max { scores[$0] < scores[$1] } ?? 0
  }

  private static func kernel(_ a: [Double], _ b: [Double], _ width: Double) -> Double {
    var sum = 0.0
    for i in a.indices { sum += (a[i] - b[i]) * (a[i] - b[i]) }
    return exp(-width * sum / Double(max(1, a.count)))
  }
}
