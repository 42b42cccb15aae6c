/// Where a run is.
///
/// All random numbers that follow depend on it, so checkpoints keep it and ranks share it.
struct RunPosition {
  /// Steps done.
  var step = 0
  /// How often the run went back to a checkpoint; each time it takes other random numbers.
  var rollbacks = 0
}
