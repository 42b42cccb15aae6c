import Autograd
import CMCGAN
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
    /// The two configurations: the paper's losses, and everything else at once.
    enum Case: String, CaseIterable {
      case paper, switched

      var configuration: Configuration {
        get throws {
          switch self {
          case .paper: return try GoldenTraining("paper_model").configuration
          case .switched:
            var settings = try GoldenTraining("switched_model").configuration
            settings.networks.discriminatorNormalization = .instance
            settings.losses.pairs = .standard
            settings.losses.augmentation.imageShift = 0.25
            settings.losses.augmentation.imageContrast = 0.5
            settings.losses.augmentation.imageBrightness = 0.5
            settings.losses.augmentation.soundShift = 0.25
            settings.losses.augmentation.soundLevel = 0.5
            return settings
          }
        }
      }
    }

    @Test(arguments: Case.allCases, 1...3)
    func generatorStepGradientMatchesDifferences(kind: Case, seed: Int) throws {
      let (model, batch) = try prepared(kind, seed: seed)
      let check = GradientCheck(
        parameters: model.generator.parameters, buffers: Self.buffers(of: model), seed: seed
      ) {
        let (losses, gradients) = model.generatorGradients(batch)
        return (losses[.total], gradients)
      }
      for prefix in ["", "imageEncoder.", "soundEncoder.", "imageDecoder.", "soundDecoder."] {
        let fault = check.fault(along: prefix)
        #expect(fault < 1e-6, "along \(prefix)...")
      }
    }

    @Test(arguments: Case.allCases, 1...3)
    func discriminatorStepGradientMatchesDifferences(kind: Case, seed: Int) throws {
      let (model, batch) = try prepared(kind, seed: seed)
      let one = model.generator.stageOne(
        image: Variable(batch.image), sound: Variable(batch.sound), latents: Latents(batch.latent),
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
      let model = CMCGANModel(configuration)
      var random = RandomStream(seed: UInt64(seed), stream: 1)
      let parameters = model.generator.parameters + model.discriminator.parameters
      for parameter in parameters {
        let shape = parameter.value.shape
        let isWeight = shape.count > 1
        let noise = Tensor.normal(
          shape: shape,
          deviation: isWeight ? 1.5 / Double(parameter.value.rows).squareRoot() : 0.1,
          from: &random)
        parameter.value =
          parameter.name.hasSuffix(".gain")
          ? sum(noise, Tensor(repeating: 1, shape: shape)) : noise
      }
      let named = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0) })
      for buffer in model.discriminator.buffers where buffer.name.hasSuffix(".spectral") {
        let weight = try #require(named[buffer.name.dropLast(8) + "weight"])
        for _ in 0..<3_000 {
          buffer.value = spectralStep(weight.value, output: buffer.value).output
        }
      }
      func pictures(_ height: Int, _ width: Int, _ channels: Int) -> Tensor {
        hyperbolicTangent(
          .normal(
            shape: [configuration.training.batchSize, height, width, channels], from: &random))
      }
      let (image, sound) = (configuration.image, configuration.sound)
      let batch = Batch(
        image: pictures(image.height, image.width, 3),
        sound: pictures(sound.bands, sound.frames, 1),
        wrongImage: pictures(image.height, image.width, 3),
        wrongSound: pictures(sound.bands, sound.frames, 1),
        latent: .normal(
          shape: [configuration.training.batchSize, configuration.networks.latentSize],
          from: &random),
        augmentation: Augmentation(configuration, step: 1))
      return (model, batch)
    }
  }

  /// A loss, its gradient, and central differences along random directions.
  private struct GradientCheck {
    let parameters: [Parameter]
    let buffers: [Parameter]
    let seed: Int
    let evaluate: () -> (loss: Double, gradients: [Tensor])

    /// Small enough that hardly any unit crosses its kink, large enough for eight digits.
    private let step = 1e-6

    /// The loss and gradient with the state as it is, which is put back.
    private func pure() -> (loss: Double, gradients: [Tensor]) {
      let kept = buffers.map(\.value)
      defer { for (buffer, value) in zip(buffers, kept) { buffer.value = value } }
      return evaluate()
    }

    /// How far the slope along a random direction, in the parameters of a prefix, is from the
    /// gradient's, as a part of it.
    func fault(along prefix: String) -> Double {
      let gradients = pure().gradients
      let start = parameters.map(\.value)
      let chosen = parameters.map { $0.name.hasPrefix(prefix) }
      var random = RandomStream(seed: UInt64(seed), stream: 2)
      let directions = zip(start, chosen).map { value, isChosen in
        isChosen
          ? Tensor.normal(shape: value.shape, from: &random)
          : Tensor(repeating: 0, shape: value.shape)
      }
      let length = directions.reduce(0) { $0 + dot($1, $1) }.squareRoot()
      func loss(at distance: Double) -> Double {
        for (index, parameter) in parameters.enumerated() {
          parameter.value = sum(start[index], scaled(directions[index], by: distance / length))
        }
        return pure().loss
      }
      let difference = (loss(at: step) - loss(at: -step)) / (2 * step)
      for (parameter, value) in zip(parameters, start) { parameter.value = value }

      var (slope, square, count) = (0.0, 0.0, 0)
      for index in parameters.indices where chosen[index] {
        slope += dot(gradients[index], directions[index]) / length
        square += dot(gradients[index], gradients[index])
        count += gradients[index].count
      }
      // A direction that happens to be level is held to the usual slope of a random one. Nothing to
      // differ along is a fault too.
      let usual = (square / Double(max(1, count))).squareRoot()
      guard usual > 0 else { return .infinity }
      return abs(difference - slope) / max(abs(slope), usual)
    }

    private func dot(_ a: Tensor, _ b: Tensor) -> Double {
      zip(a.elements, b.elements).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }
#endif
