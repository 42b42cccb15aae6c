import DataSets
import Files
import Media
import TensorCore
import Training

/// What a model sees in recordings that were never trained on and have no image: unpaired sounds.
struct RecordedSounds {
  private var rows: [JSONValue] = []

  /// Classes count in the macro mean from so many sounds on.
  private static let fewest = 5

  /// `nil` where there are no such sounds, or the model makes no images of sounds.
  init?(
    _ model: TrainedModel, _ sounds: [UnpairedSound], _ evaluators: Evaluators, classes: [String]
  ) throws {
    let translations = Translation.all(of: model.translator).filter { $0.target == .image }
    guard !sounds.isEmpty, !translations.isEmpty else { return nil }
    let labels = sounds.map(\.classIndex)
    var verdicts: [String: [String: [Int]]] = [:]
    for batch in sounds.indices.batches {
      let levels = model.configuration.sound.batch(
        try sounds[batch].map { sound in
          model.preprocessing.soundLevels(
            clip: try model.preprocessing.clip(try ActiveClip.read(sound.path)))
        })
      for evaluator in evaluators.evaluators(of: .sound) {
        verdicts["real sound", default: [:]][evaluator.name, default: []] += evaluator.verdicts(
          on: levels)
      }
      let latent = model.latents(batch)
      for way in translations {
        let made = model.translator.translate(
          levels, .sound, to: .image, latent: latent, route: way.route)
        for evaluator in evaluators.evaluators(of: .image) {
          verdicts["to image, \(way.route.rawValue)", default: [:]][evaluator.name, default: []] +=
            evaluator.verdicts(on: made)
        }
      }
    }
    for (judged, evaluators) in verdicts.sorted(by: { $0.key < $1.key }) {
      for (evaluator, verdicts) in evaluators.sorted(by: { $0.key < $1.key }) {
        let verdicts = Verdicts([verdicts], labels: labels, classes: classes.count)
        rows.append(
          .object(
            [.init("judged", .string(judged)), .init("judge", .string(evaluator))]
              + verdicts.members(classes, fewest: Self.fewest)
              + [.init("sounds", .integer(Int64(labels.count)))]))
      }
    }
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
