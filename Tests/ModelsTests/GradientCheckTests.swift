import Autograd
import Configuration
import Models
import TensorCore
import TestSupport
import Testing

/// The gradients of both steps against central differences.
///
/// Differences of a whole model mean nothing in single precision, so the suite runs in the double
/// build. A pass of training moves running statistics and spectral vectors; they are put back before
/// each value, so that what is differentiated is a function of the weights alone. The gradient takes
/// the spectral vectors as constants, which is exact where they are singular vectors already.
#if DOUBLE_PRECISION
  @Suite struct GradientCheckTests {
    /// The paper's losses, everything else at once, and what the paper does not have.
    enum Case: String, CaseIterable {
      case paper, switched, extended, mapped, projected, encoded

      var configuration: Configuration {
        get throws {
          switch self {
          case .paper: return try GoldenTraining("paper_model").configuration
          case .switched:
            var settings = try GoldenTraining("switched_model").configuration
            settings.networks.discriminatorNormalization = .instance
            settings.losses.pairs = .standard
            settings.augmentation.discriminator.imageShift = 0.25
            settings.augmentation.discriminator.imageContrast = 0.5
            settings.augmentation.discriminator.imageBrightness = 0.5
            settings.augmentation.discriminator.soundTimeShift = 0.25
            settings.augmentation.discriminator.soundLevel = 0.5
            settings.augmentation.discriminator.soundBandShift = 2
            return settings
          case .extended:
            var settings = try GoldenTraining("paper_model").configuration
            settings.losses.featureMatchingWeight = 3
            settings.losses.classificationWeight = 2
            settings.training.imageLatentSamples = 2
            settings.training.soundLatentSamples = 3
            settings.training.soundsPerPair = 2
            settings.networks.pooledSounds = true
            settings.networks.residualBlocks = 1
            settings.networks.normalizedFeatures = true
            settings.losses.sharedClassification = true
            settings.augmentation.encoder.imagesLikeDiscriminator = true
            settings.augmentation.discriminator.imageShift = 0.25
            return settings
          case .mapped:
            var settings = try GoldenTraining("paper_model").configuration
            settings.training.imageLatentSamples = 2
            settings.networks.imageDecoder.residualBlocks = 1
            settings.networks.imageDecoder.mappingLayers = 3
            settings.networks.imageDecoder.mappingWidth = 7
            settings.networks.soundDecoder = settings.networks.imageDecoder
            settings.networks.normalizedFeatures = true
            settings.losses.imageCodeWeight = 3
            settings.losses.classificationWeight = 2
            settings.losses.codeClassificationWeight = 1.5
            settings.augmentation.discriminator.imageCutout = 0.5
            return settings
          case .projected:
            var settings = try GoldenTraining("paper_model").configuration
            settings.networks.discriminatorImageTower = .efficientNetLite0
            (settings.image.height, settings.image.width) = (32, 32)
            settings.losses.adversarial = .hinge
            settings.losses.featureMatchingWeight = 3
            settings.losses.imageReconstructionFeatureWeight = 2
            settings.losses.imageTranslationFeatureWeight = 3
            settings.augmentation.discriminator.imageShift = 0.25
            settings.augmentation.discriminator.imageCutout = 0.25
            return settings
          case .encoded:
            var settings = try GoldenTraining("paper_model").configuration
            settings.networks.imageEncoder = .efficientNetLite0
            settings.networks.imageEncoderSide = 64
            (settings.image.height, settings.image.width) = (32, 32)
            settings.losses.classificationWeight = 2
            settings.losses.imageReconstructionWeight = 3
            return settings
          }
        }
      }
    }

    @Test(arguments: Case.allCases, 1...3)
    func generatorStepGradientMatchesDifferences(kind: Case, seed: Int) throws {
      let (model, batch) = try prepared(kind, seed: seed)
      let check = GradientCheck(
        parameters: model.networks.used.parameters, buffers: Self.buffers(of: model), seed: seed
      ) {
        let (losses, gradients) = model.generatorGradients(batch)
        return (losses[.total], gradients)
      }
      // The code of a real image is a constant of the code loss, though it depends on the encoder.
      let moving = kind == .mapped ? ["imageMapping.", "soundMapping."] : ["", "imageEncoder."]
      for prefix in moving + ["soundEncoder.", "imageDecoder.", "soundDecoder."] {
        let fault = check.fault(along: prefix)
        #expect(fault < 1e-6, "along \(prefix)...")
      }
      guard kind == .extended else { return }
      #expect(check.fault(along: "head.") < 1e-6, "along head...")
    }

    @Test(arguments: Case.allCases, 1...3)
    func discriminatorStepGradientMatchesDifferences(kind: Case, seed: Int) throws {
      let (model, batch) = try prepared(kind, seed: seed)
      let shape = [batch.image.shape[0], batch.latents.image.channels]
      let latent = Tensor(
        shape: shape, elements: Array(batch.latents.image.elements.prefix(shape[0] * shape[1])))
      let one = model.generator.stageOne(
        image: Variable(batch.image), sound: Variable(batch.sound), latents: Latents(latent),
        in: .training(Tape()))
      let check = GradientCheck(
        parameters: model.discriminator.parameters, buffers: Self.buffers(of: model), seed: seed
      ) {
        model.discriminatorGradients(
          batch, image: one.generatedImage.value, sound: one.generatedSound.value)
      }
      for prefix in ["", "image.", "sound.", "joint.", "verdict."] {
        let fault = check.fault(along: "discriminator.\(prefix)")
        #expect(fault < 1e-6, "along discriminator.\(prefix)...")
      }
    }

    /// The check would notice one tensor of many whose gradient is off by a thousandth.
    @Test(arguments: Case.allCases)
    func aWrongGradientIsNoticed(kind: Case) throws {
      let (model, batch) = try prepared(kind, seed: 1)
      for index in [0, model.generator.parameters.count - 1] {
        let check = GradientCheck(
          parameters: model.generator.parameters, buffers: Self.buffers(of: model), seed: 1
        ) {
          var (losses, gradients) = model.generatorGradients(batch)
          gradients[index] = scaled(gradients[index], by: 1.001)
          return (losses[.total], gradients)
        }
        #expect(check.fault(along: "") > 1e-6)
      }
    }

    private static func buffers(of model: CMCGANModel) -> [Parameter] {
      model.generator.buffers + model.discriminator.buffers
    }

    /// A model with weights that no layer starts with, at the end of its power iterations.
    private func prepared(_ kind: Case, seed: Int) throws -> (CMCGANModel, Batch) {
      let configuration = try kind.configuration
      let model = CMCGANModel(
        configuration, classes: 3,
        backbone: configuration.needsBackbone ? BackboneGolden.smallNetwork() : nil)
      var random = RandomStream(seed: UInt64(seed), stream: 1)
      let parameters = model.networks.all.flatMap(\.parameters)
      for parameter in parameters { parameter.value = .unlikeAnyStart(parameter, from: &random) }
      let named = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0) })
      for buffer in model.discriminator.buffers where buffer.name.hasSuffix(".spectral") {
        let weight = try #require(named[buffer.name.dropLast(8) + "weight"])
        for _ in 0..<3_000 {
          buffer.value = spectralStep(weight.value, output: buffer.value).output
        }
      }
      let batch = Batch.noise(for: configuration, classes: 3, from: &random)
      return (model, batch)
    }
  }
#endif
