import Console
import Files
import Training

/// How far an input lies from what a model was trained on, and how sure its class is.
public struct Familiarity: Sendable, Equatable {
  /// The share of known items that lie at least as far from the training data, 0 to 1.
  ///
  /// Known items are those that the model was validated on; see `FeatureMemory.familiarity(of:)`.
  public let value: Double
  /// The mean cosine of the angles to the five nearest training items, and over windows.
  public let similarity: Double
  /// The most probable class; nil where the model knows no classes, or there is nothing to classify.
  public let className: String?
  /// The calibrated probability of that class.
  public let confidence: Double?

  /// Whether the input is unlike what the model was trained on.
  public var isUnfamiliar: Bool { value < FeatureMemory.threshold }

  /// A sentence about an unfamiliar input, without its subject.
  public var note: String? {
    guard isUnfamiliar else { return nil }
    return "is unlike anything the model was trained on (familiarity \(value.fixed(2)))"
  }

  /// Throws `.badInput` where an input is unfamiliar.
  ///
  /// - Parameter name: what messages call the input.
  func requireFamiliar(_ name: String) throws {
    guard isUnfamiliar else { return }
    throw Failure(
      .badInput, name,
      "is unlike anything the model was trained on (familiarity \(value.fixed(2)); "
        + "--strict needs \(FeatureMemory.threshold.fixed(2)))",
      hint: "Leave out --strict to use it all the same.")
  }
}
