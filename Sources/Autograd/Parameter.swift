import TensorCore

/// A named tensor of a network: trained by an optimizer, or kept as state from step to step.
///
/// The name is a path that says where it lives, such as `imageEncoder.down.0.weight`. Files depend
/// on names, so they are stable.
public final class Parameter {
  /// The path, unique in a model.
  public let name: String
  /// The present value; its shape never changes.
  public var value: Tensor {
    // The old value is not looked at: it would have to be copied at each change.
    didSet {
      precondition(value.shape == shape, "\(name) cannot change its shape")
      knownPacked = nil
    }
  }
  private let shape: [Int]
  private var knownPacked: PackedWeight?

  /// Makes a parameter.
  public init(_ name: String, _ value: Tensor) {
    self.name = name
    self.value = value
    shape = value.shape
  }

  /// The present value as a convolution's weight, packed once for all uses until it changes.
  var packed: PackedWeight {
    if let knownPacked { return knownPacked }
    let made = PackedWeight(value)
    knownPacked = made
    return made
  }
}

/// One application of networks: where it is recorded, and whether it trains.
public struct Pass {
  /// Where operations are recorded; nothing is where there is no tape.
  public let tape: Tape?
  /// Whether normalisation uses the batch at hand, not what was gathered while training.
  public let isTraining: Bool
  /// Whether running statistics and spectral vectors move on.
  public let updatesState: Bool

  /// A pass of training.
  public static func training(_ tape: Tape) -> Pass {
    Pass(tape: tape, isTraining: true, updatesState: true)
  }

  /// The same pass for a network that is only looked through, whose state stays as it is.
  public var keepingState: Pass { Pass(tape: tape, isTraining: isTraining, updatesState: false) }

  /// A pass that sees a batch as training does, records nothing and leaves everything as it is.
  public static var rehearsal: Pass { Pass(tape: nil, isTraining: true, updatesState: false) }

  /// A pass that uses what was learnt and records nothing.
  public static var inference: Pass { Pass(tape: nil, isTraining: false, updatesState: false) }

  package func variable(_ parameter: Parameter) -> Variable {
    tape?.variable(of: parameter) ?? Variable(parameter)
  }
}

/// What has parameters: a layer, a network, or several.
public protocol Parameterized {
  /// What an optimizer changes, in a stable order.
  var parameters: [Parameter] { get }
  /// What is kept from step to step but not trained.
  var buffers: [Parameter] { get }
}

/// A part of a network with parameters of its own.
public protocol Layer: Parameterized {
  /// Applies the layer.
  func callAsFunction(_ x: Variable, in pass: Pass) -> Variable
}

extension Parameterized {
  /// No state beside the parameters.
  public var buffers: [Parameter] { [] }
}
