import Configuration
import DataSets
import Files
import TestSupport
import Testing

@Suite struct DataSetFoldsTests {
  /// A set of groups by class and name, with so many pairs each.
  private func set(_ groups: [(classIndex: Int, name: String, count: Int)]) -> DataSet {
    let pairs = groups.flatMap { group in
      (0..<group.count).map {
        Pair(
          stem: "\(group.name)_\($0)", classIndex: group.classIndex,
          origin: .orchestra(.oboe, index: $0))
      }
    }
    let third = pairs.count / 3
    return DataSet(
      classes: ["a", "b", "c"], training: Array(pairs.dropFirst(third)),
      validation: Array(pairs.prefix(third)))
  }

  /// Groups of 1 to 9 pairs, some names in several classes.
  private var madeUp: DataSet {
    self.set(
      (0..<3).flatMap { number in
        (0..<7 + number).map { (number, "song\($0)_x", 1 + ($0 * $0 + 3 * number) % 9) }
      })
  }

  private func key(_ pair: Pair) -> String { "\(pair.classIndex) \(pair.stem)" }

  /// What pairs may not be divided by: the class, and the stem up to its last `_`.
  private func group(_ pair: Pair) -> String {
    let parts = pair.stem.split(separator: "_", omittingEmptySubsequences: false)
    return "\(pair.classIndex) "
      + (parts.count > 1 ? parts.dropLast().joined(separator: "_") : pair.stem)
  }

  private func expectGoodFolds(_ set: DataSet, of folds: Int) {
    let all = set.training + set.validation
    let parts = (0..<folds).map { set.folded($0, of: folds) }
    #expect(
      parts.flatMap(\.validation).map(key).sorted() == all.map(key).sorted(),
      "each pair is validated on exactly once")
    var foldsOf: [String: Set<Int>] = [:]
    for (fold, part) in parts.enumerated() {
      #expect(
        (part.training + part.validation).map(key).sorted() == all.map(key).sorted(),
        "nothing is lost or doubled in fold \(fold)")
      #expect(part.classes == set.classes)
      for pair in part.validation { foldsOf[group(pair), default: []].insert(fold) }
    }
    #expect(foldsOf.values.allSatisfy { $0.count == 1 }, "groups stay together")
    for number in set.classes.indices {
      let own = all.filter { $0.classIndex == number }
      let largest = Dictionary(grouping: own, by: group).values.map(\.count).max() ?? 0
      let counts = parts.map { $0.validation.count { $0.classIndex == number } }
      // Where the largest go first to the emptiest part, no two parts differ by more than one group.
      #expect(
        (counts.max() ?? 0) - (counts.min() ?? 0) <= largest, "class \(number): \(counts)")
      #expect(counts.reduce(0, +) == own.count)
    }
  }

  @Test(arguments: [2, 3, 5, 7])
  func everyPairIsValidatedOnOnce(folds: Int) { expectGoodFolds(madeUp, of: folds) }

  @Test func theListingDoesNotMatter() {
    let set = madeUp
    let turned = DataSet(
      classes: set.classes, training: set.validation.reversed(),
      validation: set.training.reversed())
    for fold in 0..<4 {
      let (one, other) = (set.folded(fold, of: 4), turned.folded(fold, of: 4))
      #expect(one.validation == set.folded(fold, of: 4).validation)
      #expect(one.validation.map(key).sorted() == other.validation.map(key).sorted())
      #expect(one.digest() != set.folded((fold + 1) % 4, of: 4).digest())
    }
  }

  @Test func groupsAreNumberedAsTheyCome() {
    let pairs = madeUp.training
    let numbers = madeUp.groups(of: pairs)
    let names = pairs.map(group)
    var seen: [String] = []
    for name in names where !seen.contains(name) { seen.append(name) }
    #expect(numbers == names.map { seen.firstIndex(of: $0) ?? -1 })
  }

  @Test func partsAreFilledTheLargestFirst() {
    let set = self.set([(0, "p", 5), (0, "q", 3), (0, "r", 3), (0, "s", 1)])
    let parts = (0..<2).map { Set(set.folded($0, of: 2).validation.map { $0.stem.prefix(1) }) }
    // 5 to the first, 3 and 3 to the second, 1 to the first: six each.
    #expect(parts == [["p", "s"], ["q", "r"]])
  }

  @Test func theLargestPartsOfClassesFallOnDifferentFolds() {
    let set = self.set([(0, "p", 4), (1, "p", 4), (2, "p", 4)])
    for fold in 0..<3 {
      #expect(set.folded(fold, of: 3).validation.map(\.classIndex) == [fold, fold, fold, fold])
    }
  }

  /// The orchestra's pairs are groups of their own: the `_` of `double_bass` divides nothing.
  @Test func theConfigurationAsksForFolds() throws {
    let whole = try DataSet(Configuration.tiny().data, seed: 1)
    let folds = try (0..<4).map {
      try DataSet(Configuration.tiny("data.folds=4", "data.fold=\($0)").data, seed: 1)
    }
    #expect(
      folds.flatMap(\.validation).map(\.stem).sorted()
        == (whole.training + whole.validation).map(\.stem).sorted())
    for number in whole.classes.indices {
      let counts = folds.map { $0.validation.count { $0.classIndex == number } }
      #expect(counts.sorted() == [2, 2, 3, 3])
    }
    #expect(folds.map(\.validation.count).allSatisfy { (32...33).contains($0) }, "of 130")
    #expect(
      try DataSet(Configuration.tiny("data.folds=0").data, seed: 1).digest() == whole.digest())
  }

  @Test(.enabled(if: SharedData.path != nil, "\(SharedData.reason)"))
  func songsOfSubURMPStayTogether() throws {
    let set = try DataSetLayout.open((SharedData.path ?? "") + "/sub-urmp")
    #expect(set.classes.count == 13)
    for folds in [3, 5] { expectGoodFolds(set, of: folds) }
    // bassoon01_3000 and bassoon01_3500 are of one song.
    let songs = Set((set.training + set.validation).map(group))
    #expect(songs.contains("0 bassoon01") && songs.count < 300)
  }
}
