import TensorCore

/// Chooses, for each member of a batch, the latent vector whose result lies nearest to its target.
///
/// An image does not tell which note is played, so L1 to the one real partner rewards the mean of all
/// notes. Training only the nearest of several latent samples gives each target a latent vector of its
/// own: implicit maximum likelihood estimation (IMLE, Li and Malik, 2018).
package enum NearestLatent {
  /// Decodes all latent samples and keeps the nearest of each member.
  ///
  /// - Parameters:
  ///   - latentSamples: latent vectors [samples * batch, latent], one sample for the whole batch after
  ///     another.
  ///   - target: the real members or their codes: [batch, ...].
  ///   - errors: how far each member is from its target; the mean absolute error where nothing is said.
  ///   - generate: the results of a batch of latent vectors, of the shape of `target`.
  /// - Returns: the chosen rows: [batch, latent].
  package static func nearest(
    of latentSamples: Tensor, to target: Tensor,
    by errors: (_ x: Tensor, _ target: Tensor) -> [Scalar] = meanAbsoluteErrors,
    _ generate: (Tensor) -> Tensor
  ) -> Tensor {
    let (count, size) = (target.shape[0], latentSamples.channels)
    guard latentSamples.shape[0] > count, size > 0 else { return latentSamples }
    var best = [(error: Scalar, row: Int)](repeating: (.infinity, 0), count: count)
    for first in stride(from: 0, to: latentSamples.shape[0], by: count) {
      let part = Tensor(
        shape: [count, size],
        elements: Array(latentSamples.elements[first * size..<(first + count) * size]))
      for (member, error) in errors(generate(part), target).enumerated()
      where error < best[member].error {
        best[member] = (error, first + member)
      }
    }
    return Tensor(
      shape: [count, size],
      elements: best.flatMap { latentSamples.elements[$0.row * size..<($0.row + 1) * size] })
  }
}
