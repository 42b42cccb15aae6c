import TensorCore

/// One application of networks: where it is recorded, whether it trains, and what it is computed with.
///
/// Layers take all of it from the pass. None of it is found elsewhere.
public struct Pass {
  /// Where operations are recorded; without a tape nothing is.
  public let tape: Tape?
  /// Whether normalisation uses the batch at hand instead of the running statistics.
  public let isTraining: Bool
  /// Whether running statistics and spectral vectors are updated.
  public let updatesState: Bool
  /// The kernels and the precision of convolutions.
  public let compute: Compute
  /// Adds up the sums of batch statistics over all parts of a batch; `nil` where the batch is whole.
  public let sumOverParts: SumOverParts?

  private init(
    tape: Tape?, isTraining: Bool, updatesState: Bool, _ compute: Compute,
    _ sumOverParts: SumOverParts?
  ) {
    self.tape = tape
    self.isTraining = isTraining
    self.updatesState = updatesState
    self.compute = compute
    self.sumOverParts = sumOverParts
  }

  /// A pass of training: it is recorded, uses the statistics of the batch and updates state.
  ///
  /// - Parameters:
  ///   - tape: where operations are recorded.
  ///   - context: what the step is computed with.
  /// - Returns: a pass that records on `tape`.
  public static func training(_ tape: Tape, in context: StepContext) -> Pass {
    Pass(
      tape: tape, isTraining: true, updatesState: true, context.compute,
      context.reduction?.sumOfStatistics)
  }

  /// A pass that treats a batch as training does, but records nothing and updates nothing.
  ///
  /// - Parameter context: what the step is computed with.
  /// - Returns: a pass without a tape.
  public static func rehearsal(in context: StepContext) -> Pass {
    Pass(
      tape: nil, isTraining: true, updatesState: false, context.compute,
      context.reduction?.sumOfStatistics)
  }

  /// A pass that uses trained networks, records nothing and updates nothing.
  ///
  /// - Parameter compute: the kernels and the precision of convolutions.
  /// - Returns: a pass without a tape.
  public static func inference(with compute: Compute) -> Pass {
    Pass(tape: nil, isTraining: false, updatesState: false, compute, nil)
  }

  /// The same pass for a network that is applied without being trained: its state stays as it is.
  public var keepingState: Pass {
    Pass(tape: tape, isTraining: isTraining, updatesState: false, compute, sumOverParts)
  }

  /// The same pass, recorded on another tape.
  package func recorded(on tape: Tape) -> Pass {
    Pass(
      tape: tape, isTraining: isTraining, updatesState: updatesState, compute, sumOverParts)
  }

  /// A parameter's value as a variable: on the tape if there is one, else a constant.
  package func variable(_ parameter: Parameter) -> Variable {
    tape?.variable(of: parameter) ?? Variable(parameter)
  }
}
