import Configuration
import Models
import TensorCore
import TestSupport
import Testing

/// Sounds without images that the sound encoder learns to classify beside those of the pairs.
@Suite struct ExtraSoundsTests {
  private func settings() throws -> Configuration {
    var settings = try KindFixture.settings(.cmcgan)
    settings.losses.classificationWeight = 2
    settings.losses.imageReconstructionWeight = 1
    settings.losses.soundTranslationWeight = 1
    settings.training.steps = 4
    return settings
  }

  /// Sounds that are those of the pairs, `count` times.
  private func repeated(_ batch: Batch, count: Int, labels: [Int]? = nil) -> ExtraSounds {
    ExtraSounds(
      sounds: Tensor(
        shape: [count * batch.sound.shape[0]] + batch.sound.shape.dropFirst(),
        elements: (0..<count).flatMap { _ in batch.sound.elements }),
      dropout: nil, labels: (0..<count).flatMap { _ in labels ?? batch.labels })
  }

  /// The mean over all sounds does not change where each is there more than once.
  @Test func theErrorIsAMeanOverAllSounds() throws {
    var settings = try settings()
    settings.training.encoderPretrainingSteps = 1
    let batch = KindFixture.learnable(settings)
    func error(_ extra: ExtraSounds?) -> Scalar {
      settings.freshModel(classes: 2).train(on: batch.with(extraSounds: extra), step: 1)[
        .classification]
    }
    let plain = error(nil)
    for count in 1...3 {
      let more = error(repeated(batch, count: count))
      #expect(abs(more - plain) < 1e-5 * plain, "\(count)")
    }
    // With the other label for all of them, three of four sounds count on the other side.
    let wrong = error(repeated(batch, count: 3, labels: batch.labels.map { 1 - $0 }))
    #expect(wrong != plain)
  }

  /// They teach classes in every phase, and nothing else sees them.
  @Test(arguments: [(0, 0, 0), (2, 0, 0), (0, 2, 0), (0, 0, 2)])
  func onlyClassesAreLearntFromThem(encoders: Int, autoencoders: Int, translation: Int) throws {
    var settings = try settings()
    settings.training.encoderPretrainingSteps = encoders
    settings.training.autoencoderPretrainingSteps = autoencoders
    settings.training.translationPretrainingSteps = translation
    let batch = KindFixture.learnable(settings)
    func losses(_ extra: ExtraSounds?) -> Losses {
      settings.freshModel(classes: 2).train(on: batch.with(extraSounds: extra), step: 1)
    }
    let plain = losses(nil)
    let more = losses(repeated(batch, count: 2, labels: batch.labels.map { 1 - $0 }))
    #expect(more.areFinite && more[.classification] != plain[.classification])
    for entry in plain.entries where ![.classification, .total].contains(entry.name) {
      #expect(more[entry.name] == entry.value, "\(entry.name)")
    }
  }
}
