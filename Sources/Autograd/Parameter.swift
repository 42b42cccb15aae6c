import TensorCore

/// A named tensor of a network: trained by an optimizer, or kept as state from step to step.
///
/// The name is a path that says where the tensor lives, such as `imageEncoder.down.0.weight`. Files
/// depend on names, so they are stable.
public final class Parameter {
  /// The path, unique in a model.
  public let name: String
  /// The present value; its shape never changes.
  public var value: Tensor {
    // The old value is not read here: it would have to be copied at each change.
    didSet {
      precondition(value.shape == shape, "\(name) cannot change its shape")
      knownPacked = nil
    }
  }
  private let shape: [Int]
  private var knownPacked: PackedWeight?

  /// Makes a parameter; the shape of its first value is that of all later ones.
  ///
  /// The name is a path, such as `imageEncoder.down.0.weight`. Files depend on it.
  public init(_ name: String, _ value: Tensor) {
    self.name = name
    self.value = value
    shape = value.shape
  }

  /// The present value as a convolution's weight, packed once for all uses until it changes.
  var packed: PackedWeight {
    if let knownPacked { return knownPacked }
    let packed = PackedWeight(value)
    knownPacked = packed
    return packed
  }

  /// Gets ready for use by several threads at a time, until the value changes.
  package func share() { if shape.count == 4 { _ = packed } }
}

/// A type with parameters: a layer, a network, or several.
///
/// Both lists have a stable order, as optimizers and checkpoints go by it.
public protocol Parameterized {
  /// The tensors that an optimizer changes.
  var parameters: [Parameter] { get }
  /// The tensors that are kept from step to step but not trained, such as running statistics.
  var buffers: [Parameter] { get }
}

extension Parameterized {
  /// Gets all weights ready for use by several threads at a time, until they change.
  package func share() {
    for parameter in parameters + buffers { parameter.share() }
  }

  /// No state beside the parameters.
  public var buffers: [Parameter] { [] }

  /// How many numbers are learnt: those of the parameters.
  ///
  /// What is fitted in closed form has no parameters that an optimizer changes; there the buffers count.
  package var learnedCount: Int {
    (parameters.isEmpty ? buffers : parameters).reduce(0) { $0 + $1.value.count }
  }
}
