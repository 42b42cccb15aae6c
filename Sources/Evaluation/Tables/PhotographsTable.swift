import DataSets
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
    UnpairedPredictions.columns(items: "images")
  ) { split, subject in
    try UnpairedPredictions(soundsOfImages: subject)?
      .rows(split.classes, fewest: 10, items: "images")
  }
}

extension UnpairedPredictions {
  /// The predictions on sounds that are generated from unpaired images.
  fileprivate init?(soundsOfImages subject: EvaluatedModel) throws {
    let (model, images) = (subject.model, subject.unpairedImages)
    let translations = Translation.all(of: model.translator).filter {
      $0.from == .image && $0.to == .sound
    }
    guard !images.isEmpty, !translations.isEmpty else { return nil }
    self.init(labels: images.map(\.classIndex))
    let waveforms = try Waveforms(model)
    for batch in images.indices.batches {
      let input = Tensor(
        joining: try images[batch].map {
          model.preprocessing.encoderInput(try ImageFile.read($0.path))
        })
      let latent = model.latents(batch)
      for translation in translations {
        let sounds = model.translator.translate(
          input, .image, to: .sound, latent: latent, route: translation.route)
        add(
          waveforms(sounds).levels, as: "to sound, \(translation.route.rawValue)",
          subject.evaluators.evaluators(of: .sound))
      }
    }
  }
}
