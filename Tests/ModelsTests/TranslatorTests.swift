import Configuration
import Models
import TensorCore
import TestSupport
import Testing

@Suite struct TranslatorTests {
  private let golden: GoldenTraining
  private let model: CMCGANModel
  private let batch: Batch

  init() throws {
    golden = try GoldenTraining("paper_model")
    model = try golden.model()
    batch = try golden.batch(step: 1)
  }

  private var translator: Translator {
    Translator(model.generator, golden.configuration, .fromEnvironment)
  }

  private func translate(
    _ input: Tensor, _ from: Modality, _ to: Modality, _ route: Route? = nil
  ) -> Tensor {
    translator.translate(input, from, to: to, latent: batch.latents.image, route: route)
  }

  @Test func resultsHaveTheSidesOfTheirModality() {
    for modality in Modality.allCases {
      let input = modality == .image ? batch.image : batch.sound
      #expect(translate(input, modality, .image).shape == batch.image.shape)
      #expect(translate(input, modality, .sound).shape == batch.sound.shape)
    }
    #expect(translator.latentSize == 4)
  }

  /// A -> A -> V is A -> A and then A -> V; likewise for images.
  @Test func theReconstructionIsTranslatedOnceMore() {
    let sound = translate(batch.sound, .sound, .sound)
    #expect(
      translate(batch.sound, .sound, .image, .reconstruction)
        == translate(sound, .sound, .image, .direct))
    let image = translate(batch.image, .image, .image)
    #expect(
      translate(batch.image, .image, .sound, .reconstruction)
        == translate(image, .image, .sound, .direct))
    #expect(
      translate(batch.sound, .sound, .image, .reconstruction)
        != translate(batch.sound, .sound, .image, .direct))
  }

  /// The configuration says `reconstruction` from sound to image and `direct` the other way.
  @Test func theRouteIsTheConfiguredOneUnlessAskedFor() {
    #expect(golden.configuration.conversion.soundToImage == .reconstruction)
    #expect(golden.configuration.conversion.imageToSound == .direct)
    #expect(
      translate(batch.sound, .sound, .image)
        == translate(batch.sound, .sound, .image, .reconstruction))
    #expect(
      translate(batch.image, .image, .sound) == translate(batch.image, .image, .sound, .direct))
  }

  /// Each modality is made with z times its own temperature; on the longer route both are made.
  @Test func latentVectorsAreMultipliedByTheTemperature() {
    var settings = golden.configuration
    settings.conversion.imageTemperature = 0.5
    settings.conversion.soundTemperature = 2
    let warm = Translator(model.generator, settings, .fromEnvironment)
    func latent(times factor: Scalar) -> Tensor { scaled(batch.latents.image, by: factor) }
    let made = warm.translate(
      batch.image, .image, to: .sound, latent: latent(times: 1), route: .reconstruction)
    let image = translator.translate(
      batch.image, .image, to: .image, latent: latent(times: 0.5), route: .direct)
    #expect(
      made
        == translator.translate(
          image, .image, to: .sound, latent: latent(times: 2), route: .direct))
    #expect(made != translate(batch.image, .image, .sound, .reconstruction))
    settings.conversion.setTemperature(1)
    #expect(settings == golden.configuration)
  }

  /// Outside training an image's result does not depend on the batch that it comes in.
  @Test func conversionUsesWhatWasLearntAndChangesNothing() {
    let before = GoldenTraining.state(of: model).map(\.value)
    let all = translate(batch.image, .image, .sound)
    for row in 0..<batch.image.shape[0] {
      let one = translator.translate(
        Tensor(
          shape: [1] + batch.image.shape.dropFirst(),
          elements: part(batch.image, row)), .image, to: .sound,
        latent: Tensor(shape: [1, 4], elements: part(batch.latents.image, row)))
      let found = closeness(of: one.elements, to: part(all, row))
      #expect(found.isClose, "\(found)")
    }
    #expect(GoldenTraining.state(of: model).map(\.value) == before)
  }

  /// Training sees the batch's own statistics: running ones do not enter its losses or gradients.
  @Test func runningStatisticsDoNotEnterTraining() throws {
    let (losses, gradients) = try golden.model().generatorGradients(batch)
    for buffer in model.generator.buffers {
      buffer.value = scaled(buffer.value, by: 3)
    }
    let other = model.generatorGradients(batch)
    #expect(other.losses == losses && other.gradients == gradients)
  }

  private func part(_ x: Tensor, _ row: Int) -> [Scalar] {
    let length = x.count / x.shape[0]
    return Array(x.elements[row * length..<(row + 1) * length])
  }
}
