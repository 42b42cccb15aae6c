import Files
import Glibc
import Models
import Synchronization

/// Makes the batches of coming steps on a thread of its own, while a step is computed.
///
/// What a batch holds is a function of seed and step alone, so nothing depends on when it is made.
public final class BatchQueue: Sendable {
  private let shared: Shared

  private final class Shared: @unchecked Sendable {
    let make: (Int) throws -> Batch
    let steps: ClosedRange<Int>
    var lock = pthread_mutex_t()
    var changed = pthread_cond_t()
    /// The batches that are ready; the first failure is the last of them.
    var ready: [Result<Batch, any Error>] = []
    var isAbandoned = false

    init(_ steps: ClosedRange<Int>, _ make: @escaping (Int) throws -> Batch) {
      self.steps = steps
      self.make = make
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
      return body()
    }

    func fill() {
      for step in steps {
        let batch = Result { try make(step) }
        let goesOn = locked {
          while ready.count >= 2, !isAbandoned { pthread_cond_wait(&changed, &lock) }
          ready.append(batch)
          pthread_cond_broadcast(&changed)
          return !isAbandoned
        }
        guard goesOn, case .success = batch else { return }
      }
    }

    func next() throws -> Batch {
      try locked {
        while ready.isEmpty { pthread_cond_wait(&changed, &lock) }
        defer { pthread_cond_broadcast(&changed) }
        return ready.removeFirst()
      }.get()
    }
  }

  /// A queue of the batches of `steps` in their order.
  ///
  /// - Parameters:
  ///   - steps: the numbers of the steps.
  ///   - make: makes the batch of a step; it runs on the queue's thread, so nobody else may call it.
  /// - Throws: `Failure` of kind `resources` where the system refuses another thread.
  public init(_ steps: ClosedRange<Int>, _ make: @escaping (Int) throws -> Batch) throws {
    shared = Shared(steps, make)
    let argument = Unmanaged.passRetained(shared)
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { raw in
        guard let raw else { return nil }
        Unmanaged<Shared>.fromOpaque(raw).takeRetainedValue().fill()
        return nil
      }, argument.toOpaque())
    guard status == 0 else {
      argument.release()
      throw Failure(
        .resources, nil,
        "the system refuses another thread (\(SystemError(rawValue: status).reason))")
    }
    pthread_detach(thread)
  }

  deinit {
    shared.locked {
      shared.isAbandoned = true
      pthread_cond_broadcast(&shared.changed)
    }
  }

  /// The batch of the next step, waiting for it where it is not ready; throws what making it threw.
  ///
  /// It may be called once for each step, and no more after it has thrown.
  public func next() throws -> Batch { try shared.next() }
}
