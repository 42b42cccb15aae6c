/// What every position takes from the positions of its own picture, by how alike they are.
///
/// For queries q, keys k [n, positions, width] and values v [n, positions, channels], position i of
/// the result is the sum over j of a_ij v_j, with a_i the softmax over j of q_i . k_j (Vaswani et al.,
/// 2017; without the division by the root of the width, as in SAGAN, Zhang et al., 2019).
public struct Attention {
  private let queries, keys, values: Tensor
  /// How much position i takes of position j: [n, positions, positions]; each row sums to one.
  public let weights: Tensor
  /// What is taken: [n, positions, channels].
  public let result: Tensor

  /// Computes weights and result.
  public init(queries: Tensor, keys: Tensor, values: Tensor) {
    precondition(
      queries.shape == keys.shape && keys.shape.prefix(2) == values.shape.prefix(2)
        && values.shape.count == 3,
      "no attention of \(queries.shape) to \(keys.shape) and \(values.shape)")
    (self.queries, self.keys, self.values) = (queries, keys, values)
    weights = softmax(batchedProduct(queries, keys, transposingSecond: true))
    result = batchedProduct(weights, values)
  }

  /// The gradients of a loss with respect to queries, keys and values, from its gradient `dy` with
  /// respect to the result.
  public func pullback(_ dy: Tensor) -> (queries: Tensor, keys: Tensor, values: Tensor) {
    let scores = softmaxPullback(
      batchedProduct(dy, values, transposingSecond: true), result: weights)
    return (
      batchedProduct(scores, keys), batchedProduct(scores, queries, transposingFirst: true),
      batchedProduct(weights, dy, transposingFirst: true)
    )
  }
}

/// The matrix products of the members of two batches [n, rows, columns], the worker's share one after
/// another.
private func batchedProduct(
  _ a: Tensor, _ b: Tensor, transposingFirst: Bool = false, transposingSecond: Bool = false
) -> Tensor {
  let rows = a.shape[transposingFirst ? 2 : 1]
  let inner = a.shape[transposingFirst ? 1 : 2]
  let columns = b.shape[transposingSecond ? 1 : 2]
  return Tensor(shape: [a.shape[0], rows, columns]) { out in
    a.withPointer { pa in
      b.withPointer { pb in
        Workers.shared.forEachRange(a.shape[0], length: 1) { members in
          for member in members {
            multiply(
              MatrixPointer(
                start: pa + member * rows * inner, stride: a.shape[2],
                transposed: transposingFirst),
              MatrixPointer(
                start: pb + member * inner * columns, stride: b.shape[2],
                transposed: transposingSecond),
              rows: rows, columns: columns, inner: inner, into: out + member * rows * columns,
              stride: columns)
          }
        }
      }
    }
  }
}
