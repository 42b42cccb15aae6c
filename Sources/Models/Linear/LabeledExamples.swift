/// The classes of the examples that a linear baseline is fitted to.
struct LabeledExamples {
  /// The class of each example, in 0..<classes.
  let labels: [Int]
  /// How many classes there are.
  let classes: Int

  /// The share of each class among the examples.
  var shares: [Double] {
    (0..<classes).map { label in
      Double(labels.count { $0 == label }) / Double(max(1, labels.count))
    }
  }

  /// The places of the examples of a class.
  func places(of label: Int) -> [Int] { labels.indices.filter { labels[$0] == label } }
}
