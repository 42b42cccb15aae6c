/// The pairs of one split: a list in memory, or the index of a packed data set.
///
/// Of a packed one nothing is in memory, however many pairs it has: a pair is made when it is asked for.
public struct PairList: RandomAccessCollection, Sendable {
  private enum Storage {
    case listed([Pair], ofClass: [[Int]])
    case packed(Pack, PackIndex.Split)
  }

  private let storage: Storage

  /// The pairs of a list, in its order.
  public init(_ pairs: [Pair]) {
    var ofClass = [[Int]](repeating: [], count: (pairs.lazy.map(\.classIndex).max() ?? -1) + 1)
    for (index, pair) in pairs.enumerated() { ofClass[pair.classIndex].append(index) }
    storage = .listed(pairs, ofClass: ofClass)
  }

  /// The pairs of a split of a packed data set, which are in the order of their classes.
  init(_ split: PackIndex.Split, of pack: Pack) { storage = .packed(pack, split) }

  public var startIndex: Int { 0 }

  public var endIndex: Int {
    switch storage {
    case .listed(let pairs, _): pairs.count
    case .packed(_, let split): split.count
    }
  }

  public subscript(index: Int) -> Pair {
    switch storage {
    case .listed(let pairs, _): return pairs[index]
    case .packed(let pack, let split):
      precondition(indices.contains(index), "pair \(index) of \(count)")
      let numbers = split.numbers(at: index)
      return Pair(
        stem: "\(index)", classIndex: split.classIndex(at: index),
        origin: .packed(pack, image: numbers.image, sound: numbers.sound))
    }
  }

  /// The indices of the pairs of a class, in order; none for a class that has no pairs here.
  ///
  /// They are found in constant time, and need no memory for a packed data set.
  public func indices(ofClass number: Int) -> Members {
    switch storage {
    case .listed(_, let ofClass):
      Members(storage: .listed(ofClass.indices.contains(number) ? ofClass[number] : []))
    case .packed(_, let split): Members(storage: .range(split.range(ofClass: number)))
    }
  }

  /// How many of the pairs stay in memory once they were loaded: all but packed ones.
  ///
  /// An estimate of memory counts these.
  public var keptCount: Int {
    switch storage {
    case .listed(let pairs, _): pairs.count
    case .packed: 0
    }
  }

  /// The indices of the pairs of one class.
  ///
  /// It is a collection of indices, not of pairs.
  public struct Members: RandomAccessCollection, Sendable {
    fileprivate enum Storage {
      case listed([Int])
      case range(Range<Int>)
    }

    fileprivate let storage: Storage

    public var startIndex: Int { 0 }

    public var endIndex: Int {
      switch storage {
      case .listed(let indices): indices.count
      case .range(let range): range.count
      }
    }

    public subscript(index: Int) -> Int {
      switch storage {
      case .listed(let indices):
        return indices[index]
      case .range(let range):
        precondition(index >= 0 && index < range.count, "member \(index) of \(range.count)")
        return range.lowerBound + index
      }
    }

    /// Which member the pair of an index is, in time that does not grow with the members of a packed class.
    public func firstIndex(of pair: Int) -> Int? {
      switch storage {
      case .listed(let indices): indices.firstIndex(of: pair)
      case .range(let range): range.contains(pair) ? pair - range.lowerBound : nil
      }
    }
  }
}

extension PairList: ExpressibleByArrayLiteral, Equatable {
  /// The pairs of a literal.
  public init(arrayLiteral pairs: Pair...) { self.init(pairs) }

  /// Whether both have equal pairs in one order.
  public static func == (first: PairList, second: PairList) -> Bool { first.elementsEqual(second) }

  /// The pairs of both, in memory.
  public static func + (first: PairList, second: PairList) -> [Pair] {
    Array(first) + Array(second)
  }
}
