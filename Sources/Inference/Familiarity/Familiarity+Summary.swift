import Console

extension Familiarity {
  /// What a model took an input for, in a few words for people: `violin 0.97`, or that it knows nothing like it.
  ///
  /// It is nil of silence, which has a note of its own, and where the model knows no classes.
  public var summary: String? {
    guard similarity != nil else { return nil }
    if isUnfamiliar { return Self.unknown }
    guard let className, let confidence else { return nil }
    return "\(className) \(confidence.fixed(2))"
  }

  /// What stands in the place of the class of an unfamiliar input.
  public static let unknown = "unlike anything the model knows"
}
