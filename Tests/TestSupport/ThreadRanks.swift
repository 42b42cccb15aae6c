import Glibc
import Ranks

/// Ranks that are threads of this process: what training makes of ranks, without MPI.
public final class ThreadRanks: RankGroup, @unchecked Sendable {
  public let rank: Int
  private let meeting: Meeting

  private init(_ rank: Int, _ meeting: Meeting) { (self.rank, self.meeting) = (rank, meeting) }

  public var count: Int { meeting.count }
  public var countHere: Int { count }
  public var processors: Int { 1 }

  /// What `body` gives on each of `count` ranks, which run at the same time.
  public static func results<Result>(
    _ count: Int, _ body: @escaping (any RankGroup) throws -> Result
  ) -> [Swift.Result<Result, any Error>] {
    let meeting = Meeting(count)
    let runs = (0..<count).map { Run(ThreadRanks($0, meeting), body) }
    let threads = runs.map { run in
      var thread = pthread_t()
      let argument = Unmanaged.passRetained(run as AnyRun).toOpaque()
      let status = pthread_create(
        &thread, nil,
        { raw in
          raw.map { Unmanaged<AnyRun>.fromOpaque($0).takeRetainedValue().go() }
          return nil
        }, argument)
      precondition(status == 0, "the system refuses another thread")
      return thread
    }
    for thread in threads { pthread_join(thread, nil) }
    return runs.compactMap(\.result)
  }

  private class AnyRun {
    func go() {}
  }

  private final class Run<R>: AnyRun {
    let ranks: ThreadRanks
    let body: (any RankGroup) throws -> R
    var result: Swift.Result<R, any Error>?

    init(_ ranks: ThreadRanks, _ body: @escaping (any RankGroup) throws -> R) {
      (self.ranks, self.body) = (ranks, body)
    }

    override func go() { result = Swift.Result { try body(ranks) } }
  }

  /// Where ranks leave what they bring, by the number of the call, until all have come.
  private final class Meeting: @unchecked Sendable {
    let count: Int
    private var lock = pthread_mutex_t()
    private var changed = pthread_cond_t()
    private var brought: [String: [[UInt8]?]] = [:]
    private var left: [String: Int] = [:]

    init(_ count: Int) {
      self.count = count
      pthread_mutex_init(&lock, nil)
      pthread_cond_init(&changed, nil)
    }

    func bring(_ bytes: [UInt8], by rank: Int, to place: String) {
      pthread_mutex_lock(&lock)
      brought[place, default: [[UInt8]?](repeating: nil, count: count)][rank] = bytes
      pthread_cond_broadcast(&changed)
      pthread_mutex_unlock(&lock)
    }

    /// What all have brought; each rank takes it once.
    func take(from place: String) -> [[UInt8]] {
      pthread_mutex_lock(&lock)
      defer { pthread_mutex_unlock(&lock) }
      while brought[place]?.allSatisfy({ $0 != nil }) != true { pthread_cond_wait(&changed, &lock) }
      let all = brought[place]?.compactMap { $0 } ?? []
      left[place, default: 0] += 1
      if left[place] == count { (brought[place], left[place]) = (nil, nil) }
      return all
    }
  }

  /// How many calls there were of each kind, so that calls of ranks find each other.
  private var calls = (direct: 0, begun: 0)

  public func gather(_ bytes: [UInt8]) -> [[UInt8]] {
    calls.direct += 1
    meeting.bring(bytes, by: rank, to: "direct \(calls.direct)")
    return meeting.take(from: "direct \(calls.direct)")
  }

  public func broadcast(_ bytes: UnsafeMutableRawBufferPointer) {
    bytes.copyBytes(from: gather(Array(bytes))[0])
  }

  public func sum(_ numbers: inout [Double]) {
    let all = gather(numbers.withUnsafeBytes { Array($0) })
    numbers.withUnsafeMutableBufferPointer { Self.add(all, into: $0) }
  }

  public func beginSum<Number: RankNumber>(
    _ numbers: UnsafeMutableBufferPointer<Number>, into sums: UnsafeMutableBufferPointer<Number>
  ) -> any PendingSum {
    calls.begun += 1
    let place = "begun \(calls.begun)"
    meeting.bring(Array(UnsafeRawBufferPointer(numbers)), by: rank, to: place)
    return Sum { [meeting] in Self.add(meeting.take(from: place), into: sums) }
  }

  private final class Sum: PendingSum {
    private let finish: () -> Void

    init(_ finish: @escaping () -> Void) { self.finish = finish }

    func isDone() -> Bool { false }
    func wait() { finish() }
  }

  private static func add<Number: FloatingPoint>(
    _ all: [[UInt8]], into numbers: UnsafeMutableBufferPointer<Number>
  ) {
    numbers.update(repeating: 0)
    for bytes in all {
      bytes.withUnsafeBytes { raw in
        for (i, number) in raw.bindMemory(to: Number.self).enumerated() { numbers[i] += number }
      }
    }
  }

  public func abort(_ code: Int32) -> Never { fatalError("rank \(rank) ends all with \(code)") }
}
