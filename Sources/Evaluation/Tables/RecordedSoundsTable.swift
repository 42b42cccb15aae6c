import DataSets
import Files
import Media
import TensorCore
import Training

extension TableKind {
  /// The classes of recordings without an image that were held out from training, and of the
  /// images that the model generates from them.
  ///
  /// It is missing where there are no such sounds, or the model generates no images of sounds.
  static let recorded = TableKind(
    "recorded", "Recorded sounds held out from training",
    [
      .init("evaluated", "evaluated"), .init("evaluator", "evaluator"),
      .init("accuracy", "accuracy"), .init("interval", "95 % interval"),
      .init("macro_accuracy", "mean over classes"), .init("sounds", "sounds"),
    ]
  ) { split, subject in try RecordedSounds(subject)?.rows(split.classes) }
}

/// The predictions of all evaluators on recorded sounds and on images generated from them.
package struct RecordedSounds {
  /// Classes count in the mean over classes from this many sounds on.
  private static let fewest = 5

  private let labels: [Int]
  /// By what is evaluated, then by evaluator.
  private var predictions: [String: [String: [Int]]] = [:]

  /// Predictions that are known already, by what is evaluated and then by evaluator.
  package init(labels: [Int], predictions: [String: [String: [Int]]]) {
    (self.labels, self.predictions) = (labels, predictions)
  }

  init?(_ subject: EvaluatedModel) throws {
    let (model, sounds) = (subject.model, subject.unpairedSounds)
    let translations = Translation.all(of: model.translator).filter { $0.to == .image }
    guard !sounds.isEmpty, !translations.isEmpty else { return nil }
    labels = sounds.map(\.classIndex)
    for batch in sounds.indices.batches {
      let levels = model.configuration.sound.batch(
        try sounds[batch].map { sound in
          model.preprocessing.soundLevels(
            clip: try model.preprocessing.clip(try ActiveClip.read(sound.path)))
        })
      add(levels, as: "real sound", subject.evaluators.evaluators(of: .sound))
      let latent = model.latents(batch)
      for translation in translations {
        let images = model.translator.translate(
          levels, .sound, to: .image, latent: latent, route: translation.route)
        add(
          images, as: "to image, \(translation.route.rawValue)",
          subject.evaluators.evaluators(of: .image))
      }
    }
  }

  private mutating func add(
    _ levels: Tensor, as evaluated: String, _ evaluators: [any Evaluator]
  ) {
    for evaluator in evaluators {
      predictions[evaluated, default: [:]][evaluator.name, default: []] +=
        evaluator.predictedClasses(of: levels)
    }
  }

  /// Rows in alphabetical order.
  package func rows(_ classes: [String]) -> [JSONValue] {
    predictions.sorted { $0.key < $1.key }.flatMap { evaluated, evaluators in
      evaluators.sorted { $0.key < $1.key }.map { evaluator, predictions in
        let found = ClassAccuracy([predictions], labels: labels, classes: classes.count)
        return .object(
          [.init("evaluated", .string(evaluated)), .init("evaluator", .string(evaluator))]
            + found.members(classes, fewest: Self.fewest)
            + [.init("sounds", .integer(Int64(labels.count)))])
      }
    }
  }
}
