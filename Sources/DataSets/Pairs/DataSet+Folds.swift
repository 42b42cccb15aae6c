extension DataSet {
  /// The same pairs divided for cross-validation: one part is validated on, the others trained on.
  ///
  /// Pairs whose stems are alike up to the last `_` (a song, or a cluster of like frames) stay together;
  /// where stems begin with the name of the class, a `_` in it does not count.
  /// In each class the largest groups go first, each to the part that has the fewest pairs so far.
  ///
  /// - Parameters:
  ///   - fold: the part that is validated on, from 0.
  ///   - folds: the number of parts.
  /// - Returns: the set with another split.
  public func folded(_ fold: Int, of folds: Int) -> DataSet {
    var part: [Group: Int] = [:]
    let pairs = training + validation
    for number in 0..<max(1, classes.count) {
      var sizes: [Group: Int] = [:]
      for pair in pairs where pair.classIndex == number { sizes[group(of: pair), default: 0] += 1 }
      // The largest parts of the classes fall on different folds.
      var filled = (0..<folds).map { ($0 + number) % folds }.map { (fold: $0, count: 0) }
      for (group, size) in sizes.sorted(by: { ($1.value, $0.key.name) < ($0.value, $1.key.name) }) {
        let smallest = filled.indices.min { filled[$0].count < filled[$1].count } ?? 0
        part[group] = filled[smallest].fold
        filled[smallest].count += size
      }
    }
    var copy = self
    copy.training = PairList(pairs.filter { part[group(of: $0)] != fold })
    copy.validation = PairList(pairs.filter { part[group(of: $0)] == fold })
    return copy
  }

  /// For each of some pairs the number of its group: pairs of one are no independent trials.
  ///
  /// Pairs of one recording are in one group, as `folded(_:of:)` keeps them together.
  public func groups(of pairs: PairList) -> [Int] {
    var numbers: [Group: Int] = [:]
    return pairs.map { pair in
      let group = group(of: pair)
      let number = numbers[group] ?? numbers.count
      numbers[group] = number
      return number
    }
  }

  /// Pairs that are more alike than two of a class.
  private struct Group: Hashable {
    let classIndex: Int
    let name: String
  }

  private func group(of pair: Pair) -> Group {
    let (stem, className) = (pair.stem, classes.isEmpty ? "" : classes[pair.classIndex])
    // The name of a class may hold a `_` itself: `double_bass00001` is no part of `double`.
    let rest = stem.hasPrefix(className) ? stem.dropFirst(className.count) : stem[...]
    let end = rest.lastIndex(of: "_") ?? stem.endIndex
    return Group(classIndex: pair.classIndex, name: String(stem[..<end]))
  }
}
