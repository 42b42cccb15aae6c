import Autograd
import Configuration
import Layers
import LinearBaseline
import TensorCore

/// Two encoders and two decoders that make up the four subnetworks of figure 1, or some of them.
///
/// Each encoder feeds both decoders, and stage two uses the same networks again: sharing ties the
/// translations to each other. The baselines have only the parts that they need.
///
/// Images are [batch, height, width, 3], sounds are spectrograms [batch, bands, frames, 1], both in
/// [-1, 1]. Feature vectors F are [batch, features], latent vectors z [batch, latent].
///
/// A decoder with a mapping network reads codes: F of its own modality as it is, or what F of the other one
/// with z is mapped to.
public struct Generator: Parameterized {
  /// The networks that there are.
  public let parts: Set<NetworkPart>
  let imageEncoder: ImageEncoder?
  private let soundEncoder: (any Layer)?
  private let imageDecoder: (any Layer)?
  private let soundDecoder: (any Layer)?
  private let imageMapping: Mapping?
  private let soundMapping: Mapping?
  private let settings: NetworkSettings
  private let normalizesFeatures: Bool

  /// Fresh networks; `backbone` where `configuration.hasBackboneEncoder` and no file will give its weights.
  init(
    _ configuration: Configuration, backbone: EfficientNetLite0? = nil,
    from source: inout WeightInitializer
  ) {
    let settings = configuration.networks
    self.settings = settings
    normalizesFeatures = settings.normalizedFeatures
    let parts = configuration.model.parts
    self.parts = parts
    func encoder(_ name: String, of modality: Modality, from source: inout WeightInitializer)
      -> Encoder
    {
      Encoder(
        name, of: configuration.pyramid(of: modality), width: settings.width,
        features: settings.featureSize, normalization: settings.normalization.kind,
        isPooled: modality == .sound && settings.pooledSounds, attention: settings.attention,
        residualBlocks: settings.residualBlocks, from: &source)
    }
    func decoder(_ part: NetworkPart, _ name: String, of modality: Modality) -> Decoder? {
      guard parts.contains(part) else { return nil }
      return Decoder(
        name, of: configuration.pyramid(of: modality), width: settings.width,
        inputs: settings.decoderInputs(of: modality),
        normalization: settings.normalization.kind,
        upsampling: settings.upsampling(of: modality),
        attention: settings.attention, residualBlocks: settings.residualBlocks,
        levelBlocks: settings.decoder(of: modality).residualBlocks, from: &source)
    }
    func mapping(to modality: Modality) -> Mapping? {
      let decoder = settings.decoder(of: modality)
      guard decoder.mappingLayers > 0,
        parts.isSuperset(of: [.encoder(of: modality.other), .decoder(of: modality)])
      else { return nil }
      return Mapping(
        "\(modality.rawValue)Mapping", inputs: settings.featureSize + settings.latentSize,
        features: settings.featureSize, decoder, from: &source)
    }
    imageEncoder =
      parts.contains(.imageEncoder)
      ? ImageEncoder("imageEncoder", configuration, backbone, from: &source) {
        encoder("imageEncoder", of: .image, from: &$0)
      } : nil
    soundEncoder =
      parts.contains(.soundEncoder)
      ? encoder("soundEncoder", of: .sound, from: &source) : nil
    imageDecoder = decoder(.imageDecoder, "imageDecoder", of: .image)
    soundDecoder = decoder(.soundDecoder, "soundDecoder", of: .sound)
    imageMapping = mapping(to: .image)
    soundMapping = mapping(to: .sound)
  }

  /// A generator of the parts of a linear baseline, whose features are the scores of the classes.
  init(_ linear: LinearNetworks, _ configuration: Configuration) {
    var settings = configuration.networks
    (settings.imageDecoder.mappingLayers, settings.soundDecoder.mappingLayers) = (0, 0)
    self.settings = settings
    normalizesFeatures = false
    parts = configuration.model.parts
    (imageEncoder, soundEncoder) = (ImageEncoder(linear.imageEncoder), linear.soundEncoder)
    (imageDecoder, soundDecoder) = (linear.imageDecoder, linear.soundDecoder)
    (imageMapping, soundMapping) = (nil, nil)
  }

  /// Networks with weights of zero, to be filled with trained ones.
  ///
  /// Weights of zero cost no random numbers. A checkpoint replaces all of them. Only the linear baseline
  /// needs the number of classes.
  public init(emptyFor configuration: Configuration, classes: Int = 0) {
    if configuration.model.architecture == .linear {
      self.init(LinearNetworks(configuration, classes: classes), configuration)
      return
    }
    var source = WeightInitializer.zeros
    self.init(configuration, from: &source)
  }

  private var networks: [any Layer] {
    let all: [(any Layer)?] = [
      imageEncoder, soundEncoder, imageDecoder, soundDecoder, imageMapping, soundMapping,
    ]
    return all.compactMap { $0 }
  }

  /// One of the encoders and decoders; `nil` where the generator has none of that name.
  func network(_ part: NetworkPart) -> (any Parameterized)? {
    switch part {
    case .imageEncoder: imageEncoder
    case .soundEncoder: soundEncoder
    case .imageDecoder: imageDecoder
    case .soundDecoder: soundDecoder
    }
  }

