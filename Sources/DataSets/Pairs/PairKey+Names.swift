/// Which names a data set may have; every command that reads or writes one keeps to this rule.
///
/// Names are checked before anything is written: files are named after them, a manifest lists them, and
/// what was written must be readable again. Names are compared as texts, so that an accented letter equals
/// the letter followed by the accent.
extension PairKey {
  /// The longest class in bytes of UTF-8.
  static let longestClass = 100
  /// The longest stem in bytes of UTF-8.
  ///
  /// File systems take 255 for a name; a time in milliseconds and an ending are added.
  static let longestStem = 240

  /// Why a class cannot be used, nil if it can.
  static func problem(ofClass name: String) -> String? {
    if name.isEmpty { return "is empty" }
    if name.hasPrefix(".") { return "begins with a full stop" }
    return problem(of: name, longest: longestClass)
  }

  /// Why the name of a file without its ending cannot be used, nil if it can.
  static func problem(ofStem name: String) -> String? { problem(of: name, longest: longestStem) }

  private static func problem(of name: String, longest: Int) -> String? {
    let bytes = name.utf8
    if bytes.count > longest {
      return "has too long a name (\(bytes.count) bytes; at most \(longest))"
    }
    // Those between 0x80 and 0x9F steer a terminal as well.
    return name.unicodeScalars.contains { $0.properties.generalCategory == .control || $0 == "/" }
      ? "has a control character in its name" : nil
  }
}
