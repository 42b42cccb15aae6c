/// A group of settings: a struct whose properties hold the defaults, and a table of its keys.
///
/// The table gives each property the rest of what is known of its key: name, range, unit, meaning, and what
/// files mean that are older than the key. `Codable` comes from the table too, so a property without an
/// entry is never read or written; a test compares both.
public protocol SettingsGroup: Codable, Sendable, Equatable {
  /// The defaults: the values of the paper, or what leaves a later setting out.
  init()

  /// The keys, in the order of a file.
  static var keys: [SettingKey<Self>] { get }
}

extension SettingsGroup {
  /// An entry of the table.
  public typealias Key = SettingKey<Self>

  /// Reads a complete group: each key of the table must be there.
  public init(from decoder: any Decoder) throws {
    self.init()
    let container = try decoder.container(keyedBy: KeyName.self)
    for key in Self.keys { try key.decode(container, &self) }
  }

  /// Writes all keys, in the order of the table.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: KeyName.self)
    for key in Self.keys { try key.encode(self, &container) }
  }
}

/// The name of a key within its group.
struct KeyName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
