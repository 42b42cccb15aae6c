/// A path that equals another only if all bytes are the same, as for the file system.
///
/// For texts, an accented letter equals the letter followed by the accent; these are the forms NFC and NFD
/// of Unicode, and a folder may have a file of either name.
public struct ExactPath: Hashable, Sendable {
  /// The path.
  public let text: String

  /// A path, or a name.
  public init(_ text: String) { self.text = text }

  /// Whether both have the same bytes.
  public static func == (one: ExactPath, other: ExactPath) -> Bool {
    one.text.utf8.elementsEqual(other.text.utf8)
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }
}
