import DataSets
import TensorCore
import Training

extension TableKind {
  /// The classes of recordings without an image that were held out from training, and of the
  /// images that the model generates from them.
  ///
  /// It is missing where there are no such sounds, or the model generates no images of sounds.
  static let recorded = TableKind(
    "recorded", "Recorded sounds held out from training",
    UnpairedPredictions.columns(items: "sounds")
  ) { split, subject in
    try UnpairedPredictions(imagesOfSounds: subject)?
      .rows(split.classes, fewest: 5, items: "sounds")
  }
}

extension UnpairedPredictions {
  /// The predictions on unpaired sounds, and on images that are generated from them.
  fileprivate init?(imagesOfSounds subject: EvaluatedModel) throws {
    let (model, sounds) = (subject.model, subject.unpairedSounds)
    let translations = Translation.all(of: model.translator).filter { $0.to == .image }
    guard !sounds.isEmpty, !translations.isEmpty else { return nil }
    self.init(labels: sounds.map(\.classIndex))
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
}
