import Glibc
import Synchronization

/// Signals that ask a run to stop, noted here and acted on between two steps.
enum StopRequest {
  private static let number = Atomic<Int32>(0)

  /// The signal that asked for a stop, if one did.
  static var signal: Int32? {
    let signal = number.load(ordering: .relaxed)
    return signal == 0 ? nil : signal
  }

  /// Notes the first SIGINT or SIGTERM; the second ends the process at once.
  static func listen() {
    // Touched here, so that the handler never has to make it.
    number.store(0, ordering: .relaxed)
    for signal in [SIGINT, SIGTERM] {
      Glibc.signal(signal) { signal in
        StopRequest.number.store(signal, ordering: .relaxed)
        Glibc.signal(signal, SIG_DFL)
      }
    }
  }

  /// Ends the process by the signal that asked for the stop.
  static func raise(_ signal: Int32) -> Never {
    Glibc.signal(signal, SIG_DFL)
    kill(getpid(), signal)
    exit(128 + signal)
  }
}
