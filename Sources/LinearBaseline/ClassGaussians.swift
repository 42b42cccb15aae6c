import Autograd
import Configuration
import Layers
import LinearAlgebra
import TensorCore

/// Draws an image or a spectrogram of the class with the highest score: a decoder of the linear baseline.
///
/// Each class is a normal distribution in the principal components of all training items of the modality.
/// A draw is its mean, plus its covariance's root times z: each number of z moves along one principal axis
/// of the class, those of most variance first. With z = 0 it is the mean of the class.
package struct ClassGaussians: Layer {
  /// How many principal components there are.
  package static let components = 64

  /// [numbers].
  private let mean: Parameter
  /// [components, numbers].
  private let directions: Parameter
  /// In components: [classes, components].
  private let classMeans: Parameter
  /// The principal axes of each class, as long as their standard deviations: [classes, axes, components].
  private let classAxes: Parameter
  /// The shape of one item.
  private let shape: [Int]
  private let classes: Int
  private let axes: Int

  /// A decoder that draws zeros until it is fitted.
  ///
  /// - Parameters:
  ///   - name: the path of its tensors.
  ///   - shape: the shape of one item.
  ///   - classes: how many scores there are.
  ///   - latentSize: the length of z; of more than 64 numbers the first 64 count.
  package init(_ name: String, shape: [Int], classes: Int, latentSize: Int) {
    func zeros(_ part: String, _ shape: [Int]) -> Parameter {
      Parameter("\(name).\(part)", Tensor(repeating: 0, shape: shape))
    }
    self.shape = shape
    self.classes = classes
    axes = min(latentSize, Self.components)
    mean = zeros("mean", [shape.reduce(1, *)])
    directions = zeros("directions", [Self.components, shape.reduce(1, *)])
    classMeans = zeros("classMeans", [classes, Self.components])
    classAxes = zeros("classAxes", [classes, axes, Self.components])
  }

  /// No optimizer changes it.
  package var parameters: [Parameter] { [] }
  package var buffers: [Parameter] {
    [mean, directions, classMeans] + (axes > 0 ? [classAxes] : [])
  }

  /// Items from scores with z appended: [n, classes + latent].
  package func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    let number = x.shape[0]
    let best = columns(x.value, 0..<classes).largestColumns
    var points = Tensor(repeating: 0, shape: [number, Self.components])
    for row in 0..<number {
      let latent = x.value.row(row).dropFirst(classes).prefix(axes)
      var point = Array(classMeans.value.row(best[row]))
      for (axis, z) in latent.enumerated() {
        let start = (best[row] * axes + axis) * Self.components
        for i in 0..<Self.components { point[i] += z * classAxes.value.elements[start + i] }
      }
      points.elements.replaceSubrange(
        row * Self.components..<(row + 1) * Self.components, with: point)
    }
    var items = addingToRows(matrixProduct(points, directions.value), mean.value)
    for place in items.elements.indices {
      items.elements[place] = max(-1, min(1, items.elements[place]))
    }
    return Variable(items.reshaped([number] + shape))
  }

  /// Fits the distributions to the items of each class.
  ///
  /// A class of one item has no variance; one without items has the mean of all.
  ///
  /// - Throws: `Failure` where LAPACK finds no eigenvalues.
  package func fit(_ fitted: ImageComponents, _ examples: LabeledExamples) throws {
    mean.value = fitted.mean
    directions.value = fitted.directions
    let count = Self.components
    var means = classMeans.value
    var roots = classAxes.value
    for label in 0..<classes {
      let points = examples.places(of: label).map { place in
        fitted.coordinates.row(place).map { Double($0) }
      }
      guard !points.isEmpty else { continue }
      let center = (0..<count).map { i in
        points.reduce(0) { $0 + $1[i] } / Double(points.count)
      }
      for i in 0..<count { means.elements[label * count + i] = Scalar(center[i]) }
      guard points.count > 1, axes > 0 else { continue }
      var covariance = [Double](repeating: 0, count: count * count)
      for point in points {
        let offset = zip(point, center).map { $0 - $1 }
        for i in 0..<count {
          for j in i..<count {
            covariance[i * count + j] += offset[i] * offset[j] / Double(points.count - 1)
          }
        }
      }
      let eigen = try LinearAlgebra.symmetricEigen(covariance, order: count)
      for axis in 0..<axes {
        let index = count - 1 - axis
        let scale = max(0, eigen.values[index]).squareRoot()
        let vector = (0..<count).map { eigen.vectors[$0 * count + index] }
        // The largest element is positive, which makes the axis unique.
        let top = vector.max { abs($0) < abs($1) } ?? 1
        let start = (label * axes + axis) * count
        for i in 0..<count {
          roots.elements[start + i] = Scalar((top < 0 ? -scale : scale) * vector[i])
        }
      }
    }
    classMeans.value = means
    classAxes.value = roots
  }
}
