import Files

extension EvaluatedSplit {
  /// How often the right instrument is seen or heard, by each judge, with chance and the majority class.
  ///
  /// The rows of real images and sounds say how good the judges are. No image can be named better than the
  /// sound it was made of tells; a sound made of an image can be clearer than a real one. `right` counts the draws of each pair that were
  /// judged right, in the order of the pairs, so that two evaluations can be compared pair by pair.
  func accuracy(_ evaluators: Evaluators, classes: [String]) -> EvaluationTable {
    var table = EvaluationTable(
      "accuracy", "Accuracy of the class",
      [
        .init("judged", "judged"), .init("route", "route"), .init("judge", "judge"),
        .init("accuracy", "accuracy"), .init("interval", "95 % interval"), .init("macro", "macro"),
      ])
    func add(_ judged: String, _ route: String, _ latentSamples: [EvaluatedItems]) {
      guard let modality = latentSamples.first?.modality else { return }
      for (number, evaluator) in evaluators.evaluators(of: modality).enumerated() {
        let verdicts = Verdicts(
          latentSamples.map { $0.verdicts[number] }, labels: labels, classes: classes.count,
          groups: groups)
        let confusion = verdicts.confusion.counts.map { row in
          JSONValue.array(row.map { .integer(Int64($0)) })
        }
        table.rows.append(
          .object(
            [
              .init("judged", .string(judged)), .init("route", .string(route)),
              .init("judge", .string(evaluator.name)),
            ] + verdicts.members(classes) + [
              .init("confusion", .array(confusion)), verdicts.rightMember,
            ]))
      }
    }
    add("real image", "", [realImages])
    add("real sound", "", [realSounds])
    for way in translations {
      add(way.name, way.route.rawValue, made[way]?.latentSamples ?? [])
    }
    for way in translations where way.target == .sound {
      add("image to spectrogram", way.route.rawValue, made[way]?.spectrograms ?? [])
    }
    let sizes = classes.indices.map { number in labels.count { $0 == number } }
    let majority = Double(sizes.max() ?? 0) / Double(max(1, labels.count))
    let present = sizes.count { $0 > 0 }
    table.rows.append([
      "judged": "chance", "accuracy": .real(1 / Double(classes.count)),
      "macro": .real(1 / Double(classes.count)),
    ])
    table.rows.append([
      "judged": "majority class", "accuracy": .real(majority),
      "macro": .real(1 / Double(max(1, present))),
    ])
    return table
  }
}
