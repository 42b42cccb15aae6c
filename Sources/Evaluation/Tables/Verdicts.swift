import Files

/// The verdicts of one judge on items, each of which was drawn several times.
struct Verdicts {
  /// How often each item was judged right, in the order of the items.
  let right: [Int]
  /// Right verdicts over all, the draws of an item as one group.
  let accuracy: Proportion
  /// Verdicts by class.
  let confusion: ConfusionMatrix

  /// - Parameters:
  ///   - draws: the verdicts of each draw, in the order of the items.
  ///   - labels: the class of each item.
  ///   - classes: how many classes there are.
  init(_ draws: [[Int]], labels: [Int], classes: Int) {
    let right = labels.indices.map { item in draws.count { $0[item] == labels[item] } }
    self.right = right
    accuracy = Proportion(groups: right.map { (right: $0, count: draws.count) })
    confusion = ConfusionMatrix(
      labels: draws.flatMap { _ in labels }, verdicts: draws.flatMap { $0 }, classes: classes)
  }

  /// What every row of accuracies holds: over all with its interval, the mean of the classes that have
  /// `fewest` verdicts or more, and each class that occurs.
  func members(_ classes: [String], fewest: Int = 1) -> [JSONValue.Member] {
    [
      .init("accuracy", .real(accuracy.value)), .init("interval", JSONValue(accuracy.interval)),
      .init("macro", JSONValue(confusion.macroAccuracy(fewest: fewest))),
      .init(
        "classes",
        .object(
          zip(classes, confusion.classAccuracies).compactMap { name, share in
            share.count == 0 ? nil : .init(name, .real(share.value))
          })),
    ]
  }

  /// `right` as JSON, so that two evaluations can be compared item by item.
  var rightMember: JSONValue.Member {
    .init("right", .array(right.map { .integer(Int64($0)) }))
  }
}
