import Files

/// One key of a configuration: what it means, what it may be, and what it is where nobody sets it.
///
/// Keys stand in the tables of the groups (`SettingsGroup.keys`) and nowhere else. From them come reading,
/// writing and checking of configurations, the JSON Schema, the table in `configs/README.md` and the reading
/// of older models and runs.
public struct ConfigurationKey: Sendable, Equatable {
  /// What a key may be.
  public enum Values: Sendable, Equatable {
    /// One of some words.
    case word([String])
    /// A whole number of a range.
    case whole(ClosedRange<Int>)
    /// A number of a range.
    case number(ClosedRange<Double>)
    /// True or false.
    case flag
    /// Any text.
    case text
  }

  /// The key's path, such as `training.batchSize`.
  public let path: String
  /// What the key may be.
  public let values: Values
  /// The unit of a number, such as `Hz`; `nil` for plain numbers and other values.
  public let unit: String?
  /// What it means, in one sentence without a full stop.
  public let meaning: String
  /// The value in a configuration that does not set it.
  public let defaultValue: JSONValue
  /// What a model or run means that was written before the key existed; `nil` where it always has.
  public let olderMeaning: JSONValue?

  /// All keys, in the order of a file.
  public static let all: [ConfigurationKey] = Configuration.keys.flatMap(\.keys)

  /// The same key as if it had come later than some files, which mean a value by its absence.
  package func added(meaning value: JSONValue) -> ConfigurationKey {
    ConfigurationKey(
      path: path, values: values, unit: unit, meaning: meaning, defaultValue: defaultValue,
      olderMeaning: value)
  }

  /// Whether the key is the given one, or in the given group.
  package func isBelow(_ path: String) -> Bool {
    self.path == path || self.path.hasPrefix("\(path).")
  }

  /// The range of the key in words, where a value of the right type lies outside.
  package func violatedRange(by value: JSONValue) -> String? {
    switch values {
    case .whole(let range): value.wholeNumber.map(range.contains) == false ? rangeText : nil
    case .number(let range): value.number.map(range.contains) == false ? rangeText : nil
    case .word, .flag, .text: nil
    }
  }

  /// What the key may be, in words: `1 to 8`, `true or false`.
  var rangeText: String {
    switch values {
    case .whole(let range): "\(range.lowerBound) to \(range.upperBound)"
    case .number(let range): "\(range.lowerBound) to \(range.upperBound)"
    case .word(let words): words.joined(separator: ", ")
    case .flag: "true or false"
    case .text: "any text"
    }
  }
}
