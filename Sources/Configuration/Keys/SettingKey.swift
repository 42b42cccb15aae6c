import Files

/// An entry of a group's table: one key, or a group of keys below it.
///
/// Entries are made by the functions below, one for each type of value. `older` is the value that a file
/// means that was written before the key existed; it is left out for keys that have always existed.
public struct SettingKey<Group: SettingsGroup>: Sendable {
  typealias Source = KeyedDecodingContainer<KeyName>
  typealias Target = KeyedEncodingContainer<KeyName>

  /// The keys, with paths from this group on.
  let keys: [ConfigurationKey]
  let decode: @Sendable (Source, inout Group) throws -> Void
  let encode: @Sendable (Group, inout Target) throws -> Void

  private init<Value: Codable & Sendable>(
    _ name: String, _ property: WritableKeyPath<Group, Value> & Sendable, _ keys: [ConfigurationKey]
  ) {
    let name = KeyName(stringValue: name)
    self.keys = keys
    decode = { $1[keyPath: property] = try $0.decode(Value.self, forKey: name) }
    encode = { try $1.encode($0[keyPath: property], forKey: name) }
  }

  private init<Value: Codable & Sendable>(
    _ name: String, _ property: WritableKeyPath<Group, Value> & Sendable,
    _ values: ConfigurationKey.Values, _ unit: String?, _ older: Value?, _ meaning: String
  ) {
    func document(_ value: Value) -> JSONValue {
      // A plain value always has a document.
      (try? JSONValue(encoding: value)) ?? .null
    }
    self.init(
      name, property,
      [
        ConfigurationKey(
          path: name, values: values, unit: unit, meaning: meaning,
          defaultValue: document(Group()[keyPath: property]), olderMeaning: older.map(document))
      ])
  }

  /// A whole number.
  static func whole(
    _ name: String, _ property: WritableKeyPath<Group, Int> & Sendable, _ range: ClosedRange<Int>,
    unit: String? = nil, older: Int? = nil, _ meaning: String
  ) -> Self { Self(name, property, .whole(range), unit, older, meaning) }

  /// A number.
  static func number(
    _ name: String, _ property: WritableKeyPath<Group, Double> & Sendable,
    _ range: ClosedRange<Double>, unit: String? = nil, older: Double? = nil, _ meaning: String
  ) -> Self { Self(name, property, .number(range), unit, older, meaning) }

  /// True or false.
  static func flag(
    _ name: String, _ property: WritableKeyPath<Group, Bool> & Sendable, older: Bool? = nil,
    _ meaning: String
  ) -> Self { Self(name, property, .flag, nil, older, meaning) }

  /// Any text.
  static func text(
    _ name: String, _ property: WritableKeyPath<Group, String> & Sendable, older: String? = nil,
    _ meaning: String
  ) -> Self { Self(name, property, .text, nil, older, meaning) }

  /// One of the words of an enumeration.
  static func word<Word: Codable & Sendable & CaseIterable & RawRepresentable<String>>(
    _ name: String, _ property: WritableKeyPath<Group, Word> & Sendable, older: Word? = nil,
    _ meaning: String
  ) -> Self {
    Self(name, property, .word(Word.allCases.map(\.rawValue)), nil, older, meaning)
  }

  /// A group below this one; `about` is added to the meanings of its keys.
  static func group<Below: SettingsGroup>(
    _ name: String, _ property: WritableKeyPath<Group, Below> & Sendable, older: Below? = nil,
    about: String? = nil
  ) -> Self {
    func document(_ group: Below) -> JSONValue { (try? JSONValue(encoding: group)) ?? .null }
    let defaults = document(Group()[keyPath: property])
    let olderMeanings = older.map(document)
    let keys = Below.keys.flatMap(\.keys).map { key in
      ConfigurationKey(
        path: "\(name).\(key.path)", values: key.values, unit: key.unit,
        meaning: about.map { "\(key.meaning), \($0)" } ?? key.meaning,
        defaultValue: defaults.value(at: key.path) ?? key.defaultValue,
        olderMeaning: olderMeanings?.value(at: key.path) ?? key.olderMeaning)
    }
    return Self(name, property, keys)
  }
}
