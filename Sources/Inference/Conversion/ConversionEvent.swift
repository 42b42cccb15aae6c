import Files

/// What happens during a conversion, in the order in which it happens.
///
/// Of each input that is converted: `started`, any number of `progress`, `written`, of a request for an
/// explanation `note` and `explained`, then `finished`. An input that cannot be converted ends with
/// `finished` too, wherever it failed. Several inputs may have started before the first is finished; they
/// finish in the order of the inputs.
public enum ConversionEvent: Sendable {
  /// Something about the model that does not hinder its use.
  case warning(String)
  /// Work on an input begins.
  case started(ConversionSource)
  /// So many seconds of sound have been read, or made, of an input.
  case progress(ConversionSource, seconds: Double)
  /// The files of an input are in place.
  case written(ConversionResult)
  /// Something about an input that does not hinder its explanation.
  case note(ConversionSource, String)
  /// The explanation of an input is in place.
  case explained(Explanation)
  /// An input is done, or has failed.
  case finished(ConversionReport)
  /// The failure of one input among several; the others are still converted.
  case leftOut(Failure)
}
