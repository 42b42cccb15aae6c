import TensorCore

/// A record of operations in the order in which they ran, from which gradients are computed.
///
/// An entry holds the tape indices of its inputs and a pullback. Entries are appended as the program
/// runs, so walking the list backwards visits each result before the values it came from. A tape is
/// walked once: an entry is emptied as soon as it is used, which frees what it kept.
public final class Tape {
  /// The gradients of an operation's inputs, given that of its result.
  ///
  /// `wanted` says which inputs need one; there may be `nil` for the others.
  public typealias Pullback = (_ gradient: Tensor, _ wanted: [Bool]) -> [Tensor?]

  private struct Entry {
    let inputs: [Int]
    var pullback: Pullback?
  }

  private var entries: [Entry] = []
  private var leaves: [ObjectIdentifier: Variable] = [:]
  private var isWalked = false

  /// An empty tape.
  public init() {}

  /// The variable of a parameter: one for each tape, so that its gradients add up.
  public func variable(of parameter: Parameter) -> Variable {
    let key = ObjectIdentifier(parameter)
    if let known = leaves[key] { return known }
    var leaf = variable(parameter.value)
    leaf.parameter = parameter
    leaves[key] = leaf
    return leaf
  }

  /// A variable that starts on this tape.
  ///
  /// Gradients with respect to it can be asked for.
  public func variable(_ value: Tensor) -> Variable {
    append(value, Entry(inputs: [], pullback: nil))
  }

  func record(_ value: Tensor, inputs: [Variable], pullback: @escaping Pullback) -> Variable {
    append(
      value,
      Entry(inputs: inputs.map { $0.tape === self ? $0.tapeIndex : -1 }, pullback: pullback))
  }

  private func append(_ value: Tensor, _ entry: Entry) -> Variable {
    precondition(!isWalked, "a tape is walked once")
    entries.append(entry)
    return Variable(value: value, tape: self, tapeIndex: entries.count - 1)
  }

  /// The gradients of a loss with respect to parameters, in their order.
  ///
  /// Only entries that lead from the wanted parameters to the loss are walked: a network whose
  /// parameters are not asked for costs no weight products. A parameter that the loss does not
  /// depend on has a gradient of zero.
  ///
  /// - Parameters:
  ///   - loss: one number, computed on this tape.
  ///   - parameters: the tensors to be updated.
  ///   - reduction: how parts of a batch are joined, if this is one of several. The gradients are then
  ///     those of the mean of all losses, weighted by the sizes of the parts. They are summed while the
  ///     walk continues.
  /// - Returns: one gradient for each parameter, in their order and of their shapes.
  public func gradients(
    of loss: Variable, for parameters: [Parameter], reduction: (any GradientReduction)? = nil
  ) -> [Tensor] {
    let indices = parameters.map { leaves[ObjectIdentifier($0)]?.tapeIndex }
    let found = gradients(
      from: [(loss, Self.start(loss, weight: reduction?.weight))], at: indices.compactMap { $0 },
      reduction)
    return zip(parameters, indices).map { parameter, index in
      index.flatMap { found[$0] } ?? Tensor(repeating: 0, shape: parameter.value.shape)
    }
  }

  /// The gradients of a loss with respect to variables of this tape, in their order.
  ///
  /// The tape is walked and emptied by it: a second walk is a programming error.
  public func gradients(of loss: Variable, for variables: [Variable]) -> [Tensor] {
    gradients(from: [(loss, Self.start(loss, weight: nil))], for: variables)
  }

  /// The gradients with respect to variables of this tape, given those of some results.
  ///
  /// With the gradients that a loss elsewhere has with respect to the results, these are the loss's.
  ///
  /// - Parameters:
  ///   - results: different variables of this tape, each with a gradient of its shape.
  ///   - variables: what the gradients are wanted for.
  /// - Returns: one gradient for each variable, in their order and of their shapes.
  package func gradients(
    from results: [(Variable, gradient: Tensor)], for variables: [Variable]
  ) -> [Tensor] {
    let found = gradients(from: results, at: variables.map(\.tapeIndex), nil)
    return variables.map { found[$0.tapeIndex] ?? Tensor(repeating: 0, shape: $0.value.shape) }
  }

  /// The gradient of a loss with respect to itself, or its share in that of several parts.
  private static func start(_ loss: Variable, weight: Double?) -> Tensor {
    precondition(loss.value.count == 1, "a loss is one number")
    return Tensor(repeating: Scalar(weight ?? 1), shape: loss.value.shape)
  }

  private func gradients(
    from results: [(Variable, gradient: Tensor)], at wanted: [Int],
    _ reduction: (any GradientReduction)?
  ) -> [Int: Tensor] {
    precondition(results.allSatisfy { $0.0.tape === self }, "results lie on this tape")
    precondition(!isWalked, "a tape is walked once")
    isWalked = true
    let leads = entriesLeading(from: wanted)
    let kept = Set(wanted)
    var result: [Int: Tensor] = [:]
    let sum = reduction?.beginSum()
    var gradients = [Tensor?](repeating: nil, count: entries.count)
    for (result, gradient) in results { gradients[result.tapeIndex] = gradient }
    for index in entries.indices.reversed() {
      let entry = entries[index]
      entries[index].pullback = nil
      guard leads[index], let gradient = gradients[index] else { continue }
      gradients[index] = nil
      if kept.contains(index) {
        // All uses of a leaf come after it on the tape, so its gradient is complete here.
        if let sum { sum.add(gradient, at: index) } else { result[index] = gradient }
      }
      sum?.makeProgress()
      guard let pullback = entry.pullback else { continue }
      let needed = entry.inputs.map { $0 >= 0 && leads[$0] }
      let shares = pullback(gradient, needed)
      for case (let input, let share?) in zip(entry.inputs, shares) where input >= 0 {
        guard leads[input] else { continue }
        gradients[input] = gradients[input].map { TensorCore.sum($0, share) } ?? share
      }
    }
    entries = []
    leaves = [:]
    return sum?.finish() ?? result
  }

  /// Whether each entry is one of the wanted, or depends on one.
  private func entriesLeading(from wanted: [Int]) -> [Bool] {
    var leads = [Bool](repeating: false, count: entries.count)
    for index in wanted { leads[index] = true }
    for (index, entry) in entries.enumerated() where !leads[index] {
      leads[index] = entry.inputs.contains { $0 >= 0 && leads[$0] }
    }
    return leads
  }
}
