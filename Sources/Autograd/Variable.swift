import TensorCore

/// A tensor that may stand on a tape.
///
/// Operations on variables compute at once, and are recorded if one of their inputs is on a tape.
/// Variables made from a tensor alone are constants: computing with only constants records nothing.
public struct Variable {
  /// The result of the computation.
  public let value: Tensor
  let tape: Tape?
  /// The entry of the tape that made the value; -1 for a constant.
  let tapeIndex: Int
  /// The parameter whose value this is, if it is one's.
  var parameter: Parameter?
  /// Computes the value once more from what is kept anyway, where that costs little.
  var recomputed: (() -> Tensor)?

  init(value: Tensor, tape: Tape?, tapeIndex: Int) {
    self.value = value
    self.tape = tape
    self.tapeIndex = tapeIndex
  }

  /// A constant.
  public init(_ value: Tensor) { self.init(value: value, tape: nil, tapeIndex: -1) }

  /// The present value of a parameter, as a constant.
  init(_ parameter: Parameter) {
    self.init(parameter.value)
    self.parameter = parameter
  }

  /// Whether no gradient can be asked for: nothing on a tape leads here.
  public var isConstant: Bool { tape == nil }

  /// The size of each dimension.
  public var shape: [Int] { value.shape }

  /// The value for use on the way back: computed once more, so that it need not be kept, or kept.
  var later: () -> Tensor { recomputed ?? { [value] in value } }

  /// The value as a convolution's weight, packed once for all uses if it is a parameter's.
  var packed: PackedWeight { parameter?.packed ?? PackedWeight(value) }

  /// The result of an operation on `inputs`, with its pullback.
  ///
  /// It is recorded on the tape of the first input that has one; without any it is a constant.
  package static func result(
    _ value: Tensor, of inputs: [Variable], pullback: @escaping Tape.Pullback
  ) -> Variable {
    guard let tape = inputs.lazy.compactMap(\.tape).first else { return Variable(value) }
    return tape.record(value, inputs: inputs, pullback: pullback)
  }
}
