import CMCGAN
import Files
import Training

extension Collection {
  /// How often the right instrument is seen or heard, by each judge, with chance and the majority class.
  ///
  /// The rows of real pictures and sounds are the ceiling. `right` counts the draws of each pair that were
  /// judged right, in the order of the pairs, so that two evaluations can be compared pair by pair.
  func accuracy(_ judges: Judges, classes: [String]) -> EvaluationTable {
    var table = EvaluationTable(
      "accuracy", "Accuracy of the class",
      [
        .init("judged", "judged"), .init("route", "route"), .init("judge", "judge"),
        .init("accuracy", "accuracy"), .init("interval", "95 % interval"), .init("macro", "macro"),
      ])
    func add(_ judged: String, _ route: String, _ draws: [Items]) {
      guard let modality = draws.first?.modality else { return }
      for (number, judge) in judges.judges(of: modality).enumerated() {
        let verdicts = draws.map { $0.verdicts[number] }
        table.rows.append(
          row(verdicts, classes, ["judged": .string(judged), "route": .string(route)], judge.name))
      }
    }
    add("real image", "", [realImages])
    add("real sound", "", [realSounds])
    for way in sortedWays {
      add(way.name, way.route.rawValue, made[way]?.draws ?? [])
    }
    for way in sortedWays where way.target == .sound {
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

  private func row(
    _ draws: [[Int]], _ classes: [String], _ what: JSONValue, _ judge: String
  ) -> JSONValue {
    let right = labels.indices.map { pair in draws.count { $0[pair] == labels[pair] } }
    func proportion(_ pairs: [Int]) -> Proportion {
      Proportion(groups: pairs.map { (right: right[$0], count: draws.count) })
    }
    let whole = proportion(Array(labels.indices))
    let single = classes.indices.map { number in
      proportion(labels.indices.filter { labels[$0] == number })
    }
    let present = single.filter { $0.count > 0 }
    let macro = present.reduce(0) { $0 + $1.value } / Double(max(1, present.count))
    let confusion = ConfusionMatrix(
      labels: draws.flatMap { _ in labels }, verdicts: draws.flatMap { $0 },
      classes: classes.count)
    var row = what
    row["judge"] = .string(judge)
    row["accuracy"] = .real(whole.value)
    row["interval"] = JSONValue(whole.interval)
    row["macro"] = .real(macro)
    row["classes"] = .object(
      zip(classes, single).compactMap { name, share in
        share.count == 0 ? nil : .init(name, .real(share.value))
      })
    row["confusion"] = .array(
      confusion.counts.map { .array($0.map { .integer(Int64($0)) }) })
    row["right"] = .array(right.map { .integer(Int64($0)) })
    return row
  }

  /// The ways in the order of tables.
  var sortedWays: [Way] {
    [Translator.Modality.image, .sound].flatMap { target in
      Route.allCases.map { Way(target: target, route: $0) }
    }.filter { made[$0] != nil }
  }
}
