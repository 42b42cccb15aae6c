import Autograd
import Configuration
import Models
import TensorCore
import TestSupport
import Testing

/// What a training step of each kind of model learns from.
@Suite struct ModelTrainingTests {
  private static let falling: [ModelKind: [Losses.Name]] = [
    .cmcgan: [.consistency, .classification], .s2iC: [.classification, .imageTranslation],
    .autoencoder: [
      .imageReconstruction, .soundReconstruction, .imageTranslation, .soundTranslation,
    ],
    .linear: [.imageReconstruction, .soundReconstruction, .imageTranslation, .soundTranslation],
    .s2iN: [.classification, .imageTranslation],
    .s2iA: [.soundReconstruction, .imageTranslation],
    .i2s: [.classification, .soundTranslation], .imageEvaluator: [.classification],
    .soundEvaluator: [.classification], .multimodal: [.classification],
  ]

  @Test(arguments: ModelKind.allCases)
  func trainingLowersWhatIsTrainedFor(kind: ModelKind) throws {
    var settings = try KindFixture.settings(kind)
    settings.losses.imageReconstructionWeight = 10
    settings.losses.soundReconstructionWeight = 10
    settings.losses.imageTranslationWeight = 10
    settings.losses.soundTranslationWeight = 10
    settings.losses.classificationWeight = kind == .cmcgan ? 1 : 0
    settings.training.generator.learningRate = 5e-3
    let model = settings.freshModel(classes: 2)
    let batch = KindFixture.learnable(settings)
    let before = model.train(on: batch, step: 1)
    for step in 2...40 { _ = model.train(on: batch, step: step) }
    let after = model.train(on: batch, step: 41)
    for name in Self.falling[kind] ?? [] {
      #expect(after[name] < 0.6 * before[name], "\(name): \(before[name]) to \(after[name])")
    }
    #expect(before.areFinite && after.areFinite)
    #expect(Self.falling[kind]?.isEmpty == false)
    if !kind.generates { #expect(model.error(on: batch) == 0, "two classes far apart") }
  }

  /// The encoder of a baseline learns from what comes in alone: its code is a constant for the rest.
  @Test(arguments: [ModelKind.s2iC, .s2iN, .s2iA, .i2s])
  func theEncoderOfABaselineLearnsByItself(kind: ModelKind) throws {
    var settings = try KindFixture.settings(kind)
    let batch = KindFixture.learnable(settings)
    let first = KindFixture.trained(settings, on: batch)
    // Another target for the decoder, and other weights of all that it learns from.
    settings.losses.adversarialWeight = 7
    settings.losses.imageTranslationWeight = 3
    settings.losses.soundTranslationWeight = 3
    var random = RandomStream(seed: 8, stream: 1)
    let other = Batch.noise(for: settings, classes: 2, from: &random)
    let second = KindFixture.trained(
      settings,
      on: kind == .i2s
        ? batch.with(sound: other.sound, wrongSound: other.wrongSound)
        : batch.with(image: other.image, wrongImage: other.wrongImage))
    let own =
      switch kind {
      case .s2iA: ["soundEncoder", "soundDecoder"]
      case .i2s: ["imageEncoder", "head"]
      default: ["soundEncoder", "head"]
      }
    var counts = (same: 0, changed: 0)
    for (name, value) in first.values {
      let isOwn = own.contains { name.hasPrefix("\($0).") }
      if isOwn {
        #expect(second.values[name] == value, "\(name)")
        counts.same += 1
      } else if second.values[name] != value {
        counts.changed += 1
      }
    }
    #expect(counts.same > 0 && counts.changed > 0)

    // And it does learn: the start is another.
    let start = settings.freshModel(classes: 2).networkState
    for parameter in start where parameter.name.hasPrefix("\(own[0]).") {
      #expect(first.values[parameter.name] != parameter.value, "\(parameter.name)")
    }
  }

  /// S2I-N is S2I-C without mismatched pairs; nobody looks at those of the other modality.
  @Test(arguments: [ModelKind.s2iC, .s2iN, .s2iA, .i2s])
  func mismatchedPairsAreSeenByAllButSN(kind: ModelKind) throws {
    let settings = try KindFixture.settings(kind)
    let batch = KindFixture.learnable(settings)
    var random = RandomStream(seed: 9, stream: 1)
    let other = Batch.noise(for: settings, classes: 2, from: &random)
    let plain = KindFixture.trained(settings, on: batch)
    let image = KindFixture.trained(settings, on: batch.with(wrongImage: other.wrongImage))
    let sound = KindFixture.trained(settings, on: batch.with(wrongSound: other.wrongSound))
    #expect((image.values == plain.values) == [.s2iN, .i2s].contains(kind))
    #expect((image.losses == plain.losses) == [.s2iN, .i2s].contains(kind))
    #expect((sound.values == plain.values) == (kind != .i2s))
  }

  /// Labels are learnt by those that say so: S2I-A and the unsupervised two do not look at them.
  @Test(arguments: ModelKind.allCases)
  func labelsMatterToThoseThatNeedThem(kind: ModelKind) throws {
    let settings = try KindFixture.settings(kind)
    let batch = KindFixture.learnable(settings)
    let other = batch.with(labels: batch.labels.map { 1 - $0 })
    #expect(
      (KindFixture.trained(settings, on: batch).values
        == KindFixture.trained(settings, on: other).values)
        == !kind.needsClasses)
  }

