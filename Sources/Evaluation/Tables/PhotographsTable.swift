import DataSets
import Files
import Media
import TensorCore
import Training

extension TableKind {
  /// The classes of sounds that the model generates from images without a sound, such as photographs, which
  /// were held out from training.
  ///
  /// It is missing where there are no such images, or the model generates no sounds of images. Evaluators of
  /// images know images of pairs only, so they classify no photographs.
  static let photographs = TableKind(
    "photographs", "Sounds of photographs held out from training",
    [
      .init("evaluated", "evaluated"), .init("evaluator", "evaluator"),
      .init("accuracy", "accuracy"), .init("interval", "95 % interval"),
      .init("macro_accuracy", "mean over classes"), .init("images", "images"),
    ]
  ) { split, subject in try Photographs(subject)?.rows(split.classes) }
}

/// The predictions of all evaluators of sounds on what a model generates from unpaired images.
package struct Photographs {
  /// Classes count in the mean over classes from this many images on.
  private static let fewest = 10

  private let labels: [Int]
  /// By route, then by evaluator.
  private var predictions: [String: [String: [Int]]] = [:]

  /// Predictions that are known already, by what is evaluated and then by evaluator.
  package init(labels: [Int], predictions: [String: [String: [Int]]]) {
    (self.labels, self.predictions) = (labels, predictions)
  }

  init?(_ subject: EvaluatedModel) throws {
    let (model, images) = (subject.model, subject.unpairedImages)
    let translations = Translation.all(of: model.translator).filter {
      $0.from == .image && $0.to == .sound
    }
    guard !images.isEmpty, !translations.isEmpty else { return nil }
    labels = images.map(\.classIndex)
    let waveforms = try Waveforms(model)
    for batch in images.indices.batches {
      let input = Tensor(
        joining: try images[batch].map {
          model.preprocessing.encoderInput(try ImageFile.read($0.path))
        })
      let latent = model.latents(batch)
      for translation in translations {
        let sounds = waveforms(
          model.translator.translate(
            input, .image, to: .sound, latent: latent, route: translation.route)
        ).levels
        for evaluator in subject.evaluators.evaluators(of: .sound) {
          predictions["to sound, \(translation.route.rawValue)", default: [:]][
            evaluator.name, default: []] += evaluator.predictedClasses(of: sounds)
        }
      }
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
            + [.init("images", .integer(Int64(labels.count))), found.confusionMember])
      }
    }
  }
}
