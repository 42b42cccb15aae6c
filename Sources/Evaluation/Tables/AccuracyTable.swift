import Files

extension TableKind {
  /// How often each evaluator predicts the true class, beside chance and the largest class.
  ///
  /// The rows of real images and sounds say how good the evaluators are. A generated image cannot say more
  /// about the class than its sound does; a sound generated from an image can be clearer than a
  /// real one. `correct` counts the latent samples of each pair that have the true class, so that
  /// two evaluations can be compared pair by pair.
  public static let accuracy = TableKind(
    "accuracy", "Accuracy of the class",
    [
      .init("evaluated", "evaluated"), .init("route", "route"), .init("evaluator", "evaluator"),
      .init("accuracy", "accuracy"), .init("interval", "95 % interval"),
      .init("macro_accuracy", "mean over classes"),
    ]
  ) { $0.accuracyRows() }
}

extension EvaluatedSplit {
  package func accuracyRows() -> [JSONValue] {
    var rows = accuracyRows("real image", "", [realImages])
    rows += accuracyRows("real sound", "", [realSounds])
    for translation in translations {
      rows += accuracyRows(
        translation.name, translation.route.rawValue, generated[translation]?.latentSamples ?? [])
    }
    for translation in translations where translation.to == .sound {
      rows += accuracyRows(
        "image to spectrogram", translation.route.rawValue,
        generated[translation]?.spectrograms ?? [])
    }
    let sizes = classes.indices.map { index in labels.count { $0 == index } }
    let present = sizes.count { $0 > 0 }
    rows.append([
      "evaluated": "chance", "accuracy": .real(1 / Double(classes.count)),
      "macro_accuracy": .real(1 / Double(classes.count)),
    ])
    rows.append([
      "evaluated": "majority class",
      "accuracy": .real(Double(sizes.max() ?? 0) / Double(max(1, labels.count))),
      "macro_accuracy": .real(1 / Double(max(1, present))),
    ])
    return rows
  }

  /// A row for each evaluator of the same items, one collection for each latent sample.
  private func accuracyRows(
    _ evaluated: String, _ route: String, _ latentSamples: [EvaluatedItems]
  ) -> [JSONValue] {
    (latentSamples.first?.predictions ?? []).enumerated().map { index, predictions in
      let found = ClassAccuracy(
        latentSamples.map { $0.predictions[index].classes }, labels: labels,
        classes: classes.count, groups: groups)
      return .object(
        [
          .init("evaluated", .string(evaluated)), .init("route", .string(route)),
          .init("evaluator", .string(predictions.evaluator)),
        ] + found.members(classes) + [found.confusionMember] + found.countMembers)
    }
  }
}
