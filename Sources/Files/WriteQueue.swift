import Glibc

/// Writes files on threads of its own, several at a time, while the caller does other work.
///
/// Each file is written as `OutputFile.write` writes it: forced to the medium, put in its place, and its
/// folder forced. Nearly all of that time is spent waiting for the medium, which forces several files
/// together in about the time of one. So many files become durable much faster than one after another,
/// and each is as safe.
///
/// ```swift
/// let queue = WriteQueue()
/// let writes = files.map { queue.write($0.bytes, to: $0.path, replacing: false) }
/// for write in writes { try write.wait() }
/// ```
public final class WriteQueue: Sendable {
  /// The most files that are written at the same time.
  public static let threadCount = 8
  /// The most files that are under way; whoever adds one more waits.
  public static let capacity = 32

  /// One file on its way to the medium.
  public final class Write: @unchecked Sendable {
    private let queue: State
    private let path: String
    private let isReplacing: Bool
    private let start = ContinuousClock.now
    /// Only used by the thread that writes, which then lets go of it.
    private var bytes: [UInt8]
    /// The rest is guarded by the lock of the queue.
    private var outcome: Result<Void, any Error>?
    private var duration: Duration = .zero

    fileprivate init(_ queue: State, _ bytes: [UInt8], to path: String, replacing: Bool) {
      (self.queue, self.bytes, self.path, isReplacing) = (queue, bytes, path, replacing)
    }

    fileprivate func perform() {
      let outcome = Result {
        try OutputFile.write(bytes, to: path, replacing: isReplacing)
      }
      bytes = []
      queue.locked {
        self.outcome = outcome
        duration = ContinuousClock.now - start
      }
    }

    /// Waits until the file is in its place and durable.
    ///
    /// - Returns: how long that took from the call of `write`.
    /// - Throws: what `OutputFile.write` throws.
    @discardableResult
    public func wait() throws -> Duration {
      try queue.locked {
        while outcome == nil { queue.waitForChange() }
        return outcome?.map { duration }
      }?.get() ?? .zero
    }
  }

  fileprivate final class State: @unchecked Sendable {
    private var lock = pthread_mutex_t()
    private var changed = pthread_cond_t()
    /// All that follows is guarded by the lock.
    var waiting: [Write] = []
    var underWay = 0
    var threads = 0
    var idleThreads = 0
    var isClosed = false

    init() {
      pthread_mutex_init(&lock, nil)
      pthread_cond_init(&changed, nil)
    }

    deinit {
      pthread_cond_destroy(&changed)
      pthread_mutex_destroy(&lock)
    }

    func locked<R>(_ body: () -> R) -> R {
      pthread_mutex_lock(&lock)
      defer { pthread_mutex_unlock(&lock) }
      defer { pthread_cond_broadcast(&changed) }
      return body()
    }

    /// To be called with the lock held.
    func waitForChange() { pthread_cond_wait(&changed, &lock) }

    /// Writes one file after another until the queue is closed.
    func serve() {
      while let write = next() {
        write.perform()
        locked { underWay -= 1 }
      }
    }

    /// A file that no thread is there for.
    func withoutThread() -> Write? {
      locked { threads == 0 && !waiting.isEmpty ? waiting.removeFirst() : nil }
    }

    private func next() -> Write? {
      locked {
        idleThreads += 1
        defer { idleThreads -= 1 }
        while waiting.isEmpty, !isClosed { waitForChange() }
        return waiting.isEmpty ? nil : waiting.removeFirst()
      }
    }
  }

  private let state = State()

  /// A queue without threads; they start when there is something to write.
  public init() {}

  deinit { state.locked { state.isClosed = true } }

  /// Adds a file, whose content is all of `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: the whole content.
  ///   - path: where it goes; links are followed. No other file of the queue goes there.
  ///   - replacing: whether a file that is already there is replaced.
  /// - Returns: what the end can be waited for with.
  public func write(_ bytes: [UInt8], to path: String, replacing: Bool) -> Write {
    let write = Write(state, bytes, to: path, replacing: replacing)
    let needsThread = state.locked {
      while state.underWay >= Self.capacity { state.waitForChange() }
      state.waiting.append(write)
      state.underWay += 1
      let isMissing =
        state.idleThreads < state.waiting.count && state.threads < Self.threadCount
      state.threads += isMissing ? 1 : 0
      return isMissing
    }
    if needsThread { startThread() }
    return write
  }

  /// Waits until nothing is under way any more, whether it was written or failed.
  public func finish() {
    state.locked {
      while state.underWay > 0 { state.waitForChange() }
    }
  }

  private func startThread() {
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(state)
    let status = pthread_create(
      &thread, nil,
      { raw in
        guard let raw else { return nil }
        Unmanaged<State>.fromOpaque(raw).takeRetainedValue().serve()
        return nil
      }, argument.toOpaque())
    if status == 0 {
      pthread_detach(thread)
    } else {
      argument.release()
      workWithoutThread()
    }
  }

  /// Makes up for a thread that the system refused: those that there are do its work; without any, the caller does.
  private func workWithoutThread() {
    state.locked { state.threads -= 1 }
    while let write = state.withoutThread() {
      write.perform()
      state.locked { state.underWay -= 1 }
    }
  }
}
