/// The classes of the examples that a linear baseline is fitted to.
package struct LabeledExamples {
  /// The class of each example, in 0..<classes.
  package let labels: [Int]
  /// How many classes there are.
  package let classes: Int

  /// The share of each class among the examples.
  package var shares: [Double] {
    (0..<classes).map { label in
      Double(labels.count { $0 == label }) / Double(max(1, labels.count))
    }
  }

  /// The places of the examples of a class.
  package func places(of label: Int) -> [Int] { labels.indices.filter { labels[$0] == label } }
}
