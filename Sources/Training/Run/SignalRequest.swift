import Glibc
import Ranks
import Synchronization

/// What signals ask of a run, noted here and acted on between two steps.
enum SignalRequest {
  private static let stopNumber = Atomic<Int32>(0)
  private static let isSaveAsked = Atomic(false)

  /// The signal that asked for a stop, if one did.
  static var stop: Int32? {
    let signal = stopNumber.load(ordering: .relaxed)
    return signal == 0 ? nil : signal
  }

  /// Whether a checkpoint was asked for since this was asked for the last time.
  static func takeSave() -> Bool { isSaveAsked.exchange(false, ordering: .relaxed) }

  /// Notes SIGUSR1, and SIGINT, SIGTERM or SIGHUP; after that, SIGINT and SIGTERM end the process at
  /// once.
  ///
  /// A hang-up that was ignored when the process began, as under nohup, stays ignored.
  static func listen() {
    // Touched here, so that the handlers never have to make them.
    stopNumber.store(0, ordering: .relaxed)
    isSaveAsked.store(false, ordering: .relaxed)
    for signal in [SIGINT, SIGTERM, SIGHUP] where !(signal == SIGHUP && isIgnored(signal)) {
      Glibc.signal(signal) { signal in
        SignalRequest.stopNumber.store(signal, ordering: .relaxed)
        Glibc.signal(SIGINT, SIG_DFL)
        Glibc.signal(SIGTERM, SIG_DFL)
      }
    }
    // A parent may have left them blocked.
    var all = sigset_t()
    sigemptyset(&all)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGUSR1] { sigaddset(&all, signal) }
    defer { pthread_sigmask(SIG_UNBLOCK, &all, nil) }
    Glibc.signal(SIGUSR1) { _ in SignalRequest.isSaveAsked.store(true, ordering: .relaxed) }
  }

  /// What all ranks act on after a step.
  struct Agreed {
    /// The signal that asked one of them for a stop, if one did.
    let stop: Int32?
    /// Whether one of them was asked for a checkpoint.
    let save: Bool
  }

  /// What was asked of any rank since this was asked for the last time: the same on all.
  static func agreed(by ranks: any RankGroup) -> Agreed {
    let asked = takeSave()
    guard ranks.count > 1 else { return Agreed(stop: stop, save: asked) }
    return Agreed(stop: agreedStop(by: ranks), save: ranks.sum(asked ? 1 : 0) > 0)
  }

  /// The signal that asked any rank for a stop, if one did: the same on all.
  static func agreedStop(by ranks: any RankGroup) -> Int32? {
    guard ranks.count > 1 else { return stop }
    var asking = [Double](repeating: 0, count: Int(SIGTERM) + 1)
    if let stop { asking[Int(stop)] = 1 }
    ranks.sum(&asking)
    return asking.firstIndex { $0 > 0 }.map { Int32($0) }
  }

  /// Ends the process by the signal that asked for the stop.
  static func raise(_ signal: Int32) -> Never {
    Glibc.signal(signal, SIG_DFL)
    kill(getpid(), signal)
    exit(128 + signal)
  }

  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(signal, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
