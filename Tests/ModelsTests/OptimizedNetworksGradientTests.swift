import Configuration
import Layers
import Models
import TensorCore
import TestSupport
import Testing

/// The gradients of the models that have one step only, against central differences.
///
/// A step does not hand out its gradients. With an optimizer that remembers nothing and whose epsilon
/// is 1, a parameter moves by rate * g / (|g| + 1): what moved it can be read off.
#if DOUBLE_PRECISION
  @Suite struct OptimizedNetworksGradientTests {
    /// Networks of a model, and the loss that they learn from.
    struct Case: Sendable {
      let model: ModelKind
      let networks: String
      let loss: Losses.Name
      /// Whether the networks are the discriminator's.
      var isDiscriminator = false
      /// Whether the step is one of pre-training, in which encoders learn alone.
      var isPretraining = false
      /// Whether that pre-training is the one of autoencoders.
      var isAutoencoder = false
    }

    /// Encoders of baselines learn from their own loss alone; decoders from the total, for what
    /// comes to them is constant.
    static let cases = [
      Case(model: .autoencoder, networks: "", loss: .total),
      Case(model: .autoencoder, networks: "imageEncoder.", loss: .total),
      Case(model: .autoencoder, networks: "soundDecoder.", loss: .total),
      Case(model: .s2iC, networks: "soundEncoder.", loss: .classification),
      Case(model: .s2iC, networks: "head.", loss: .classification),
      Case(model: .s2iC, networks: "imageDecoder.", loss: .total),
      Case(model: .s2iC, networks: "discriminator.", loss: .discriminator, isDiscriminator: true),
      Case(model: .s2iN, networks: "soundEncoder.", loss: .classification),
      Case(model: .s2iN, networks: "imageDecoder.", loss: .total),
      Case(model: .s2iN, networks: "discriminator.", loss: .discriminator, isDiscriminator: true),
      Case(model: .s2iA, networks: "soundEncoder.", loss: .soundReconstruction),
      Case(model: .s2iA, networks: "soundDecoder.", loss: .soundReconstruction),
      Case(model: .s2iA, networks: "imageDecoder.", loss: .total),
      Case(model: .s2iA, networks: "discriminator.", loss: .discriminator, isDiscriminator: true),
      Case(model: .i2s, networks: "imageEncoder.", loss: .classification),
      Case(model: .i2s, networks: "soundDecoder.", loss: .total),
      Case(model: .i2s, networks: "discriminator.", loss: .discriminator, isDiscriminator: true),
      Case(model: .cmcgan, networks: "imageEncoder.", loss: .classification, isPretraining: true),
      Case(model: .cmcgan, networks: "soundEncoder.", loss: .classification, isPretraining: true),
      Case(model: .cmcgan, networks: "head.", loss: .classification, isPretraining: true),
      Case(model: .i2s, networks: "imageEncoder.", loss: .classification, isPretraining: true),
      Case(
        model: .cmcgan, networks: "imageDecoder.", loss: .total, isPretraining: true,
        isAutoencoder: true),
      Case(
        model: .cmcgan, networks: "soundEncoder.", loss: .total, isPretraining: true,
        isAutoencoder: true),
      Case(
        model: .cmcgan, networks: "imageMapping.", loss: .total, isPretraining: true,
        isAutoencoder: true),
      Case(
        model: .autoencoder, networks: "soundDecoder.", loss: .total, isPretraining: true,
        isAutoencoder: true),
      Case(model: .imageEvaluator, networks: "classifier.", loss: .total),
      Case(model: .soundEvaluator, networks: "classifier.", loss: .total),
      Case(model: .multimodal, networks: "multimodal.image.", loss: .total),
      Case(model: .multimodal, networks: "multimodal.sound.", loss: .total),
      Case(model: .multimodal, networks: "multimodal.", loss: .total),
    ]

    @Test(arguments: cases, 1...2)
    func gradientsMatchDifferences(of what: Case, seed: Int) throws {
      let check = try check(what, seed: seed)
      #expect(check.fault(along: what.networks) < 1e-6, "\(what)")
    }

    /// The gradient of another loss is not taken for that of this one.
    @Test func aWrongGradientIsNoticed() throws {
      let wrong = Case(model: .s2iC, networks: "soundEncoder.", loss: .imageTranslation)
      #expect(try check(wrong, seed: 1).fault(along: wrong.networks) > 1e-3)
    }

    private func check(_ what: Case, seed: Int) throws -> GradientCheck {
      // The first step of pre-training is a twentieth of what it would be later.
      let rate = what.isPretraining ? 1e-3 / 20 : 1e-3
      var settings = try GoldenTraining("paper_model").configuration
      settings.model = what.model
      settings.augmentation.featureDropout = 0.3
      settings.losses.imageReconstructionWeight = 2
      settings.losses.soundReconstructionWeight = 3
      settings.losses.imageTranslationWeight = 4
      settings.losses.soundTranslationWeight = 5
      settings.augmentation.discriminator.imageShift = 0.25
      settings.augmentation.discriminator.imageContrast = 0.5
      settings.augmentation.discriminator.imageBrightness = 0.5
      settings.augmentation.discriminator.soundTimeShift = 0.25
      settings.augmentation.discriminator.soundLevel = 0.5
      settings.augmentation.discriminator.soundBandShift = 2
      settings.training.imageLatentSamples = 2
      settings.training.soundLatentSamples = 2
      settings.augmentation.modalityDropout = 0.5
      let isEncoder = what.isPretraining && !what.isAutoencoder
      settings.training.encoderPretrainingSteps = isEncoder ? 100 : 0
      settings.training.autoencoderPretrainingSteps = what.isAutoencoder ? 100 : 0
      if what.isAutoencoder {
        // Its target is a constant, so the image encoder is left out of the check.
        settings.networks.imageDecoder.mappingLayers = 2
        settings.losses.imageCodeWeight = 6
      }
      settings.losses.classificationWeight = what.isPretraining ? 1 : 0
      settings.networks.normalizedFeatures = what.isPretraining
      settings.augmentation.encoder.imagesLikeDiscriminator = what.isPretraining
      let plain = Adam.Settings(learningRate: 1e-3, beta1: 0, beta2: 0, epsilon: 1)
      settings.training.encoder = plain
      settings.training.autoencoder = plain
      settings.training.generator = plain
      settings.training.discriminator = plain
      // The discriminator moves first: it has to stay for the loss to be one of the generators alone.
      if !what.isDiscriminator { settings.training.discriminator.learningRate = 0 }
      let model = settings.freshModel(classes: 3)
      var random = RandomStream(seed: UInt64(seed), stream: 1)
      for parameter in model.networks.all.flatMap(\.parameters) {
        parameter.value = .unlikeAnyStart(parameter, from: &random)
      }
      let batch = Batch.noise(for: settings, classes: 3, from: &random)
      let (generator, discriminator) = (model.networks.used, model.networks.discriminator)
      let parameters = (what.isDiscriminator ? discriminator : generator)?.parameters ?? []
      return GradientCheck(
        parameters: parameters, buffers: model.networks.all.flatMap(\.buffers), seed: seed
      ) {
        let start = model.state.map(\.value)
        let before = parameters.map(\.value)
        let losses = model.train(on: batch, step: 1)
        let gradients = zip(before, parameters).map { before, after in
          Tensor(
            shape: before.shape,
            elements: difference(before, after.value).elements.map { moved in
              let part = moved / rate
              return part / (1 - abs(part))
            })
        }
        for (parameter, value) in zip(model.state, start) { parameter.value = value }
        model.resume(after: 0)
        return (losses[what.loss], gradients)
      }
    }
  }
#endif
