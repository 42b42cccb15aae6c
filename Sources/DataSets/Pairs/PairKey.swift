/// The name of a pair in a data set: split, class and stem.
struct PairKey: Hashable {
  /// `train` or `validation`; empty where the layout names none.
  var split: String
  /// The class folder; empty for a set without classes.
  var className: String
  /// The name of the files without ending.
  var stem: String

  /// The name as a path without ending: `SPLIT/CLASS/STEM`, or `SPLIT/STEM`.
  var path: String { [split, className, stem].filter { !$0.isEmpty }.joined(separator: "/") }
}
