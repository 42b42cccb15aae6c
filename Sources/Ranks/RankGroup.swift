import Glibc

/// Processes that work on one thing together, each with a number: ranks, as MPI has them.
///
/// All ranks call the same operations in the same order, and each call returns on a rank once the others
/// made it too. Sums have the same bits on all ranks, and from run to run; another number of ranks may
/// round otherwise.
public protocol RankGroup: AnyObject, Sendable {
  /// The number of this process, from 0.
  var rank: Int { get }
  /// How many ranks there are.
  var count: Int { get }
  /// How many of them are on this machine.
  var countHere: Int { get }
  /// This rank's part of the machine's processors, by affinity, at least 1.
  var processors: Int { get }

  /// Replaces numbers by their sums over all ranks.
  func sum(_ numbers: inout [Double])
  /// Begins to add up numbers over all ranks; both buffers stay as they are until that is waited for.
  func beginSum<Number: RankNumber>(
    _ numbers: UnsafeMutableBufferPointer<Number>, into sums: UnsafeMutableBufferPointer<Number>
  ) -> any PendingSum
  /// Replaces bytes by those of rank 0.
  func broadcast(_ bytes: UnsafeMutableRawBufferPointer)
  /// The bytes that each rank gives, in the order of ranks, on all of them.
  func gather(_ bytes: [UInt8]) -> [[UInt8]]
  /// Ends the processes of all ranks with an exit code.
  func abort(_ code: Int32) -> Never
}

/// A number that ranks can add up.
public protocol RankNumber: BinaryFloatingPoint {}

extension Float: RankNumber {}
extension Double: RankNumber {}

/// A sum over ranks that was begun.
public protocol PendingSum: AnyObject {
  /// Whether it is done; lets all that were begun go on meanwhile.
  func isDone() -> Bool
  /// Returns once it is done; may be called once.
  func wait()
}

extension RankGroup {
  /// Whether this rank speaks and writes for all.
  public var isLeader: Bool { rank == 0 }

  /// The part of a list that this rank does, where all are equally long up to one: a range of places.
  public func part(of total: Int) -> Range<Int> {
    rank * total / count..<(rank + 1) * total / count
  }
}

/// A process alone.
public final class SoleRank: RankGroup {
  /// Makes a group of one.
  public init() {}

  public var rank: Int { 0 }
  public var count: Int { 1 }
  public var countHere: Int { 1 }
  public var processors: Int { 1 }
  public func sum(_ numbers: inout [Double]) {}

  public func beginSum<Number: RankNumber>(
    _ numbers: UnsafeMutableBufferPointer<Number>, into sums: UnsafeMutableBufferPointer<Number>
  ) -> any PendingSum {
    _ = sums.update(fromContentsOf: numbers)
    return Done()
  }

  public func broadcast(_ bytes: UnsafeMutableRawBufferPointer) {}
  public func gather(_ bytes: [UInt8]) -> [[UInt8]] { [bytes] }
  public func abort(_ code: Int32) -> Never { exit(code) }

  private final class Done: PendingSum {
    func isDone() -> Bool { true }
    func wait() {}
  }
}
