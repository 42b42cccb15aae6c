import Autograd
import TensorCore

/// The losses of one step, before weighting, as they are minimised.
///
/// Their names are the keys of `metrics.jsonl`. Their order there is that of the entries.
public struct Losses: Sendable, Equatable {
  /// What a loss measures; the raw values are the names that scripts rely on.
  public enum Name: String, Sendable {
    /// -(L_Dw + L_Df) of equation 1, or the chosen variant.
    case discriminator = "loss_discriminator"
    /// -L_G of equation 2, or the chosen variant.
    case generator = "loss_generator"
    /// L_cons of equation 3: the sum of its four terms.
    case consistency = "loss_consistency"
    /// The part of equation 3 that ends in sounds.
    case soundConsistency = "loss_sound_consistency"
    /// Mean L1 of the same-modality images of stage one to the real ones.
    case imageReconstruction = "loss_image_reconstruction"
    /// Mean L1 of the same-modality sounds of stage one to the real ones.
    case soundReconstruction = "loss_sound_reconstruction"
    /// Mean L1 of the translated images of stage one to the real ones.
    case imageTranslation = "loss_image_translation"
    /// Mean L1 of the translated sounds of stage one to the real ones.
    case soundTranslation = "loss_sound_translation"
    /// The feature loss of the same-modality images of stage one to the real ones.
    case imageReconstructionFeatures = "loss_image_reconstruction_features"
    /// The feature loss of the translated images of stage one to the real ones.
    case imageTranslationFeatures = "loss_image_translation_features"
    /// Mean squared error from the codes that sounds are mapped to, to those of the real images.
    case imageCode = "loss_image_code"
    /// Mean squared error from the codes that images are mapped to, to those of the real sounds.
    case soundCode = "loss_sound_code"
    /// Mean L1 between the discriminator's features of generated and of real members.
    case featureMatching = "loss_feature_matching"
    /// Mean cross-entropy of class scores with the labels.
    case classification = "loss_classification"
    /// Mean cross-entropy of the class scores of mapped codes with the labels.
    case codeClassification = "loss_code_classification"
    /// Everything that the generators or the classifier minimise, weighted.
    case total = "loss_total"
  }

  /// One loss of a step.
  public struct Entry: Sendable, Equatable {
    /// What it measures.
    public let name: Name
    /// Its value.
    public let value: Scalar
  }

  /// The losses in the order in which they were set.
  public private(set) var entries: [Entry] = []
  /// Whether no gradient of the step was infinite or NaN.
  public var gradientsAreFinite = true

  /// No losses yet.
  public init() {}

  /// A loss; 0 where the model has none of this name.
  public subscript(name: Name) -> Scalar {
    get { entries.first { $0.name == name }?.value ?? 0 }
    set {
      let entry = Entry(name: name, value: newValue)
      if let place = entries.firstIndex(where: { $0.name == name }) {
        entries[place] = entry
      } else {
        entries.append(entry)
      }
    }
  }

  /// The losses of a whole batch, given those of this part.
  func averaged(over reduction: any GradientReduction) -> Losses {
    var numbers = entries.map { Double($0.value) }
    reduction.average(&numbers)
    var whole = self
    whole.entries = zip(entries, numbers).map { Entry(name: $0.name, value: Scalar($1)) }
    return whole
  }

  /// Whether losses and gradients are numbers to go on with.
  public var areFinite: Bool { entries.allSatisfy(\.value.isFinite) && gradientsAreFinite }
}
