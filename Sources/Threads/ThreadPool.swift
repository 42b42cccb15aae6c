import CLinux
import Glibc
import Synchronization

/// Long-lived threads that share out the parts of a kernel.
///
/// How a kernel is cut into parts depends on shapes alone, and every part writes its own place, so
/// the number of threads decides when a part is done and never what comes out.
public final class ThreadPool: @unchecked Sendable {
  /// The threads that all kernels use.
  ///
  /// It is the one thing that kernels find instead of being handed it: processors belong to the process, and
  /// a second pool would only compete for them. Its size changes the time that work takes, never a result.
  public static let shared = ThreadPool()

  /// The number of threads used, the caller's included.
  public var threadCount: Int { helpers.withLock { $0 } + 1 }

  private let helpers = Mutex(0)
  private let callers = Mutex(())
  private let state: UnsafeMutablePointer<SharedState>
  /// The number of jobs ever posted, and of helpers at work: what a waiting thread looks at before it sleeps.
  private let posted = Atomic(0)
  private let working = Atomic(0)

  private struct SharedState {
    var lock = pthread_mutex_t()
    var wake = pthread_cond_t()
    var done = pthread_cond_t()
    var job: Job?
    var generation = 0
    var wanted = 0
    var running = 0
  }

  private final class Job: @unchecked Sendable {
    let count: Int
    /// Let go of before the caller returns, as it may not outlive the call.
    var body: ((Int) -> Void)?
    let next = Atomic(0)

    init(count: Int, body: @escaping (Int) -> Void) {
      self.count = count
      self.body = body
    }

    func work() {
      guard let body else { return }
      while true {
        let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard part < count else { return }
        body(part)
      }
    }
  }

  private init() {
    state = .allocate(capacity: 1)
    state.initialize(to: SharedState())
    pthread_mutex_init(&state.pointee.lock, nil)
    pthread_cond_init(&state.pointee.wake, nil)
    pthread_cond_init(&state.pointee.done, nil)
    // Freed memory stays with the process: a training step asks for the same blocks again and
    // again, and taking them from the system each time costs a page fault every 4 KiB.
    system_keep_freed_memory()
    start(helpers: max(0, ProcessorLimit.processors - 1))
  }

  /// Sets the number of threads that take part in later kernels.
  ///
  /// At least 1, the calling thread included. Results do not depend on it. Where the system refuses a thread,
  /// for example for lack of memory, those that there are do the work.
  public func use(threads: Int) {
    precondition(threads >= 1, "at least one thread is needed")
    start(helpers: threads - 1)
  }

  private func start(helpers wanted: Int) {
    helpers.withLock { started in
      pthread_mutex_lock(&state.pointee.lock)
      state.pointee.wanted = wanted
      pthread_mutex_unlock(&state.pointee.lock)
      while launched < wanted, launch(number: launched + 1) { launched += 1 }
      started = min(wanted, launched)
    }
  }

  /// The number of threads ever started, guarded by `helpers`; those above the wanted number sleep.
  private var launched = 0

  private struct Start {
    let workers: ThreadPool
    let number: Int
  }

  /// Starts a thread; false where the system refuses it.
  private func launch(number: Int) -> Bool {
    let argument = UnsafeMutablePointer<Start>.allocate(capacity: 1)
    argument.initialize(to: Start(workers: self, number: number))
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { raw in
        guard let start = raw?.assumingMemoryBound(to: Start.self).move() else { return nil }
        start.workers.serve(number: start.number)
        return nil
      }, argument)
    guard status == 0 else {
      argument.deinitialize(count: 1)
      argument.deallocate()
      return false
    }
    pthread_detach(thread)
    return true
  }

  /// Looks again and again whether something has come, for some tens of microseconds: kernels follow each
  /// other closely, and a thread that sleeps takes as long to wake.
  private static func poll(_ hasCome: () -> Bool) {
    var rounds = 0
    while !hasCome(), rounds < 2_000 {
      system_relax()
      rounds += 1
    }
  }

  private func serve(number: Int) {
    var lastGeneration = 0
    while true {
      Self.poll { posted.load(ordering: .relaxed) != lastGeneration }
      pthread_mutex_lock(&state.pointee.lock)
      while state.pointee.generation == lastGeneration || state.pointee.job == nil
        || number > state.pointee.wanted
      {
        lastGeneration = state.pointee.generation
        pthread_cond_wait(&state.pointee.wake, &state.pointee.lock)
      }
      lastGeneration = state.pointee.generation
      let job = state.pointee.job
      state.pointee.running += 1
      working.add(1, ordering: .relaxed)
      pthread_mutex_unlock(&state.pointee.lock)
      job?.work()
      pthread_mutex_lock(&state.pointee.lock)
      state.pointee.running -= 1
      working.subtract(1, ordering: .relaxed)
      if state.pointee.running == 0 { pthread_cond_broadcast(&state.pointee.done) }
      pthread_mutex_unlock(&state.pointee.lock)
    }
  }

  /// Runs `body` once for each part in 0..<parts and returns when all are done.
  ///
  /// A call from inside a part, or while another thread's call is under way, runs its parts one
  /// after another on the calling thread.
  public func forEach(_ parts: Int, _ body: (Int) -> Void) {
    guard parts > 1, threadCount > 1, callers.withLockIfAvailable({ _ in run(parts, body) }) != nil
    else {
      for part in 0..<parts { body(part) }
      return
    }
  }

  private func run(_ parts: Int, _ body: (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      let job = Job(count: parts, body: body)
      pthread_mutex_lock(&state.pointee.lock)
      state.pointee.job = job
      state.pointee.generation += 1
      posted.store(state.pointee.generation, ordering: .relaxed)
      pthread_cond_broadcast(&state.pointee.wake)
      pthread_mutex_unlock(&state.pointee.lock)
      job.work()
      Self.poll { working.load(ordering: .relaxed) == 0 }
      pthread_mutex_lock(&state.pointee.lock)
      state.pointee.job = nil
      while state.pointee.running > 0 {
        pthread_cond_wait(&state.pointee.done, &state.pointee.lock)
      }
      job.body = nil
      pthread_mutex_unlock(&state.pointee.lock)
    }
  }

  /// What `body` gives for each part in 0..<parts, in their order; as `forEach` runs it.
  ///
  /// Results do not depend on the number of threads.
  public func map<Result>(_ parts: Int, _ body: (Int) -> Result) -> [Result] {
    [Result](unsafeUninitializedCapacity: parts) { results, count in
      if let start = results.baseAddress {
        forEach(parts) { part in (start + part).initialize(to: body(part)) }
      }
      count = parts
    }
  }

  /// Runs `body` on consecutive ranges that cover 0..<count, each of `length` elements but the last.
  public func forEachRange(_ count: Int, length: Int, _ body: (Range<Int>) -> Void) {
    forEach((count + length - 1) / length) { part in
      body(part * length..<min(count, (part + 1) * length))
    }
  }
}
