/// How often items of each class were predicted as each class.
///
/// A row is a true class, a column a predicted one.
public struct ConfusionMatrix: Sendable, Equatable {
  /// Items by [true class][predicted class].
  public private(set) var counts: [[Int]]

  /// A matrix without items.
  public init(classes: Int) {
    precondition(classes > 0, "\(classes) classes")
    counts = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
  }

  /// A matrix of the predictions for items.
  ///
  /// - Parameters:
  ///   - labels: the true class of each item, in 0..<classes.
  ///   - predictions: the predicted class of each, in 0..<classes.
  ///   - classes: how many classes there are.
  public init(labels: [Int], predictions: [Int], classes: Int) {
    precondition(labels.count == predictions.count, "a prediction for each label")
    self.init(classes: classes)
    for (label, prediction) in zip(labels, predictions) {
      add(label: label, prediction: prediction)
    }
  }

  /// Counts one more item.
  ///
  /// Both classes are in 0..<classes; the predicted one may be a class that never occurs.
  public mutating func add(label: Int, prediction: Int) {
    precondition(
      counts.indices.contains(label) && counts.indices.contains(prediction),
      "no class \(label) or \(prediction) of \(counts.count)")
    counts[label][prediction] += 1
  }

  /// The correct predictions of each true class: its recall.
  public var classAccuracies: [Proportion] {
    counts.enumerated().map { label, row in
      Proportion(right: row[label], count: row.reduce(0, +))
    }
  }

  /// Correct predictions over all items.
  ///
  /// Large classes weigh more; `macroAccuracy` gives each class the same weight.
  public var microAccuracy: Proportion {
    let classes = classAccuracies
    return Proportion(
      right: classes.reduce(0) { $0 + $1.right }, count: classes.reduce(0) { $0 + $1.count })
  }

  /// The mean accuracy of the classes that occur, each with the same weight; 0 without items.
  public var macroAccuracy: Double { macroAccuracy(fewest: 1) ?? 0 }

  /// The mean accuracy of classes with `fewest` items or more; nil where there are none.
  public func macroAccuracy(fewest: Int) -> Double? {
    let present = classAccuracies.filter { $0.count >= max(1, fewest) }
    guard !present.isEmpty else { return nil }
    return present.reduce(0) { $0 + $1.value } / Double(present.count)
  }
}
