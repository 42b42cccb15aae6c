import Threads

/// Self-attention: each position takes values from all positions of its own image.
///
/// For queries q, keys k [n, positions, width] and values v [n, positions, channels], position i of
/// the result is the sum over j of a_ij v_j, with a_i the softmax over j of q_i . k_j (Vaswani et al.,
/// 2017; without the division by the root of the width, as in SAGAN, Zhang et al., 2019).
///
/// There are positions x positions weights a_ij for an image. A thread holds those of one image, which fit
/// in its cache. The pullback computes them again.
public struct Attention {
  private let queries, keys, values: Tensor
  /// The values that each position takes: [n, positions, channels].
  public let result: Tensor

  /// Computes the result.
  ///
  /// - Parameters:
  ///   - queries: [n, positions, width].
  ///   - keys: [n, positions, width].
  ///   - values: [n, positions, channels].
  public init(queries: Tensor, keys: Tensor, values: Tensor) {
    precondition(
      queries.shape == keys.shape && keys.shape.prefix(2) == values.shape.prefix(2)
        && values.shape.count == 3,
      "no attention of \(queries.shape) to \(keys.shape) and \(values.shape)")
    (self.queries, self.keys, self.values) = (queries, keys, values)
    let taken = ThreadPool.shared.map(values.shape[0]) { n in
      let weights = Self.weights(queries.image(n), keys.image(n))
      return matrixProduct(weights, values.image(n))
    }
    result = Tensor(shape: values.shape, images: taken)
  }

  /// The gradients of a loss with respect to queries, keys and values, from its gradient `dy` with
  /// respect to the result.
  public func pullback(_ dy: Tensor) -> (queries: Tensor, keys: Tensor, values: Tensor) {
    let gradients = ThreadPool.shared.map(values.shape[0]) { n in
      let (q, k, v) = (queries.image(n), keys.image(n), values.image(n))
      let (dy, weights) = (dy.image(n), Self.weights(q, k))
      let dScores = softmaxPullback(
        matrixProduct(dy, v, transposingSecond: true), result: weights)
      return (
        queries: matrixProduct(dScores, k), keys: matrixProduct(dScores, q, transposingFirst: true),
        values: matrixProduct(weights, dy, transposingFirst: true)
      )
    }
    return (
      Tensor(shape: queries.shape, images: gradients.map(\.queries)),
      Tensor(shape: keys.shape, images: gradients.map(\.keys)),
      Tensor(shape: values.shape, images: gradients.map(\.values))
    )
  }

  /// How much each position of an image takes of each: rows that sum to one.
  private static func weights(_ queries: Tensor, _ keys: Tensor) -> Tensor {
    softmax(matrixProduct(queries, keys, transposingSecond: true))
  }
}

extension Tensor {
  /// The rows of image `n`, as a matrix.
  fileprivate func image(_ n: Int) -> Tensor {
    let length = count / shape[0]
    return Tensor(
      shape: [length / channels, channels],
      elements: Array(elements[n * length..<(n + 1) * length]))
  }

  /// The images one after another.
  fileprivate init(shape: [Int], images: [Tensor]) {
    self.init(shape: shape, elements: images.flatMap(\.elements))
  }
}
