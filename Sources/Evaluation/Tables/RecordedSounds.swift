import CMCGAN
import Files
import Media
import TensorCore
import Training

/// What a model sees in recordings that were never trained on and have no picture: unpaired sounds.
struct RecordedSounds {
  private let labels: [Int]
  private let classes: [String]
  private var rows: [JSONValue] = []

  /// Classes count in the macro mean from so many sounds on.
  private static let fewest = 5
  private static let batchSize = 32

  /// `nil` where there are no such sounds, or the model makes no pictures of sounds.
  init?(
    _ model: TrainedModel, _ sounds: [UnpairedSound], _ judges: Judges, classes: [String]
  ) throws {
    let ways = Way.all(of: model.translator).filter { $0.target == .image }
    guard !sounds.isEmpty, !ways.isEmpty else { return nil }
    labels = sounds.map(\.classIndex)
    self.classes = classes
    var verdicts: [String: [String: [Int]]] = [:]
    for start in stride(from: 0, to: sounds.count, by: Self.batchSize) {
      let part = sounds[start..<min(sounds.count, start + Self.batchSize)]
      let levels = model.configuration.sound.batch(
        try part.map { sound in
          model.preprocessing.soundLevels(
            clip: try model.preprocessing.clip(try ActiveClip.read(sound.path)))
        })
      for judge in judges.judges(of: .sound) {
        verdicts["real sound", default: [:]][judge.name, default: []] += judge.verdicts(on: levels)
      }
      let latent = RandomPurpose.conversion.latents(
        seed: model.configuration.seed, samples: start..<start + part.count,
        size: model.translator.latentSize)
      for way in ways {
        let made = model.translator.translate(
          levels, .sound, to: .image, latent: latent, route: way.route)
        for judge in judges.judges(of: .image) {
          verdicts["to image, \(way.route.rawValue)", default: [:]][judge.name, default: []] +=
            judge.verdicts(on: made)
        }
      }
    }
    for (judged, judges) in verdicts.sorted(by: { $0.key < $1.key }) {
      for (judge, verdicts) in judges.sorted(by: { $0.key < $1.key }) {
        rows.append(row(judged, judge, verdicts))
      }
    }
  }

  private func row(_ judged: String, _ judge: String, _ verdicts: [Int]) -> JSONValue {
    let single = classes.indices.map { number in
      let own = labels.indices.filter { labels[$0] == number }
      return Proportion(right: own.count { verdicts[$0] == number }, count: own.count)
    }
    let counted = single.filter { $0.count >= Self.fewest }
    let all = Proportion(right: single.reduce(0) { $0 + $1.right }, count: labels.count)
    return [
      "judged": .string(judged), "judge": .string(judge), "accuracy": .real(all.value),
      "interval": JSONValue(all.interval),
      "macro": .real(counted.reduce(0) { $0 + $1.value } / Double(max(1, counted.count))),
      "sounds": .integer(Int64(labels.count)),
      "classes": .object(
        zip(classes, single).compactMap { name, share in
          share.count == 0 ? nil : .init(name, .real(share.value))
        }),
    ]
  }

  var table: EvaluationTable {
    var table = EvaluationTable(
      "recorded", "Recorded sounds held out from training",
      [
        .init("judged", "judged"), .init("judge", "judge"), .init("accuracy", "accuracy"),
        .init("interval", "95 % interval"), .init("macro", "macro"), .init("sounds", "sounds"),
      ])
    table.rows = rows
    return table
  }
}