  /// What is heard goes into encoders; it is never what is to be met, nor what is judged.
  @Test func whatIsHeardGoesIntoEncodersAlone() throws {
    var settings = try KindFixture.settings(.cmcgan)
    let batch = KindFixture.learnable(settings)
    var random = RandomStream(seed: 10, stream: 1)
    let heard = Batch.noise(for: settings, classes: 2, from: &random).sound
    func hearing(_ heard: Tensor, _ batch: Batch) -> Batch {
      Batch(
        image: batch.image, sound: batch.sound, encoderSound: heard, wrongImage: batch.wrongImage,
        wrongSound: batch.wrongSound, latents: batch.latents, labels: batch.labels)
    }
    let (plain, changed) = (
      KindFixture.trained(settings, on: batch, steps: 1),
      KindFixture.trained(settings, on: hearing(heard, batch), steps: 1)
    )
    #expect(plain.losses[.soundReconstruction] != changed.losses[.soundReconstruction])
    // The discriminator sees real sounds as they are: without generated members it learns the same.
    settings.model = .s2iC
    let silent = KindFixture.trained(
      settings, on: hearing(batch.sound, batch.with(sound: heard)), steps: 1)
    #expect(KindFixture.trained(settings, on: batch, steps: 1).values == silent.values)
  }

  @Test func extraLossesAreThoseThatAreAskedFor() throws {
    var settings = try KindFixture.settings(.cmcgan)
    let batch = KindFixture.learnable(settings)
    let plain = KindFixture.trained(settings, on: batch, steps: 1)
    #expect(
      plain.losses.entries.map(\.name) == [
        .discriminator, .generator, .consistency, .soundConsistency, .imageReconstruction,
        .soundReconstruction, .imageTranslation, .soundTranslation, .total,
      ])
    let (weight, share) = (Scalar(2), Scalar(3))
    settings.losses.featureMatchingWeight = Double(weight)
    settings.losses.classificationWeight = Double(share)
    let more = KindFixture.trained(settings, on: batch, steps: 1)
    #expect(
      more.losses.entries.map(\.name).suffix(3) == [.featureMatching, .classification, .total])
    let added =
      weight * more.losses[.featureMatching] + share * more.losses[.classification]
    #expect(abs(more.losses[.total] - plain.losses[.total] - added) < 1e-4 * added)
    #expect(
      more.values.keys.contains("head.image.weight") && more.values.count > plain.values.count)
    // Two heads that know nothing of two classes yet.
    #expect(abs(more.losses[.classification] - 2 * 0.693) < 0.1)
  }

  /// Dropout changes training from step to step and is gone afterwards.
  @Test(arguments: [ModelKind.imageEvaluator, .soundEvaluator, .multimodal])
  func dropoutIsForTrainingOnly(kind: ModelKind) throws {
    var settings = try KindFixture.settings(kind)
    let batch = KindFixture.learnable(settings)
    func losses(_ steps: ClosedRange<Int>) -> [Scalar] {
      steps.map { settings.freshModel(classes: 2).train(on: batch, step: $0)[.total] }
    }
    #expect(Set(losses(1...3)).count == 1)
    settings.augmentation.featureDropout = 0.5
    #expect(Set(losses(1...3)).count == 3)
    #expect(losses(1...3) == losses(1...3))
    let model = settings.freshModel(classes: 2)
    #expect(model.error(on: batch) == model.error(on: batch))
  }

  /// Generators are told what dropout leaves of the sounds' features; nothing of the images' goes.
  @Test func dropoutLeavesOutFeaturesOfSounds() throws {
    let settings = try KindFixture.settings(.cmcgan)
    let generator = CMCGANModel(settings).generator
    let batch = KindFixture.learnable(settings)
    func stageOne(_ dropout: Tensor?) -> Generator.StageOne {
      generator.stageOne(
        image: Variable(batch.image), sound: Variable(batch.sound), latents: batch.latents,
        dropout: dropout, in: .rehearsal(in: .fromEnvironment))
    }
    let whole = stageOne(nil)
    let shape = whole.soundFeatures.shape
    let half = Tensor(
      shape: shape, elements: (0..<shape[0] * shape[1]).map { $0.isMultiple(of: 2) ? 0 : 2 })
    let part = stageOne(half)
    #expect(part.soundFeatures.value == product(whole.soundFeatures.value, half))
    #expect(part.imageFeatures.value == whole.imageFeatures.value)
    #expect(part.generatedImage.value != whole.generatedImage.value)
    #expect(part.generatedSound.value == whole.generatedSound.value)
  }

  /// A fit in closed form has no gradients.
  @Test(arguments: ModelKind.allCases.filter { $0 != .linear })
  func aGradientThatIsNoNumberIsNoticed(kind: ModelKind) throws {
    let settings = try KindFixture.settings(kind)
    let batch = KindFixture.learnable(settings)
    #expect(settings.freshModel(classes: 2).train(on: batch, step: 1).areFinite)
    for index in settings.freshModel(classes: 2).networks.all.indices {
      let model = settings.freshModel(classes: 2)
      let first = try #require(model.networks.all[index].parameters.first)
      first.value = Tensor(repeating: .nan, shape: first.value.shape)
      let losses = model.train(on: batch, step: 1)
      #expect(!losses.areFinite && !losses.gradientsAreFinite, "networks \(index)")
    }
  }
}
