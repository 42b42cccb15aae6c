import Autograd
import Configuration
import Layers
import TensorCore

/// Two encoders and two decoders that make up the four subnetworks of figure 1, or some of them.
///
/// Each encoder feeds both decoders, and stage two uses the same networks again: sharing is what ties
/// the translations to each other. The baselines have only the parts that they need. Images are [batch, height, width, 3], sounds are spectrograms
/// [batch, bands, frames, 1], both in [-1, 1]; the latent vector is [batch, latent].
public struct Generator: Parameterized {
  /// The networks that there are.
  public let parts: Set<NetworkPart>
  private let imageEncoder: Encoder?
  private let soundEncoder: Encoder?
  private let imageDecoder: Decoder?
  private let soundDecoder: Decoder?
  private let latentSize: Int
  private let normalizesFeatures: Bool

  init(_ configuration: Configuration, from source: inout WeightInitializer) {
    let settings = configuration.networks
    latentSize = settings.latentSize
    normalizesFeatures = settings.normalizedFeatures
    let parts = configuration.model.parts
    self.parts = parts
    func encoder(_ part: NetworkPart, _ name: String, _ pyramid: Pyramid) -> Encoder? {
      guard parts.contains(part) else { return nil }
      return Encoder(
        name, of: pyramid, width: settings.width, features: settings.featureSize,
        normalization: settings.normalization.kind,
        isPooled: part == .soundEncoder && settings.pooledSounds, attention: settings.attention,
        residualBlocks: settings.residualBlocks, from: &source)
    }
    func decoder(_ part: NetworkPart, _ name: String, _ pyramid: Pyramid) -> Decoder? {
      guard parts.contains(part) else { return nil }
      return Decoder(
        name, of: pyramid, width: settings.width,
        inputs: settings.featureSize + settings.latentSize,
        normalization: settings.normalization.kind, upsampling: settings.upsampling,
        attention: settings.attention, residualBlocks: settings.residualBlocks, from: &source)
    }
    imageEncoder = encoder(.imageEncoder, "imageEncoder", configuration.imagePyramid)
    soundEncoder = encoder(.soundEncoder, "soundEncoder", configuration.soundPyramid)
    imageDecoder = decoder(.imageDecoder, "imageDecoder", configuration.imagePyramid)
    soundDecoder = decoder(.soundDecoder, "soundDecoder", configuration.soundPyramid)
  }

  /// Networks with weights of zero, into which trained ones are to be put.
  public init(emptyFor configuration: Configuration) {
    var source = WeightInitializer.zeros
    self.init(configuration, from: &source)
  }

  private var networks: [any Layer] {
    let all: [(any Layer)?] = [imageEncoder, soundEncoder, imageDecoder, soundDecoder]
    return all.compactMap { $0 }
  }
  /// What the generators' optimizer changes.
  public var parameters: [Parameter] { networks.flatMap(\.parameters) }
  /// Running statistics.
  public var buffers: [Parameter] { networks.flatMap(\.buffers) }

  /// The feature vectors F of images: [batch, features].
  public func imageFeatures(_ image: Variable, in pass: Pass) -> Variable {
    normalized(present(imageEncoder, .imageEncoder)(image, in: pass))
  }

  /// The feature vectors F of sounds: [batch, features], times what dropout leaves of them.
  public func soundFeatures(
    _ sound: Variable, dropout: Tensor? = nil, in pass: Pass
  ) -> Variable {
    let features = normalized(present(soundEncoder, .soundEncoder)(sound, in: pass))
    return dropout.map(features.multiplied) ?? features
  }

  /// The feature vectors F of a batch's images, as the image encoder sees them.
  func imageFeatures(_ batch: Batch, in pass: Pass) -> Variable {
    imageFeatures(Variable(batch.encoderImage), in: pass)
  }

  /// The feature vectors F of a batch's sounds, as they are heard, times what dropout leaves of them.
  func soundFeatures(_ batch: Batch, in pass: Pass) -> Variable {
    soundFeatures(Variable(batch.encoderSound), dropout: batch.dropout, in: pass)
  }

  private func normalized(_ features: Variable) -> Variable {
    normalizesFeatures ? features.scaledToUnitMeanSquare() : features
  }

  /// Images from feature vectors of either modality.
  public func image(_ features: Variable, latent: Tensor, in pass: Pass) -> Variable {
    present(imageDecoder, .imageDecoder)(withLatent(features, latent), in: pass)
  }

