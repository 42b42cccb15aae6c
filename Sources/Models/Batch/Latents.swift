import Configuration
import TensorCore

/// The latent vectors of a step for each modality that is generated.
///
/// Several latent samples of a batch follow each other: first one for every pair, then the next.
public struct Latents: Sendable {
  /// For images: [batch, latent].
  public internal(set) var image: Tensor
  /// For sounds: [batch, latent].
  public internal(set) var sound: Tensor

  /// Latent vectors for each modality, [batch, latent] or [samples * batch, latent].
  public init(image: Tensor, sound: Tensor) { (self.image, self.sound) = (image, sound) }

  /// The same latent vectors for both modalities.
  public init(_ both: Tensor) { self.init(image: both, sound: both) }

  /// The latent vectors for one modality.
  subscript(modality: Modality) -> Tensor {
    switch modality {
    case .image: image
    case .sound: sound
    }
  }
}

extension Tensor {
  /// The first rows of a batch, or all of it where it has no more.
  func firstRows(_ count: Int) -> Tensor {
    guard let all = shape.first, all > count else { return self }
    return Tensor(
      shape: [count] + shape.dropFirst(), elements: Array(elements.prefix(self.count / all * count))
    )
  }
}