  /// What the generators' optimizer changes.
  public var parameters: [Parameter] { networks.flatMap(\.parameters) }
  /// The part of them that belongs to the decoders.
  var decoderParameters: [Parameter] {
    [imageDecoder, soundDecoder].compactMap { $0 }.flatMap(\.parameters)
  }
  /// Running statistics.
  public var buffers: [Parameter] { networks.flatMap(\.buffers) }

  /// The feature vectors F of images: [batch, features].
  ///
  /// Images are [batch, height, width, 3] in [-1, 1].
  public func imageFeatures(_ image: Variable, in pass: Pass) -> Variable {
    normalized(result(of: imageEncoder, .imageEncoder, image, in: pass))
  }

  /// The feature vectors F of sounds: [batch, features], times what dropout leaves of them.
  public func soundFeatures(
    _ sound: Variable, dropout: Tensor? = nil, in pass: Pass
  ) -> Variable {
    let features = normalized(result(of: soundEncoder, .soundEncoder, sound, in: pass))
    return dropout.map(features.multiplied) ?? features
  }

  /// The feature vectors F of images or sounds: [batch, features].
  func features(_ x: Variable, of modality: Modality, in pass: Pass) -> Variable {
    switch modality {
    case .image: imageFeatures(x, in: pass)
    case .sound: soundFeatures(x, in: pass)
    }
  }

  /// The feature vectors F of a batch's encoder inputs, those of sounds times what dropout leaves.
  func features(_ batch: Batch, of modality: Modality, in pass: Pass) -> Variable {
    switch modality {
    case .image: imageFeatures(of: batch, in: pass).input
    case .sound:
      soundFeatures(Variable(batch.encoderSound), dropout: batch.dropout, in: pass)
    }
  }

  /// F of a batch's images, and of what the image encoder sees in their places.
  ///
  /// They differ where unpaired images stand in for some: what is reconstructed is the pair's own image.
  ///
  /// - Parameters:
  ///   - batch: has the images and the unpaired ones.
  ///   - images: the pairs' images as the encoder sees them; `batch.encoderImage` where it is `nil`.
  ///   - pass: where the work is recorded.
  /// - Returns: F of the images, and of the encoder's inputs: [batch, features].
  package func imageFeatures(
    of batch: Batch, images: Tensor? = nil, in pass: Pass
  ) -> (own: Variable, input: Variable) {
    let images = Variable(images ?? batch.encoderImage)
    let own = result(of: imageEncoder, .imageEncoder, images, in: pass)
    guard let unpaired = batch.unpairedImages, let imageEncoder else {
      let features = normalized(own)
      return (features, features)
    }
    let input = imageEncoder.features(of: unpaired, among: images, own: own, in: pass)
    return (normalized(own), normalized(input))
  }

  /// The pooled features of a frozen network that encodes images: [batch, length]; `nil` where none does.
  func pooledFeatures(of image: Variable, in pass: Pass) -> Variable? {
    imageEncoder?.pooledFeatures(of: image, in: pass)
  }

  /// Rows with the scale of F: [n, features].
  func normalized(_ features: Variable) -> Variable {
    normalizesFeatures ? features.scaledToUnitMeanSquare() : features
  }

  /// Images or sounds from feature vectors of either modality.
  ///
  /// - Parameters:
  ///   - features: [batch, features], of the encoder of `source`.
  ///   - source: the modality that was encoded.
  ///   - target: the modality of the result.
  ///   - latent: latent vectors [batch, latent].
  ///   - pass: where the work is recorded.
  /// - Returns: images [batch, height, width, 3] or sounds [batch, bands, frames, 1].
  public func decoded(
    _ features: Variable, of source: Modality, to target: Modality, latent: Tensor, in pass: Pass
  ) -> Variable {
    decoded(
      code: code(features, of: source, to: target, latent: latent, in: pass), to: target, in: pass)
  }

  /// Whether the decoder of a modality reads codes that the other modality is mapped to.
  func readsCodes(_ target: Modality) -> Bool { settings.decoder(of: target).mappingLayers > 0 }

  /// What the decoder of `target` reads: F with z appended, or with a mapping network a code.
  ///
  /// The code of the decoder's own modality is F. That of the other one is mapped from F with z, and scaled
  /// as F is.
  func code(
    _ features: Variable, of source: Modality, to target: Modality, latent: Tensor, in pass: Pass
  ) -> Variable {
    let withLatent =
      settings.latentSize == 0 ? features : features.concatenated(with: Variable(latent))
    guard readsCodes(target) else { return withLatent }
    guard source != target else { return features }
    let mapping = target == .image ? imageMapping : soundMapping
    return normalized(result(of: mapping, .decoder(of: target), withLatent, in: pass))
  }

  /// Images or sounds from what the decoder reads.
  func decoded(code: Variable, to target: Modality, in pass: Pass) -> Variable {
    switch target {
    case .image: result(of: imageDecoder, .imageDecoder, code, in: pass)
    case .sound: result(of: soundDecoder, .soundDecoder, code, in: pass)
    }
  }

  /// The result of a network that the caller knows to be there: see `parts`.
  private func result(
    of network: (any Layer)?, _ part: NetworkPart, _ x: Variable, in pass: Pass
  ) -> Variable {
    guard let network else { preconditionFailure("this kind of model has no \(part)") }
    return network(x, in: pass)
  }
}
