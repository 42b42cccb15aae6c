import Autograd
import Configuration
import Glibc
import Layers
import LinearAlgebra
import TensorCore

/// Scores of the classes by ridge regression with a Gaussian kernel: the sound encoder of the linear
/// baseline.
///
/// The features of a sound are the mean and the standard deviation of each mel band over time, scaled to
/// mean 0 and standard deviation 1. The kernel of two feature vectors x and y of length n is
/// exp(-0.3 |x - y|^2 / n). Examples are weighted by the inverse root of the size of their class, so that
/// small classes count.
package struct KernelScores: Layer {
  /// At most so many examples are kept.
  package static let mostExamples = 2_048
  /// The factor of the mean squared difference in the kernel.
  private static let width = 0.3
  /// What large weights cost.
  private static let penalty = 0.03

  /// Of the features: [features].
  private let mean: Parameter
  /// The reciprocal standard deviation of each feature: [features].
  private let scale: Parameter
  /// The scaled features of the examples; zeros where there are fewer: [examples, features].
  private let examples: Parameter
  /// Zeros where there are fewer examples: [examples, classes].
  private let weights: Parameter

  /// A layer that scores every class 0 until it is fitted.
  package init(_ name: String, bands: Int, classes: Int) {
    func zeros(_ part: String, _ shape: [Int]) -> Parameter {
      Parameter("\(name).\(part)", Tensor(repeating: 0, shape: shape))
    }
    mean = zeros("mean", [2 * bands])
    scale = zeros("scale", [2 * bands])
    examples = zeros("examples", [Self.mostExamples, 2 * bands])
    weights = zeros("weights", [Self.mostExamples, classes])
  }

  /// No optimizer changes it.
  package var parameters: [Parameter] { [] }
  package var buffers: [Parameter] { [mean, scale, examples, weights] }

  package func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    let points = scaledFeatures(Self.features(of: x.value))
    return Variable(matrixProduct(Self.kernel(points, examples.value), weights.value))
  }

  /// Fits the scores to sounds [n, bands, frames, 1], at most 2,048.
  ///
  /// The target of a sound is 1 for its class and 0 for the others, less 1 / classes.
  ///
  /// - Throws: `Failure` where LAPACK finds no solution.
  package func fit(_ sounds: Tensor, _ labeled: LabeledExamples) throws {
    let (number, classes) = (labeled.labels.count, labeled.classes)
    precondition(sounds.shape[0] == number && number <= Self.mostExamples, "too many sounds")
    let features = Self.features(of: sounds)
    let length = features.shape[1]
    let sizes = (0..<classes).map { label in labeled.labels.count { $0 == label } }
    let raw = labeled.labels.map { 1 / Double(sizes[$0]).squareRoot() }
    let shares = raw.map { [total = raw.reduce(0, +)] in $0 / total }
    var (sums, squares) = (
      [Double](repeating: 0, count: length), [Double](repeating: 0, count: length)
    )
    for row in 0..<number {
      for (i, value) in features.row(row).enumerated() {
        sums[i] += shares[row] * Double(value)
        squares[i] += shares[row] * Double(value) * Double(value)
      }
    }
    mean.value = Tensor(shape: [length], elements: sums.map { Scalar($0) })
    scale.value = Tensor(
      shape: [length],
      elements: zip(sums, squares).map { sum, square in
        Scalar(1 / (max(0, square - sum * sum).squareRoot() + 1e-3))
      })
    let points = scaledFeatures(features)
    var products = Self.kernel(points, points).elements.map { Double($0) }
    var targets = [Double](repeating: -1 / Double(classes), count: number * classes)
    for (row, label) in labeled.labels.enumerated() {
      products[row * number + row] += Self.penalty / (shares[row] * Double(number))
      targets[row * classes + label] += 1
    }
    let solution = try LinearAlgebra.solve(
      positiveDefinite: products, order: number, targets: targets, targetColumns: classes)
    examples.value = points.paddedRows(to: Self.mostExamples)
    weights.value = Tensor(shape: [number, classes], elements: solution.map { Scalar($0) })
      .paddedRows(to: Self.mostExamples)
  }

  /// The mean and the standard deviation of each band over time: [n, 2 bands].
  package static func features(of sounds: Tensor) -> Tensor {
    let (number, bands, frames) = (sounds.shape[0], sounds.shape[1], sounds.shape[2])
    return Tensor(shape: [number, 2 * bands]) { out in
      sounds.withPointer { levels in
        for row in 0..<number {
          for band in 0..<bands {
            let start = levels + (row * bands + band) * frames
            var sum = 0.0
            for frame in 0..<frames { sum += Double(start[frame]) }
            let mean = sum / Double(frames)
            var square = 0.0
            for frame in 0..<frames {
              square += (Double(start[frame]) - mean) * (Double(start[frame]) - mean)
            }
            out[row * 2 * bands + band] = Scalar(mean)
            out[row * 2 * bands + bands + band] = Scalar((square / Double(frames)).squareRoot())
          }
        }
      }
    }
  }

  private func scaledFeatures(_ features: Tensor) -> Tensor {
    let centered = addingToRows(features, TensorCore.scaled(mean.value, by: -1))
    return Tensor(
      shape: centered.shape,
      elements: centered.elements.enumerated().map { place, value in
        value * scale.value.elements[place % scale.value.count]
      })
  }

  /// The kernel of each row of the first with each row of the second: [first, second].
  private static func kernel(_ first: Tensor, _ second: Tensor) -> Tensor {
    func squares(_ x: Tensor) -> [Double] {
      (0..<x.shape[0]).map { row in x.row(row).reduce(0) { $0 + Double($1) * Double($1) } }
    }
    var products = matrixProduct(first, second, transposingSecond: true)
    let (here, there) = (squares(first), squares(second))
    let factor = -width / Double(max(1, first.shape[1]))
    for row in here.indices {
      for column in there.indices {
        let place = row * there.count + column
        let distance = here[row] + there[column] - 2 * Double(products.elements[place])
        products.elements[place] = Scalar(exp(factor * max(0, distance)))
      }
    }
    return products
  }
}

extension Tensor {
  /// A matrix with rows of zeros below, up to a number of rows.
  fileprivate func paddedRows(to count: Int) -> Tensor {
    Tensor(
      shape: [count, channels],
      elements: elements + [Scalar](repeating: 0, count: (count - shape[0]) * channels))
  }
}
