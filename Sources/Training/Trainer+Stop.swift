import Files
import Ranks

extension Trainer {
  /// Saves what is not saved yet, and ends the process by the signal that asked for it.
  ///
  /// - Parameter signal: its number, the same on all ranks.
  /// - Throws: `Failure` where the checkpoint cannot be written.
  func stop(by signal: Int32) throws {
    if checkpoints.newestStep != position.step { try save(isStopping: true) }
    let step = position.step
    journal.note(
      "stopped by signal \(signal) after step \(step); continue with --resume \(folder.path)")
    journal.report([
      "event": "stop", "step": .integer(Int64(step)), "signal": .integer(Int64(signal)),
    ])
    _ = ranks.sum(0)  // The first process to die would end the others before they are done.
    SignalRequest.raise(signal)
  }
}
