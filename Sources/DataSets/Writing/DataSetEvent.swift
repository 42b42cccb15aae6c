import Files

/// What happens while a data set is imported or packed.
///
/// Events come on the thread that called, in the order of the pairs.
public enum DataSetEvent: Sendable {
  /// A pair, or a file with all pairs that use it, is left out, and why.
  case skipped(Failure)
  /// How many pairs, or samples, are done, and how many there are.
  case progress(Int, Int)
  /// Something odd that does not stop the work.
  case note(String)
}
