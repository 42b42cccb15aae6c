/// The kinds of models that can be trained.
public enum ModelKind: String, Codable, Sendable, CaseIterable {
  /// The four subnetworks with the joint corresponding adversarial loss.
  case cmcgan
  /// The four subnetworks of stage one with L1 alone.
  case autoencoder
  /// Sound to image conditioned on a sound encoder that learns to classify (Chen et al., 2017).
  case s2iC = "s2i-c"
  /// The same without mismatched pairs.
  case s2iN = "s2i-n"
  /// The same with a sound encoder that learns to reconstruct.
  case s2iA = "s2i-a"
  /// The mirror image of S2I-C: image to sound.
  case i2s
  /// A classifier of images that judges what models make.
  case imageEvaluator = "evaluator-image"
  /// A classifier of sounds that judges what models make.
  case soundEvaluator = "evaluator-sound"
  /// The classifier of an image and a sound, one of which may be missing.
  case multimodal

  /// The encoders and decoders of a model of this kind.
  public var parts: Set<NetworkPart> {
    switch self {
    case .cmcgan, .autoencoder: Set(NetworkPart.allCases)
    case .s2iC, .s2iN: [.soundEncoder, .imageDecoder]
    case .s2iA: [.soundEncoder, .imageDecoder, .soundDecoder]
    case .i2s: [.imageEncoder, .soundDecoder]
    case .imageEvaluator, .soundEvaluator, .multimodal: []
    }
  }

  /// The modalities that a classifier of this kind takes in; none in a model that generates.
  public var classified: Set<Modality> {
    switch self {
    case .imageEvaluator: [.image]
    case .soundEvaluator: [.sound]
    case .multimodal: [.image, .sound]
    case .cmcgan, .autoencoder, .s2iC, .s2iN, .s2iA, .i2s: []
    }
  }

  /// Whether images or sounds can be made with a model of this kind.
  public var generates: Bool { !parts.isEmpty }

  /// Whether training needs the classes of the pairs.
  public var needsClasses: Bool {
    switch self {
    case .cmcgan, .autoencoder, .s2iA: false
    case .s2iC, .s2iN, .i2s, .imageEvaluator, .soundEvaluator, .multimodal: true
    }
  }
}
