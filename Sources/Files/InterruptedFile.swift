import Glibc
import Synchronization

/// The temporary file of a long write, which a signal that ends the process takes away first.
enum InterruptedFile {
  private static let path = Atomic<UInt>(0)
  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// Runs `body`; while it runs, the file at `path` is removed before the process is ended by a signal.
  ///
  /// Signals that somebody else handles or ignores are left to them.
  static func removing<Result>(_ path: String, during body: () throws -> Result) rethrows -> Result
  {
    guard let copy = strdup(path),
      self.path.compareExchange(
        expected: 0, desired: UInt(bitPattern: copy), ordering: .sequentiallyConsistent
      ).exchanged
    else { return try body() }
    let own = signals.filter { signal in
      let before = Glibc.signal(signal) { signal in
        let address = InterruptedFile.path.load(ordering: .sequentiallyConsistent)
        if let path = UnsafePointer<CChar>(bitPattern: address) { unlink(path) }
        Glibc.signal(signal, SIG_DFL)
        kill(getpid(), signal)
      }
      let isUsual = unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_DFL, to: Int.self)
      if !isUsual { Glibc.signal(signal, before) }
      return isUsual
    }
    defer {
      for signal in own { Glibc.signal(signal, SIG_DFL) }
      self.path.store(0, ordering: .sequentiallyConsistent)
      free(copy)
    }
    return try body()
  }
}
