import Autograd
import Configuration
import Layers
import TensorCore

/// Classifies an image and a sound together, or one of them alone.
///
/// Each modality has an encoder. A missing modality counts as a feature vector of zeros; training shows
/// such vectors by leaving modalities out at random.
public struct MultimodalClassifier: Parameterized {
  let imageEncoder: ImageEncoder
  private let soundEncoder: Encoder
  private let joint: Dense
  /// Gives a score for each class.
  let head: Dense
  private let features: Int
  private let dropout: Double

  init(
    _ configuration: Configuration, classes: Int, backbone: EfficientNetLite0? = nil,
    from source: inout WeightInitializer
  ) {
    let settings = configuration.networks
    features = settings.featureSize
    func encoder(of modality: Modality, from source: inout WeightInitializer) -> Encoder {
      Encoder(
        "multimodal.\(modality.rawValue)", of: configuration.pyramid(of: modality),
        width: settings.width, features: settings.featureSize,
        normalization: settings.normalization.kind, isPooled: modality == .sound, from: &source)
    }
    imageEncoder = ImageEncoder(
      "multimodal.image", configuration, backbone, seesLayout: false, from: &source
    ) { encoder(of: .image, from: &$0) }
    soundEncoder = encoder(of: .sound, from: &source)
    joint = Dense("multimodal.joint", inputs: 2 * features, outputs: features, from: &source)
    head = Dense("multimodal.head", inputs: features, outputs: classes, from: &source)
    dropout = configuration.augmentation.featureDropout
  }

  /// Networks with weights of zero, to be filled with trained ones.
  public init(emptyFor configuration: Configuration, classes: Int) {
    var source = WeightInitializer.zeros
    self.init(configuration, classes: classes, from: &source)
  }

  /// One of the encoders; `nil` for a decoder.
  func encoder(_ part: NetworkPart) -> (any Parameterized)? {
    switch part {
    case .imageEncoder: imageEncoder
    case .soundEncoder: soundEncoder
    case .imageDecoder, .soundDecoder: nil
    }
  }

  private var networks: [any Layer] { [imageEncoder, soundEncoder, joint, head] }
  public var parameters: [Parameter] { networks.flatMap(\.parameters) }
  public var buffers: [Parameter] { networks.flatMap(\.buffers) }

  /// The probabilities of the classes, given one modality or both.
  ///
  /// - Parameters:
  ///   - image: images [batch, height, width, 3], or `nil`.
  ///   - sound: sounds [batch, bands, frames, 1], or `nil`; one of the two has to be there.
  ///   - compute: the kernels and the precision.
  /// - Returns: the probabilities of the classes: [batch, classes].
  public func probabilities(image: Tensor?, sound: Tensor?, with compute: Compute) -> Tensor {
    softmax(scores(image: image, sound: sound, with: compute))
  }

  /// The scores of the classes before the softmax, given one modality or both: [batch, classes].
  ///
  /// It takes what `probabilities(image:sound:with:)` takes.
  public func scores(image: Tensor?, sound: Tensor?, with compute: Compute) -> Tensor {
    let pass = Pass.inference(with: compute)
    let imageFeatures = image.map { imageEncoder(Variable($0), in: pass) }
    let soundFeatures = sound.map { soundEncoder(Variable($0), in: pass) }
    guard let count = (imageFeatures ?? soundFeatures)?.shape[0] else {
      preconditionFailure("an image or a sound is needed")
    }
    let nothing = Variable(Tensor(repeating: 0, shape: [count, features]))
    return scores(imageFeatures ?? nothing, soundFeatures ?? nothing, in: pass).value
  }

  /// The scores of the classes in training.
  ///
  /// - Parameters:
  ///   - batch: images and sounds.
  ///   - imageFactors: 1 for each image that is shown, 0 for the others.
  ///   - soundFactors: the same for sounds.
  ///   - random: what dropout draws from.
  ///   - pass: where it is recorded.
  /// - Returns: the scores of the classes, before the softmax: [batch, classes].
  func scores(
    _ batch: Batch, imageFactors: [Scalar], soundFactors: [Scalar], random: inout RandomStream,
    in pass: Pass
  ) -> Variable {
    func input(_ modality: Modality) -> Variable {
      batch.augmented(Variable(batch.classifierInput(modality)), modality, .real)
    }
    func rows(_ factors: [Scalar]) -> Tensor {
      Tensor(
        shape: [factors.count, features],
        elements: factors.flatMap { [Scalar](repeating: $0, count: features) })
    }
    let images = input(.image)
    let own = imageEncoder(images, in: pass)
    let imageFeatures =
      batch.unpairedImages.map {
        imageEncoder.features(of: $0, among: images, own: own, in: pass)
      } ?? own
    return scores(
      imageFeatures.droppedOut(dropout, batch.part, &random).multiplied(by: rows(imageFactors)),
      soundEncoder(input(.sound), in: pass).droppedOut(dropout, batch.part, &random).multiplied(
        by: rows(soundFactors)),
      in: pass)
  }

  private func scores(
    _ imageFeatures: Variable, _ soundFeatures: Variable, in pass: Pass
  ) -> Variable {
    let both = imageFeatures.concatenated(with: soundFeatures).leakyReLU(slope: 0.2)
    return head(joint(both, in: pass).leakyReLU(slope: 0.2), in: pass)
  }
}
