/// How often items of each class were taken for each class.
public struct ConfusionMatrix: Sendable, Equatable {
  /// Items by [true class][verdict].
  public private(set) var counts: [[Int]]

  /// A matrix without items.
  public init(classes: Int) {
    precondition(classes > 0, "\(classes) classes")
    counts = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
  }

  /// A matrix of verdicts on items.
  ///
  /// - Parameters:
  ///   - labels: the true class of each item, in 0..<classes.
  ///   - verdicts: the class each was taken for, in 0..<classes.
  ///   - classes: how many classes there are.
  public init(labels: [Int], verdicts: [Int], classes: Int) {
    precondition(labels.count == verdicts.count, "a verdict for each label")
    self.init(classes: classes)
    for (label, verdict) in zip(labels, verdicts) { add(label: label, verdict: verdict) }
  }

  /// Counts one more item.
  public mutating func add(label: Int, verdict: Int) {
    precondition(
      counts.indices.contains(label) && counts.indices.contains(verdict),
      "no class \(label) or \(verdict) of \(counts.count)")
    counts[label][verdict] += 1
  }

  /// The right verdicts of each true class, its recall.
  public var classAccuracies: [Proportion] {
    counts.enumerated().map { label, row in
      Proportion(right: row[label], count: row.reduce(0, +))
    }
  }

  /// Right verdicts over all items.
  public var microAccuracy: Proportion {
    let classes = classAccuracies
    return Proportion(
      right: classes.reduce(0) { $0 + $1.right }, count: classes.reduce(0) { $0 + $1.count })
  }

  /// The mean of the accuracies of classes that occur, each weighing the same; 0 without items.
  public var macroAccuracy: Double { macroAccuracy(fewest: 1) ?? 0 }

  /// The same of classes with `fewest` items or more; nil where there are none.
  public func macroAccuracy(fewest: Int) -> Double? {
    let present = classAccuracies.filter { $0.count >= max(1, fewest) }
    guard !present.isEmpty else { return nil }
    return present.reduce(0) { $0 + $1.value } / Double(present.count)
  }
}
