extension TrainingSettings {
  /// A part of a run whose steps all do the same work.
  public struct Phase: Sendable, Equatable {
    /// What people call it, such as `encoder pre-training`.
    public let name: String
    /// The numbers of its steps.
    public let steps: ClosedRange<Int>
  }

  /// The phases of a run that have steps, in their order.
  public var phases: [Phase] {
    let names = ["encoder", "autoencoder", "translation"].map { "\($0) pre-training" }
    let lengths = pretrainingPhases + [steps - pretrainingSteps]
    var first = 1
    return zip(names + ["main training"], lengths).compactMap { name, length in
      defer { first += max(0, length) }
      return length > 0 ? Phase(name: name, steps: first...first + length - 1) : nil
    }
  }

  /// The steps of each kind of pre-training, in the order in which a run does them.
  public var pretrainingPhases: [Int] {
    [encoderPretrainingSteps, autoencoderPretrainingSteps, translationPretrainingSteps]
  }

  /// The steps of all kinds of pre-training, at the beginning of a run.
  public var pretrainingSteps: Int { pretrainingPhases.reduce(0, +) }
}
