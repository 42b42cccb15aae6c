import Files

/// The verdicts of one judge on items, each of which was drawn several times.
struct Verdicts {
  /// How often each item was judged right, in the order of the items.
  let right: [Int]
  /// Right verdicts over all, with all draws of items that belong together as one group.
  let accuracy: Proportion
  /// Verdicts by class.
  let confusion: ConfusionMatrix

  /// - Parameters:
  ///   - latentSamples: the verdicts of each draw, in the order of the items.
  ///   - labels: the class of each item.
  ///   - classes: how many classes there are.
  ///   - groups: which items belong together, by a number for each; nil where none do.
  init(_ latentSamples: [[Int]], labels: [Int], classes: Int, groups: [Int]? = nil) {
    let right = labels.indices.map { item in latentSamples.count { $0[item] == labels[item] } }
    self.right = right
    let groups = groups ?? Array(labels.indices)
    var sums = [(right: Int, count: Int)](
      repeating: (0, 0), count: (groups.max() ?? -1) + 1)
    for (group, right) in zip(groups, right) {
      sums[group].right += right
      sums[group].count += latentSamples.count
    }
    accuracy = Proportion(groups: sums)
    confusion = ConfusionMatrix(
      labels: latentSamples.flatMap { _ in labels }, verdicts: latentSamples.flatMap { $0 },
      classes: classes)
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
