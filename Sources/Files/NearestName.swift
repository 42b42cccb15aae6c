/// Finding the name that somebody probably meant.
///
/// For hints such as "Did you mean training.steps?".
public enum NearestName {
  /// The candidate that differs least from a name; the first of equals, `nil` if there is none.
  ///
  /// What counts is the distance per letter of the longer name, for a long name that shares much
  /// is nearer than a short one that shares little.
  public static func nearest(to name: String, among candidates: [String]) -> String? {
    var best: (name: String, difference: Double)?
    for candidate in candidates {
      let length = max(name.unicodeScalars.count, candidate.unicodeScalars.count, 1)
      let difference = Double(distance(name, candidate)) / Double(length)
      if difference < best?.difference ?? .infinity { best = (candidate, difference) }
    }
    return best?.name
  }

  /// The number of changes that turn one name into the other, in lower case.
  ///
  /// A change puts in, leaves out or replaces a letter, or swaps two neighbours.
  public static func distance(_ first: String, _ second: String) -> Int {
    // Names come from files: beyond this length they are no mistyped keys, only slow.
    let first = Array(first.lowercased().unicodeScalars.prefix(80))
    let second = Array(second.lowercased().unicodeScalars.prefix(80))
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for i in first.indices {
      var row = [i + 1]
      for j in second.indices {
        var least = min(last[j] + (first[i] == second[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
          least = min(least, beforeLast[j - 1] + 1)
        }
        row.append(least)
      }
      (beforeLast, last) = (last, row)
    }
    return last[second.count]
  }
}
