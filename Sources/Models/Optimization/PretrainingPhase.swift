import Layers

/// Steps at the beginning of a run that train networks in another way than the steps after them.
struct PretrainingPhase {
  /// How many steps of the run it lasts.
  let steps: Int
  /// The numbers of Adam meanwhile; `nil` where the phase leaves the networks alone.
  let settings: Adam.Settings?
  /// The factor of the learning rate in a step of the phase, counted from 0.
  let schedule: (_ step: Int) -> Double
}

extension [PretrainingPhase] {
  /// How many steps all of them last.
  var steps: Int { reduce(0) { $0 + $1.steps } }

  /// The phase that comes after `done` steps of the run, and how many of these belong to it; `nil` once
  /// all are over.
  func phase(after done: Int) -> (phase: PretrainingPhase, done: Int)? {
    var rest = done
    for phase in self {
      if rest < phase.steps { return (phase, rest) }
      rest -= phase.steps
    }
    return nil
  }
}
