import Configuration

extension Configuration {
  /// `configs/tiny.json`, with assignments such as `training.steps=3`.
  public static func tiny(_ assignments: String...) throws -> Configuration {
    try .read(Golden.repository + "/configs/tiny.json", assignments: assignments)
  }
}
