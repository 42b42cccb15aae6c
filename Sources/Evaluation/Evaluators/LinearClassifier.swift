import LinearAlgebra
import TensorCore

/// A linear classifier fitted by regularised least squares, in closed form.
///
/// Each class is a target, one against zero. Features are first scaled to mean 0 and standard
/// deviation 1. It is simple on purpose: it fits in a moment, one number tunes it, and it gives the
/// same predictions everywhere.
public struct LinearClassifier: Sendable {
  private let mean: [Double]
  private let scale: [Double]
  /// [features + 1, classes]; the last row is the bias.
  private let weights: [Double]
  private let classes: Int

  /// Fits a classifier.
  ///
  /// - Parameters:
  ///   - examples: feature vectors of equal length.
  ///   - labels: the class of each, in 0..<classes.
  ///   - classes: how many classes there are.
  ///   - penalty: how much large weights cost, for each example.
  /// - Throws: `Failure` where LAPACK finds no solution.
  public init(
    _ examples: [[Double]], labels: [Int], classes: Int, penalty: Double = 0.1
  ) throws {
    precondition(!examples.isEmpty && examples.count == labels.count, "a label for each example")
    let count = examples[0].count
    let number = Double(examples.count)
    var mean = [Double](repeating: 0, count: count)
    var square = mean
    for example in examples {
      for i in 0..<count {
        mean[i] += example[i] / number
        square[i] += example[i] * example[i] / number
      }
    }
    let scale = (0..<count).map { i in
      let variance = square[i] - mean[i] * mean[i]
      return variance > 1e-12 ? 1 / variance.squareRoot() : 0
    }
    // Rows of the penalty below those of the examples; the bias goes free.
    let columns = count + 1
    var matrix = [Double](repeating: 0, count: (examples.count + count) * columns)
    var targets = [Double](repeating: 0, count: (examples.count + count) * classes)
    for (row, example) in examples.enumerated() {
      for i in 0..<count { matrix[row * columns + i] = (example[i] - mean[i]) * scale[i] }
      matrix[row * columns + count] = 1
      targets[row * classes + labels[row]] = 1
    }
    let root = (penalty * number).squareRoot()
    for i in 0..<count { matrix[(examples.count + i) * columns + i] = root }
    weights = try LinearAlgebra.leastSquares(
      matrix, rows: examples.count + count, columns: columns, targets: targets,
      targetColumns: classes)
    self.mean = mean
    self.scale = scale
    self.classes = classes
  }

  /// The class with the highest score for a feature vector.
  ///
  /// The vector has the length of the examples; the class is in 0..<classes, the first of equals.
  public func predictedClass(of example: [Double]) -> Int {
    let count = mean.count
    var scores = Array(weights[count * classes..<(count + 1) * classes])
    for i in 0..<count {
      let value = (example[i] - mean[i]) * scale[i]
      for c in 0..<classes { scores[c] += value * weights[i * classes + c] }
    }
    return scores.indices.max { scores[$0] < scores[$1] } ?? 0
  }
}
