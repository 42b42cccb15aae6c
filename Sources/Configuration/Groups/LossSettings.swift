/// The losses and their weights.
public struct LossSettings: SettingsGroup {
  /// How a score is turned into a loss.
  public enum Adversarial: String, Codable, Sendable, CaseIterable {
    /// Cross-entropy of the paper's equations 1-2; the generator's form is the non-saturating one.
    case crossEntropy
    /// The hinge of SA-CMGAN (2020).
    case hinge
  }

  /// Which pairs the discriminator judges.
  public enum Pairs: String, Codable, Sendable, CaseIterable {
    /// Each generated member beside its real partner: the joint loss of the paper.
    case joint
    /// The two generated members as one pair: the standard adversarial loss.
    case standard
  }

  /// How a score is turned into a loss.
  public var adversarial = Adversarial.crossEntropy
  /// Which pairs the discriminator judges.
  public var pairs = Pairs.joint
  /// Whether mismatched real pairs are shown too, as L_Dw asks (equation 1).
  public var correspondence = true
  /// The weight of L_G.
  public var adversarialWeight = 1.0
  /// The weight of the two consistency terms that end in images (equation 3).
  public var imageConsistencyWeight = 10.0
  /// The weight of the two consistency terms that end in sounds (equation 3).
  public var soundConsistencyWeight = 10.0
  /// The weight of L1 from the reconstructed image of stage one to the real one; not in the paper.
  public var imageReconstructionWeight = 0.0
  /// The weight of L1 from the reconstructed sound of stage one to the real one; not in the paper.
  public var soundReconstructionWeight = 0.0
  /// The weight of L1 from the generated image of stage one to the real one; not in the paper.
  public var imageTranslationWeight = 0.0
  /// The weight of L1 from the generated sound of stage one to the real one; not in the paper.
  public var soundTranslationWeight = 0.0
  /// The weight of the feature loss from the reconstructed image of stage one to the real one; not in the
  /// paper.
  public var imageReconstructionFeatureWeight = 0.0
  /// The weight of the feature loss from the generated image of stage one to the real one; not in the paper.
  public var imageTranslationFeatureWeight = 0.0
  /// The weight of the mean squared error from a sound's mapped code to the code of the real image; not in
  /// the paper.
  public var imageCodeWeight = 0.0
  /// The weight of the mean squared error from an image's mapped code to the code of the real sound; not in
  /// the paper.
  public var soundCodeWeight = 0.0
  /// The weight of L1 between the discriminator's features of generated and real members; not in the
  /// paper.
  public var featureMatchingWeight = 0.0
  /// The weight of classification from both encoders' features; the paper learns no labels.
  public var classificationWeight = 0.0
  /// The weight of classification from the codes that mapping networks lead to; not in the paper.
  public var codeClassificationWeight = 0.0
  /// Whether one layer classifies the features of images and of sounds, or one layer each.
  public var sharedClassification = false

  /// The losses of the paper.
  public init() {}

  /// Whether images are compared by features.
  public var usesFeatureLoss: Bool {
    imageReconstructionFeatureWeight > 0 || imageTranslationFeatureWeight > 0
  }

  private static let weights = 0.0...1e6

  /// The keys of `losses`.
  public static let keys: [Key] = [
    .word(
      "adversarial", \.adversarial,
      "how a score becomes a loss: cross-entropy (equations 1-2), or hinge"),
    .word(
      "pairs", \.pairs,
      "which pairs the discriminator judges: each generated member beside its real partner (equation 1), or both generated members as one pair"
    ),
    .flag(
      "correspondence", \.correspondence,
      "whether the discriminator sees mismatched real pairs (L_Dw of equation 1)"),
    .number("adversarialWeight", \.adversarialWeight, weights, "weight of L_G (equation 2)"),
    .number(
      "imageConsistencyWeight", \.imageConsistencyWeight, weights,
      "weight of the terms of equation 3 that end in images"),
    .number(
      "soundConsistencyWeight", \.soundConsistencyWeight, weights,
      "weight of the terms of equation 3 that end in sounds"),
    .number(
      "imageReconstructionWeight", \.imageReconstructionWeight, weights,
      "weight of direct L1 on the reconstructed image of stage one; not in the paper"),
    .number(
      "soundReconstructionWeight", \.soundReconstructionWeight, weights,
      "weight of direct L1 on the reconstructed sound of stage one; not in the paper"),
    .number(
      "imageTranslationWeight", \.imageTranslationWeight, weights,
      "weight of direct L1 on the generated image of stage one; not in the paper"),
    .number(
      "soundTranslationWeight", \.soundTranslationWeight, weights,
      "weight of direct L1 on the generated sound of stage one; not in the paper"),
    .number(
      "imageReconstructionFeatureWeight", \.imageReconstructionFeatureWeight, weights, older: 0,
      "weight of the difference in features of EfficientNet-Lite0 from the reconstructed image of stage one to the real one; the weights come from `make backbone`"
    ),
    .number(
      "imageTranslationFeatureWeight", \.imageTranslationFeatureWeight, weights, older: 0,
      "weight of the difference in features of EfficientNet-Lite0 from the generated image of stage one to the real one; the weights come from `make backbone`"
    ),
    .number(
      "imageCodeWeight", \.imageCodeWeight, weights, older: 0,
      "weight of the mean squared error from the code that a sound is mapped to, to F of the real image; needs networks.imageDecoder.mappingLayers"
    ),
    .number(
      "soundCodeWeight", \.soundCodeWeight, weights, older: 0,
      "weight of the mean squared error from the code that an image is mapped to, to F of the real sound; needs networks.soundDecoder.mappingLayers"
    ),
    .number(
      "featureMatchingWeight", \.featureMatchingWeight, weights,
      "weight of L1 between the discriminator's features of generated and real members; not in the paper"
    ),
    .number(
      "classificationWeight", \.classificationWeight, weights,
      "weight of classification from both encoders' features; the paper learns no labels"),
    .number(
      "codeClassificationWeight", \.codeClassificationWeight, weights, older: 0,
      "weight of classification from the codes of mapping networks, with a random z: any z should lead to the class; needs losses.classificationWeight and a mapping network"
    ),
    .flag(
      "sharedClassification", \.sharedClassification, older: false,
      "whether one layer classifies the features of images and of sounds, or one layer each"),
  ]
}
