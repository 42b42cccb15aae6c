/// A kind of data that a model takes in or gives out.
public enum Modality: String, Sendable, CaseIterable {
  /// Images.
  case image
  /// Sounds.
  case sound

  /// What it is translated to and from.
  public var other: Modality { self == .image ? .sound : .image }
}
