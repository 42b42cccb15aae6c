import Configuration
import Models
import TensorCore
import TestSupport
import Testing

@Suite struct NearestLatentTests {
  /// Three draws for two members whose results are twice the latent vectors.
  @Test func eachMemberGetsItsNearestDraw() {
    let latentSamples = Tensor(
      shape: [6, 2], elements: [0, 0, 1, 1, /* second */ 2, 2, 3, 3, /* third */ 4, 4, -1, 0])
    let target = Tensor(shape: [2, 2], elements: [5, 4.5, -1, -1])
    var seen: [[Scalar]] = []
    let chosen = NearestLatent.nearest(of: latentSamples, to: target) { part in
      seen.append(part.elements)
      return scaled(part, by: 2)
    }
    #expect(chosen == Tensor(shape: [2, 2], elements: [2, 2, -1, 0]))
    #expect(seen == [[0, 0, 1, 1], [2, 2, 3, 3], [4, 4, -1, 0]])
  }

  /// The error is the mean over all that a member has, not the largest of it.
  @Test func theMeanDecidesAndTheFirstOfEqualsStays() {
    let latentSamples = Tensor(shape: [3, 1], elements: [1, 2, 3])
    let results: [Scalar: [Scalar]] = [1: [0, 0, 0, 9], 2: [3, 3, 3, 3], 3: [9, 0, 0, 0]]
    let target = Tensor(repeating: 0, shape: [1, 4])
    let chosen = NearestLatent.nearest(of: latentSamples, to: target) { part in
      Tensor(shape: [1, 4], elements: results[part.item] ?? [])
    }
    #expect(chosen.elements == [1])
  }

  @Test func oneDrawIsTakenAsItIs() {
    let latentSamples = Tensor(shape: [2, 1], elements: [7, 8])
    let chosen = NearestLatent.nearest(of: latentSamples, to: Tensor(repeating: 0, shape: [2, 3])) {
      _ in
      Issue.record("nothing is to be tried")
      return Tensor(repeating: 0, shape: [2, 3])
    }
    #expect(chosen == latentSamples)
    let none = Tensor(shape: [4, 0], elements: [])
    #expect(
      NearestLatent.nearest(of: none, to: Tensor(repeating: 0, shape: [2, 3])) { _ in
        Tensor(repeating: 0, shape: [2, 3])
      } == none)
  }

  private static let generating = ModelKind.allCases.filter(\.generates)

  private func settings(_ kind: ModelKind) throws -> Configuration {
    var settings = try GoldenTraining("paper_model").configuration
    settings.model = kind
    settings.losses.imageTranslationWeight = 1
    settings.losses.soundTranslationWeight = 1
    return settings
  }

  /// Trying draws leaves running statistics and everything else as they are.
  @Test(arguments: generating)
  func drawsThatAreAllAlikeAreOneDraw(kind: ModelKind) throws {
    let settings = try settings(kind)
    func trained(_ latentSamples: Int) throws -> (Losses, [Tensor]) {
      var random = RandomStream(seed: 3, stream: 1)
      let model = settings.freshModel(classes: 2)
      let batch = Batch.noise(for: settings, classes: 2, from: &random)
      let latent = Tensor(
        shape: [batch.latents.image.shape[0] * latentSamples, batch.latents.image.channels],
        elements: (0..<latentSamples).flatMap { _ in batch.latents.image.elements })
      let losses = model.train(on: batch.with(latent: latent), step: 1)
      return (losses, model.state.map(\.value))
    }
    let (one, three) = (try trained(1), try trained(3))
    #expect(one.0 == three.0)
    #expect(one.1 == three.1)
  }

  /// Without normalisation results are the same in training and in use, so the choice can be made by
  /// hand with a translator.
  @Test(arguments: [ModelKind.s2iC, .s2iA, .i2s])
  func trainingUsesTheNearest(kind: ModelKind) throws {
    var settings = try settings(kind)
    settings.networks.normalization = .none
    settings.training.imageLatentSamples = 4
    settings.training.soundLatentSamples = 4
    func model() throws -> any GeneratingModel {
      let model = try #require(settings.freshModel(classes: 2) as? any GeneratingModel)
      var random = RandomStream(seed: 5, stream: 1)
      for parameter in model.generator.parameters {
        parameter.value = .unlikeAnyStart(parameter, from: &random)
      }
      return model
    }
    var random = RandomStream(seed: 3, stream: 1)
    let batch = Batch.noise(for: settings, classes: 2, from: &random)
    let count = settings.training.batchSize
    let isSound = kind == .i2s
    let translator = Translator(try model().generator, settings, .fromEnvironment)
    let latents = isSound ? batch.latents.sound : batch.latents.image
    let latentSamples = (0..<4).map { draw in
      Tensor(
        shape: [count, 4],
        elements: Array(latents.elements[draw * count * 4..<(draw + 1) * count * 4]))
    }
    let errors = latentSamples.map { latent in
      meanAbsoluteErrors(
        isSound
          ? translator.translate(batch.image, .image, to: .sound, latent: latent, route: .direct)
          : translator.translate(batch.sound, .sound, to: .image, latent: latent, route: .direct),
        isSound ? batch.sound : batch.image)
    }
    let best = (0..<count).map { member in
      (0..<4).min { errors[$0][member] < errors[$1][member] } ?? 0
    }
    #expect(Set(best).count > 1, "a choice that is the same for all says little")
    let chosen = Tensor(
      shape: [count, 4],
      elements: best.enumerated().flatMap { member, draw in
        latentSamples[draw].elements[member * 4..<(member + 1) * 4]
      })
    let free = try model().train(on: batch, step: 1)
    #expect(try free == model().train(on: batch.with(latent: chosen), step: 1))
    #expect(try free != model().train(on: batch.with(latent: latentSamples[0]), step: 1))
  }
}
