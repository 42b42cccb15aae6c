import Autograd
import Configuration
import Layers
import LinearAlgebra
import TensorCore

/// Scores of the classes as an affine function of all pixels: the image encoder of the linear baseline.
///
/// They are fitted by ridge regression on principal components of the training images. Components are
/// linear in the pixels, so one matrix holds both.
package struct AffineScores: Layer {
  /// [pixels, classes].
  private let weight: Parameter
  /// [classes].
  private let bias: Parameter

  /// A layer that scores every class 0 until it is fitted.
  package init(_ name: String, inputs: Int, classes: Int) {
    weight = Parameter("\(name).weight", Tensor(repeating: 0, shape: [inputs, classes]))
    bias = Parameter("\(name).bias", Tensor(repeating: 0, shape: [classes]))
  }

  /// No optimizer changes it.
  package var parameters: [Parameter] { [] }
  package var buffers: [Parameter] { [weight, bias] }

  package func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    let rows = x.value.reshaped([x.shape[0], x.value.count / x.shape[0]])
    return Variable(addingToRows(matrixProduct(rows, weight.value), bias.value))
  }

  /// The cost of large weights, as a share of the mean variance of the components.
  private static let penalty = 0.01

  /// Fits the scores to images by their coordinates in principal components.
  ///
  /// The target of an image is 1 for its class and 0 for the others.
  ///
  /// - Throws: `Failure` where LAPACK finds no solution.
  package func fit(_ components: ImageComponents, _ examples: LabeledExamples) throws {
    let (count, number) = (components.count, examples.labels.count)
    var products = [Double](repeating: 0, count: count * count)
    var targets = [Double](repeating: 0, count: count * examples.classes)
    let means = examples.shares
    for (row, label) in examples.labels.enumerated() {
      let point = components.coordinates.row(row).map { Double($0) }
      for i in 0..<count {
        for j in i..<count { products[i * count + j] += point[i] * point[j] }
        for k in 0..<examples.classes {
          targets[i * examples.classes + k] += point[i] * ((k == label ? 1 : 0) - means[k])
        }
      }
    }
    let trace = (0..<count).reduce(0) { $0 + products[$1 * (count + 1)] }
    for i in 0..<count {
      products[i * (count + 1)] += Self.penalty * trace / Double(count) + 1e-9 * Double(number)
    }
    let solution = try LinearAlgebra.solve(
      positiveDefinite: products, order: count, targets: targets,
      targetColumns: examples.classes)
    let ofComponents = Tensor(
      shape: [count, examples.classes], elements: solution.map { Scalar($0) })
    weight.value = matrixProduct(components.directions, ofComponents, transposingFirst: true)
    let mean = components.mean.reshaped([1, components.mean.count])
    let shift = matrixProduct(mean, weight.value)
    bias.value = Tensor(
      shape: [examples.classes],
      elements: zip(means, shift.elements).map { Scalar($0) - $1 })
  }
}
