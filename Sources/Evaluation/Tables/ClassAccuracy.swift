import Files
import Metrics

/// How often one evaluator predicts the class of items, over several latent samples of each.
struct ClassAccuracy {
  /// In how many latent samples each item has its true class, in the order of the items.
  let correct: [Int]
  /// Correct predictions over all; the items of one group, with all their samples, count as one
  /// cluster.
  let accuracy: Proportion
  /// Predictions by class.
  let confusion: ConfusionMatrix
  /// Latent samples of each item.
  let latentSamples: Int

  /// Counts the predictions of all items.
  ///
  /// - Parameters:
  ///   - predictions: the predicted class of each item, for each latent sample.
  ///   - labels: the true class of each item.
  ///   - classes: how many classes there are.
  ///   - groups: the group of each item; nil where items are independent.
  init(_ predictions: [[Int]], labels: [Int], classes: Int, groups: [Int]? = nil) {
    let correct = labels.indices.map { item in predictions.count { $0[item] == labels[item] } }
    self.correct = correct
    latentSamples = predictions.count
    let groups = groups ?? Array(labels.indices)
    var sums = [(right: Int, count: Int)](repeating: (0, 0), count: (groups.max() ?? -1) + 1)
    for (group, correct) in zip(groups, correct) {
      sums[group].right += correct
      sums[group].count += predictions.count
    }
    accuracy = Proportion(groups: sums)
    confusion = ConfusionMatrix(
      labels: predictions.flatMap { _ in labels }, predictions: predictions.flatMap { $0 },
      classes: classes)
  }

  /// The members of a row of accuracies: over all with its interval, the mean over classes, and
  /// each class that occurs.
  ///
  /// Classes with fewer than `fewest` predictions do not count in the mean over classes.
  func members(_ classes: [String], fewest: Int = 1) -> [JSONValue.Member] {
    [
      .init("accuracy", .real(accuracy.value)), .init("interval", JSONValue(accuracy.interval)),
      .init("macro_accuracy", JSONValue(confusion.macroAccuracy(fewest: fewest))),
      .init(
        "classes",
        .object(
          zip(classes, confusion.classAccuracies).compactMap { name, share in
            share.count == 0 ? nil : .init(name, .real(share.value))
          })),
    ]
  }

  /// The members that let two evaluations be compared item by item.
  var countMembers: [JSONValue.Member] {
    [
      .init("latent_samples", .integer(Int64(latentSamples))),
      .init("correct", .array(correct.map { .integer(Int64($0)) })),
    ]
  }

  /// How often items of each class were predicted as each class.
  var confusionMember: JSONValue.Member {
    .init(
      "confusion",
      .array(confusion.counts.map { .array($0.map { .integer(Int64($0)) }) }))
  }
}
