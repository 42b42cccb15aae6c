import Files

extension ConfigurationKey {
  /// Where two configurations differ in some keys, in words.
  package static func changes(of keys: [ConfigurationKey], from old: JSONValue, to new: JSONValue)
    -> [String]
  {
    keys.map(\.path).compactMap { path in
      guard let was = old.value(at: path), let value = new.value(at: path), was != value else {
        return nil
      }
      return "\(path) \(was.named) (requested: \(value.named))"
    }
  }
}
