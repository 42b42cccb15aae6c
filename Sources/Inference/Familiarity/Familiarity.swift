import Console
import Files
import Preprocessing
import Training

/// How far an input lies from what a model was trained on, and how sure its class is.
public struct Familiarity: Sendable, Equatable {
  /// The share of known items of a source that lie at least as far from the training data, 0 to 1.
  ///
  /// Known items are those that the model was validated on; see `FeatureMemory.familiarity(of:)`.
  public let value: Double
  /// The cosine of the angle to the nearest prototype of training items, the mean over windows; nil of silence, which
  /// has no features.
  public let similarity: Double?
  /// The most probable class; nil where the model knows no classes, or there is nothing to classify.
  public let className: String?
  /// The calibrated probability of that class.
  public let confidence: Double?

  package init(value: Double, similarity: Double?, className: String?, confidence: Double?) {
    (self.value, self.similarity) = (value, similarity)
    (self.className, self.confidence) = (className, confidence)
  }

  /// Whether the input is unlike what the model was trained on.
  public var isUnfamiliar: Bool { value < FeatureMemory.threshold }

  /// A sentence about an unfamiliar input, without its subject; nil of silence, which others tell.
  public var note: String? {
    guard isUnfamiliar, similarity != nil else { return nil }
    return "\(Self.unlike) (familiarity \(value.fixed(2)))"
  }

  private static let unlike = "is unlike anything the model was trained on"

  /// Refuses an unfamiliar input.
  ///
  /// - Parameter name: what messages call the input.
  /// - Throws: `Failure` of kind `badInput` where it is unfamiliar.
  func requireFamiliar(_ name: String) throws {
    guard isUnfamiliar else { return }
    let problem =
      similarity == nil
      ? Preprocessing.silenceNote
      : "\(Self.unlike) (familiarity \(value.fixed(2)); "
        + "--strict needs \(FeatureMemory.threshold.fixed(2)))"
    throw Failure(
      .badInput, name, problem, hint: "Leave out --strict to use it all the same.")
  }
}
