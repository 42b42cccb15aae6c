import Files

/// Where the parts of a sample sheet lie, as its PNG says in a text.
public struct SampleSheetLayout: Codable, Sendable, Equatable {
  /// The key of the text.
  public static let key = "cmcgan:sheet"

  /// One row: a pair.
  public struct Row: Codable, Sendable, Equatable {
    /// The pair's class or stem.
    public let name: String
    /// The upper edge in pixels.
    public let top: Int
  }

  /// One column: real, or made in one way.
  public struct Column: Codable, Sendable, Equatable {
    /// `real`, or the way.
    public let name: String
    /// `image` or `sound`.
    public let modality: String
    /// The left edge in pixels, and the sides of what stands here.
    public let left, width, height: Int
  }

  /// All rows, downwards.
  public let rows: [Row]
  /// All columns, to the right.
  public let columns: [Column]
  /// The name of the column of images that a conversion would make, and of the sounds likewise.
  public let image, sound: String

  /// The layout as a text of one line.
  func encoded() -> String { (try? JSONValue(encoding: self).encoded()) ?? "" }
}
