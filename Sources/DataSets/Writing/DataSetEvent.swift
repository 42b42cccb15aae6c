import Files

/// What happens while a data set is brought into another form.
public enum DataSetEvent: Sendable {
  /// A pair, or a file with all pairs that show it, is left out, and why.
  case skipped(Failure)
  /// So many of so many are done.
  case progress(Int, Int)
  /// Something that the user should know.
  case note(String)
}
