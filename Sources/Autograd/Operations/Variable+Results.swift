import TensorCore

extension Variable {
  /// The gradients of several results, until all of them are known.
  private final class Gradients {
    var known: [Tensor?]
    init(count: Int) { known = Array(repeating: nil, count: count) }
  }

  /// The results of one operation that has several, with one pullback for all of them.
  ///
  /// - Parameters:
  ///   - values: the results, of any shapes.
  ///   - input: what they were computed from.
  ///   - pullback: the gradient of the input, given that of each result; `nil` for one that no loss depends on.
  /// - Returns: a variable for each value.
  package static func results(
    _ values: [Tensor], of input: Variable, pullback: @escaping ([Tensor?]) -> Tensor
  ) -> [Variable] {
    guard let tape = input.tape else { return values.map { Variable($0) } }
    // A tape adds up gradients of one shape. So the results lead to an entry of one number, and their
    // gradients wait beside the tape until the walk reaches it, which is after all results.
    let gradients = Gradients(count: values.count)
    let joint = tape.record(Tensor(0), inputs: [input]) { _, _ in [pullback(gradients.known)] }
    return values.enumerated().map { index, value in
      tape.record(value, inputs: [joint]) { dy, _ in
        gradients.known[index] = dy
        return [Tensor(0)]
      }
    }
  }
}
