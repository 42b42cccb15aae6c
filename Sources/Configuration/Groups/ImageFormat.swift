/// The size of images inside the model, which are RGB in [-1, 1].
public struct ImageFormat: SettingsGroup {
  /// Rows.
  public var height = 64
  /// Columns.
  public var width = 64

  /// 64 x 64 pixels.
  public init() {}

  /// The keys of `image`.
  public static let keys: [Key] = [
    .whole("height", \.height, 8...512, unit: "pixels", "height of images inside the model"),
    .whole("width", \.width, 8...512, unit: "pixels", "width of images inside the model"),
  ]
}
