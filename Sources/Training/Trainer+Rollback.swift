import Files
import Ranks

extension Trainer {
  /// Puts the newest checkpoint back and goes on from it with other random numbers.
  ///
  /// - Parameter failure: what went wrong, for the message.
  /// - Throws: `Failure` of kind `diverged` where the run went back as often as it may.
  func goBack(because failure: Failure) throws {
    let limit = configuration.faults.maximumRollbacks
    let found = position.step
    try ranks.together {
      guard position.rollbacks < limit else {
        throw Failure(
          .diverged, folder.path,
          "\(failure.problem), and the run was already rolled back \(position.rollbacks) times "
            + "(limit: \(limit), faults.maximumRollbacks)",
          hint: "Lower the learning rates with --set and resume.")
      }
      guard ranks.isLeader else { return }
      let checkpoint = try folder.newestCheckpoint { journal.warn($0) }
      try checkpoint.restore(model)
      position = RunPosition(step: checkpoint.step, rollbacks: position.rollbacks + 1)
      try journal.forgetSteps(after: position.step)
    }
    try takeLeadersState()
    checkpoints.newestStep = position.step
    journal.warn(
      "\(failure.problem); rolled back to step \(position.step); continuing with other random numbers and learning "
        + "rates x \(model.learningRateFactor) (\(position.rollbacks) of \(limit))")
    journal.report([
      "event": "rollback", "step": .integer(Int64(found)),
      "to_step": .integer(Int64(position.step)),
      "rollbacks": .integer(Int64(position.rollbacks)), "reason": .string(failure.problem),
    ])
  }

  /// Takes over weights and position from the first rank, and the learning rates that follow from them.
  ///
  /// - Throws: `AgreedFailure` where the ranks do not read the same data.
  func takeLeadersState() throws {
    try agreement.shareLeadersState(of: model, &position)
    model.learningRateFactor = (0..<position.rollbacks).reduce(1) { factor, _ in
      factor * configuration.faults.rollbackRate
    }
  }
}

extension Error {
  /// The failure that an older checkpoint can undo: numbers that are not finite.
  var divergence: Failure? {
    let failure = (self as? AgreedFailure)?.failure ?? self as? Failure
    return failure?.kind == .diverged ? failure : nil
  }
}
