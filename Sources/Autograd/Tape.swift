import TensorCore

/// A record of operations in the order in which they ran, from which gradients are computed.
///
/// An entry holds the places of its inputs and a pullback. Because entries are appended as the
/// program runs, walking the list backwards visits each result before the values it came from. A
/// tape is walked once: an entry is emptied as soon as it is used, which frees what it kept.
public final class Tape {
  /// The gradients of an operation's inputs for one of its result; `wanted` says which are needed.
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

  /// The variable of a parameter, one for each tape, so that its gradients add up.
  public func variable(of parameter: Parameter) -> Variable {
    let key = ObjectIdentifier(parameter)
    if let known = leaves[key] { return known }
    var leaf = variable(parameter.value)
    leaf.parameter = parameter
    leaves[key] = leaf
    return leaf
  }

  /// A variable that starts on this tape.
  public func variable(_ value: Tensor) -> Variable {
    append(value, Entry(inputs: [], pullback: nil))
  }

  func record(_ value: Tensor, inputs: [Variable], pullback: @escaping Pullback) -> Variable {
    append(
      value, Entry(inputs: inputs.map { $0.tape === self ? $0.place : -1 }, pullback: pullback))
  }

  private func append(_ value: Tensor, _ entry: Entry) -> Variable {
    precondition(!isWalked, "a tape is walked once")
    entries.append(entry)
    return Variable(value: value, tape: self, place: entries.count - 1)
  }

  /// The gradients of a number with respect to parameters, in their order.
  ///
  /// Only entries that lead from the wanted parameters to the loss are walked: a network whose
  /// parameters are not asked for costs no weight products. A parameter that the loss does not
  /// depend on has a gradient of zero.
  ///
  /// Where ranks have parts of a batch (`DataParallel.current`), the gradients are those of the mean of
  /// their losses by the sizes of the parts. They are summed over the ranks while the walk goes on.
  public func gradients(of loss: Variable, for parameters: [Parameter]) -> [Tensor] {
    let places = parameters.map { leaves[ObjectIdentifier($0)]?.place }
    let found = gradients(
      of: loss, at: places.compactMap { $0 }, for: DataParallel.current)
    return zip(parameters, places).map { parameter, place in
      place.flatMap { found[$0] } ?? Tensor(repeating: 0, shape: parameter.value.shape)
    }
  }

  /// The gradients of a number with respect to variables of this tape, in their order.
  public func gradients(of loss: Variable, for variables: [Variable]) -> [Tensor] {
    let found = gradients(of: loss, at: variables.map(\.place))
    return variables.map { found[$0.place] ?? Tensor(repeating: 0, shape: $0.value.shape) }
  }

  private func gradients(
    of loss: Variable, at wanted: [Int], for shared: DataParallel? = nil
  ) -> [Int: Tensor] {
    precondition(loss.tape === self && loss.value.count == 1, "a loss is one number of this tape")
    precondition(!isWalked, "a tape is walked once")
    isWalked = true
    var leads = [Bool](repeating: false, count: entries.count)
    for place in wanted { leads[place] = true }
    for (place, entry) in entries.enumerated() where !leads[place] {
      leads[place] = entry.inputs.contains { $0 >= 0 && leads[$0] }
    }
    let kept = Set(wanted)
    var result: [Int: Tensor] = [:]
    let exchange = shared.map { GradientExchange($0.ranks) }
    var gradients = [Tensor?](repeating: nil, count: entries.count)
    gradients[loss.place] = Tensor(
      repeating: Scalar(shared?.weight ?? 1), shape: loss.value.shape)
    for place in entries.indices.reversed() {
      let entry = entries[place]
      entries[place].pullback = nil
      guard leads[place], let gradient = gradients[place] else { continue }
      gradients[place] = nil
      if kept.contains(place) {
        // All uses of a leaf come after it on the tape, so its gradient is whole here.
        if let exchange { exchange.add(gradient, at: place) } else { result[place] = gradient }
      }
      exchange?.makeProgress()
      guard let pullback = entry.pullback else { continue }
      let needed = entry.inputs.map { $0 >= 0 && leads[$0] }
      let shares = pullback(gradient, needed)
      for case (let input, let share?) in zip(entry.inputs, shares) where input >= 0 {
        guard leads[input] else { continue }
        gradients[input] = gradients[input].map { sum($0, share) } ?? share
      }
    }
    entries = []
    leaves = [:]
    return exchange?.finish() ?? result
  }
}

/// A tensor that may stand on a tape.
///
/// Operations on variables compute at once, and are recorded if one of their inputs is on a tape.
/// Variables made from a tensor alone are constants: computing with them only records nothing.
public struct Variable {
  /// What was computed.
  public let value: Tensor
  let tape: Tape?
  let place: Int
  /// The parameter whose value this is, if it is one's.
  fileprivate(set) var parameter: Parameter?
  /// Computes the value once more from what is kept anyway, where that costs little.
  var recomputed: (() -> Tensor)?

  init(value: Tensor, tape: Tape?, place: Int) {
    self.value = value
    self.tape = tape
    self.place = place
  }

  /// A constant.
  public init(_ value: Tensor) { self.init(value: value, tape: nil, place: -1) }

  /// The present value of a parameter, as a constant.
  init(_ parameter: Parameter) {
    self.init(parameter.value)
    self.parameter = parameter
  }

  /// The size of each dimension.
  public var shape: [Int] { value.shape }

  /// The value for use on the way back: computed once more, so that it need not be kept, or kept.
  var later: () -> Tensor { recomputed ?? { [value] in value } }

  /// The value as a convolution's weight, packed once for all uses if it is a parameter's.
  var packed: PackedWeight { parameter?.packed ?? PackedWeight(value) }

  /// The result of an operation on `inputs`, with its pullback.
  package static func result(
    _ value: Tensor, of inputs: [Variable], pullback: @escaping Tape.Pullback
  ) -> Variable {
    guard let tape = inputs.lazy.compactMap(\.tape).first else { return Variable(value) }
    return tape.record(value, inputs: inputs, pullback: pullback)
  }
}
