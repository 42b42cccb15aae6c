import TensorCore

/// The latent vectors of a step for each modality that is made.
public struct Latents: Sendable {
  /// For images: [batch, latent].
  public internal(set) var image: Tensor
  /// For sounds: [batch, latent].
  public internal(set) var sound: Tensor

  /// Latent vectors for each modality.
  public init(image: Tensor, sound: Tensor) { (self.image, self.sound) = (image, sound) }

  /// The same latent vectors for both.
  public init(_ both: Tensor) { self.init(image: both, sound: both) }
}

/// Chooses, for each member of a batch, the latent vector whose result lies nearest to its target.
///
/// An image does not say which note is played, so L1 to the one real partner rewards the mean of all.
/// Training only the nearest of several draws gives each target a latent vector of its own instead:
/// implicit maximum likelihood estimation (Li and Malik, 2018).
package enum NearestLatent {
  /// Tries all draws.
  ///
  /// - Parameters:
  ///   - latentSamples: latent vectors [draws * batch, latent], one draw for the whole batch after another.
  ///   - target: what is to be met: [batch, ...].
  ///   - make: the results of a batch of latent vectors, of the shape of `target`.
  /// - Returns: the chosen rows: [batch, latent].
  package static func nearest(
    of latentSamples: Tensor, to target: Tensor, _ make: (Tensor) -> Tensor
  ) -> Tensor {
    let (count, size) = (target.shape[0], latentSamples.channels)
    guard latentSamples.shape[0] > count, size > 0 else { return latentSamples }
    var best = [(error: Scalar, row: Int)](repeating: (.infinity, 0), count: count)
    for first in stride(from: 0, to: latentSamples.shape[0], by: count) {
      let part = Tensor(
        shape: [count, size],
        elements: Array(latentSamples.elements[first * size..<(first + count) * size])
      )
      for (member, error) in meanAbsoluteErrors(make(part), target).enumerated()
      where error < best[member].error {
        best[member] = (error, first + member)
      }
    }
    return Tensor(
      shape: [count, size],
      elements: best.flatMap { latentSamples.elements[$0.row * size..<($0.row + 1) * size] })
  }
}
