import LinearAlgebra
import TensorCore

/// Tells how probable each class is, by the features of an encoder: a linear layer with a temperature.
///
/// It is fitted to the items of a memory by ridge regression, for a model file holds no class head. Each
/// class is a target, 1 against 0.
public struct FeatureClassifier: Sendable, Equatable {
  /// The cost of large weights, as a share of the mean variance of the features.
  private static let penalty = 0.1

  /// A column for each class, the last row is the bias: [features + 1, classes].
  public let weights: Tensor
  /// What scores are divided by; see `TemperatureScaling`.
  public private(set) var temperature: Double

  init(weights: Tensor, temperature: Double) {
    (self.weights, self.temperature) = (weights, temperature)
  }

  /// Fits the layer to training items, and its temperature to known items that were not trained on.
  ///
  /// - Parameters:
  ///   - items: the features of training items: [items, features].
  ///   - labels: the class of each.
  ///   - classes: how many classes there are.
  ///   - known: the features of other items, a row for each of their windows.
  ///   - knownLabels: the class of each of these.
  /// - Throws: `Failure` where LAPACK finds no solution.
  public init(
    _ items: Tensor, labels: [Int], classes: Int, known: [Tensor], knownLabels: [Int]
  ) throws {
    let fitted = try Self.fitted(items, labels, classes)
    self.init(
      weights: Tensor(
        shape: [items.shape[1] + 1, classes],
        elements: fitted.map { Scalar(Float16($0)) }), temperature: 1)
    temperature = TemperatureScaling.temperature(
      scores: known.map(scores), labels: knownLabels)
  }

  /// The probability of each class, from the scores that windows have on average.
  ///
  /// - Parameter features: a row for each window: [windows, features].
  /// - Returns: a number for each class; they add up to 1.
  public func probabilities(of features: Tensor) -> [Double] {
    TemperatureScaling.probabilities(scores(features), temperature: temperature)
  }

  /// The scores of the classes before the temperature, the mean over windows: [windows, features].
  public func scores(_ features: Tensor) -> [Double] {
    let (length, classes) = (weights.shape[0] - 1, weights.shape[1])
    precondition(features.shape[1] == length, "features of another length")
    let rows = Double(features.shape[0])
    var sums = weights.row(length).map { Double($0) * rows }
    for row in 0..<features.shape[0] {
      for (place, value) in features.row(row).enumerated() {
        for number in 0..<classes {
          sums[number] += Double(value) * Double(weights.elements[place * classes + number])
        }
      }
    }
    return sums.map { $0 / rows }
  }

  /// Ridge regression on centred features; the bias is free.
  private static func fitted(_ items: Tensor, _ labels: [Int], _ classes: Int) throws -> [Double] {
    let (count, length) = (items.shape[0], items.shape[1])
    precondition(count == labels.count && count > 0, "a label for each item")
    let rows = (0..<count).map { items.row($0).map { Double($0) } }
    var mean = [Double](repeating: 0, count: length)
    var shares = [Double](repeating: 0, count: classes)
    for (row, label) in zip(rows, labels) {
      for place in 0..<length { mean[place] += row[place] / Double(count) }
      shares[label] += 1 / Double(count)
    }
    var products = [Double](repeating: 0, count: length * length)
    var targets = [Double](repeating: 0, count: length * classes)
    for (row, label) in zip(rows, labels) {
      for i in 0..<length {
        let value = row[i] - mean[i]
        for j in i..<length { products[i * length + j] += value * (row[j] - mean[j]) }
        for k in 0..<classes {
          targets[i * classes + k] += value * ((k == label ? 1 : 0) - shares[k])
        }
      }
    }
    let trace = (0..<length).reduce(0) { $0 + products[$1 * (length + 1)] }
    for i in 0..<length {
      products[i * (length + 1)] += penalty * trace / Double(length) + 1e-9 * Double(count)
    }
    let solution = try LinearAlgebra.solve(
      positiveDefinite: products, order: length, targets: targets, targetColumns: classes)
    let bias = (0..<classes).map { k in
      shares[k] - (0..<length).reduce(0) { $0 + mean[$1] * solution[$1 * classes + k] }
    }
    return solution + bias
  }
}
