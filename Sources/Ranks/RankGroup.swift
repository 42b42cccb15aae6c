import Glibc

/// Processes that work on one thing together, each with a number: ranks, as in MPI.
///
/// All ranks call the same operations in the same order. Each call returns on a rank once the others
/// have made it too. Sums have the same bits on all ranks and in every run. Another number of ranks may
/// round differently.
public protocol RankGroup: AnyObject, Sendable {
  /// The number of this process, from 0.
  var rank: Int { get }
  /// The number of ranks, at least 1.
  var count: Int { get }
  /// The number of ranks on this machine, this one included.
  var countHere: Int { get }
  /// This rank's share of the machine's processors, at least 1.
  ///
  /// Processors that several ranks may use are divided among them.
  var processors: Int { get }

  /// Replaces numbers by their sums over all ranks.
  func sum(_ numbers: inout [Double])
  /// Begins to add up numbers over all ranks.
  ///
  /// - Parameters:
  ///   - numbers: this rank's numbers, the same count on all ranks.
  ///   - sums: where the sums go; as long as `numbers`.
  /// - Returns: the sum to wait for. Both buffers must stay in place until `wait` returns.
  func beginSum<Number: RankNumber>(
    _ numbers: UnsafeMutableBufferPointer<Number>, into sums: UnsafeMutableBufferPointer<Number>
  ) -> any PendingSum
  /// Replaces bytes by those of rank 0; their count is the same on all ranks.
  func broadcast(_ bytes: UnsafeMutableRawBufferPointer)
  /// The bytes of every rank, in the order of ranks; every rank gets all of them.
  ///
  /// - Parameter bytes: this rank's bytes, of any count.
  /// - Returns: the values of all ranks, the same on every rank.
  func gather(_ bytes: [UInt8]) -> [[UInt8]]
  /// Ends the processes of all ranks with an exit code, for failures that only one rank knows of.
  func abort(_ code: Int32) -> Never
}

/// A number that ranks can add up.
public protocol RankNumber: BinaryFloatingPoint {}

extension Float: RankNumber {}
extension Double: RankNumber {}

/// A sum over ranks that has begun.
///
/// It goes on while the ranks compute. Its buffers must stay in place until `wait` returns.
public protocol PendingSum: AnyObject {
  /// Whether it is done.
  ///
  /// A call moves all sums on that have begun, so call it from time to time.
  func isDone() -> Bool
  /// Returns once the sum is done; called exactly once.
  func wait()
}

extension RankGroup {
  /// Whether this is rank 0, which prints and writes files for all.
  public var isLeader: Bool { rank == 0 }

  /// This rank's part of a list: a range of indices.
  ///
  /// The parts of all ranks follow each other and differ in length by 1 at most.
  ///
  /// - Parameter total: the length of the list.
  /// - Returns: the indices of this rank.
  public func part(of total: Int) -> Range<Int> {
    rank * total / count..<(rank + 1) * total / count
  }
}

/// A process alone: one rank, whose sums are its own numbers.
///
/// All operations return at once.
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