  /// Sounds from feature vectors of either modality.
  public func sound(_ features: Variable, latent: Tensor, in pass: Pass) -> Variable {
    present(soundDecoder, .soundDecoder)(withLatent(features, latent), in: pass)
  }

  /// A network that whoever asks for it knows to be there: see `parts`.
  private func present<Network>(_ network: Network?, _ part: NetworkPart) -> Network {
    guard let network else { preconditionFailure("this kind of model has no \(part)") }
    return network
  }

  private func withLatent(_ features: Variable, _ latent: Tensor) -> Variable {
    latentSize == 0 ? features : features.concatenated(with: Variable(latent))
  }

  /// The results of stage one.
  public struct StageOne {
    /// The feature vectors F of the images.
    public let imageFeatures: Variable
    /// The feature vectors F of the sounds.
    public let soundFeatures: Variable
    /// Sound to image: F_Image in figure 1.
    public let generatedImage: Variable
    /// Image to image: R_Image.
    public let reconstructedImage: Variable
    /// Image to sound: F_Sound.
    public let generatedSound: Variable
    /// Sound to sound: R_Sound.
    public let reconstructedSound: Variable
  }

  /// The results of stage two, which translates those of stage one.
  public struct StageTwo {
    /// Sound to image and back: RF_Sound.
    public let returnedSound: Variable
    /// Image to sound and back: RF_Image.
    public let returnedImage: Variable
    /// Image to image, then to sound: FR_Sound.
    public let translatedSound: Variable
    /// Sound to sound, then to image: FR_Image.
    public let translatedImage: Variable
  }

  /// Applies the four subnetworks to matching images and sounds, with what dropout leaves of the
  /// sounds' features.
  public func stageOne(
    image: Variable, sound: Variable, latents: Latents, dropout: Tensor? = nil, in pass: Pass
  ) -> StageOne {
    let fromImage = imageFeatures(image, in: pass)
    let fromSound = soundFeatures(sound, dropout: dropout, in: pass)
    return StageOne(
      imageFeatures: fromImage, soundFeatures: fromSound,
      generatedImage: self.image(fromSound, latent: latents.image, in: pass),
      reconstructedImage: self.image(fromImage, latent: latents.image, in: pass),
      generatedSound: self.sound(fromImage, latent: latents.sound, in: pass),
      reconstructedSound: self.sound(fromSound, latent: latents.sound, in: pass))
  }

  /// Applies the four subnetworks to a batch, the sounds as they are heard.
  func stageOne(_ batch: Batch, latents: Latents, in pass: Pass) -> StageOne {
    stageOne(
      image: Variable(batch.encoderImage), sound: Variable(batch.encoderSound), latents: latents,
      dropout: batch.dropout, in: pass)
  }

  /// The latent vectors of a batch; of several draws, those whose translations lie nearest to the
  /// real partners.
  func nearestLatents(_ batch: Batch, in context: StepContext) -> Latents {
    let (count, pass) = (batch.image.shape[0], Pass.rehearsal(in: context))
    var latents = batch.latents
    if latents.image.shape[0] > count {
      let fromSound = soundFeatures(batch, in: pass)
      latents.image = NearestLatent.nearest(of: latents.image, to: batch.image) {
        image(fromSound, latent: $0, in: pass).value
      }
    }
    if latents.sound.shape[0] > count {
      let fromImage = imageFeatures(batch, in: pass)
      latents.sound = NearestLatent.nearest(of: latents.sound, to: batch.sound) {
        sound(fromImage, latent: $0, in: pass).value
      }
    }
    return latents
  }

  /// Translates the four results of stage one once more.
  public func stageTwo(_ one: StageOne, latents: Latents, in pass: Pass) -> StageTwo {
    func sound(_ image: Variable) -> Variable {
      self.sound(imageFeatures(image, in: pass), latent: latents.sound, in: pass)
    }
    func image(_ sound: Variable) -> Variable {
      self.image(soundFeatures(sound, in: pass), latent: latents.image, in: pass)
    }
    return StageTwo(
      returnedSound: sound(one.generatedImage), returnedImage: image(one.generatedSound),
      translatedSound: sound(one.reconstructedImage), translatedImage: image(one.reconstructedSound)
    )
  }
}

extension Configuration {
  var imagePyramid: Pyramid {
    Pyramid(height: image.height, width: image.width, channels: 3, depth: networks.depth)
  }

  var soundPyramid: Pyramid {
    Pyramid(height: sound.bands, width: sound.frames, channels: 1, depth: networks.depth)
  }
}
