import Files

extension Configuration {
  /// The merged configuration of a file, with assignments of the form `path=value` applied.
  ///
  /// The path is that of a file, or the name of a shipped recipe such as `sub-urmp`.
  ///
  /// - Throws: `Failure` of kind `badConfiguration` that names line and column, or the key and what
  ///   it may be.
  public static func read(_ path: String, assignments: [String] = []) throws -> Configuration {
    try ConfigurationFile(path, assignments: assignments).configuration
  }

  /// The configuration in text, as it stands in the metadata of a tensor file.
  ///
  /// It is complete, but for keys that came after the program that wrote it.
  ///
  /// - Throws: `Failure` of kind `badInput` where it is none.
  package static func parse(
    _ text: String, subject: String, keys: [ConfigurationKey] = ConfigurationKey.all
  ) throws -> Configuration {
    let document = try StrictJSON.parse(text, subject: "\(subject): configuration", kind: .badInput)
    do {
      return try document.withOlderMeanings(of: keys).decoded(subject: subject)
    } catch let failure as Failure where failure.kind == .badConfiguration {
      throw Failure(.badInput, failure.subject, failure.problem, hint: failure.hint)
    }
  }

  /// The complete configuration of a file that an earlier version of the program may have written.
  ///
  /// - Throws: what `read` throws, and where a key is missing that has always existed.
  package static func readOlder(_ path: String, assignments: [String] = []) throws -> Configuration
  {
    var document = try StrictJSON.read(path, limit: 1 << 20)
      .withOlderMeanings(of: ConfigurationKey.all)
    for assignment in assignments { try document.set(assignment: assignment) }
    let configuration: Configuration = try document.decoded(subject: path)
    try configuration.validateAll(subject: path)
    return configuration
  }

  /// The same with assignments of the form `path=value` applied.
  ///
  /// - Throws: `Failure` of kind `badConfiguration` that names the key and what it may be.
  public func changed(by assignments: [String], subject: String) throws -> Configuration {
    var document = try JSONValue(encoding: self)
    for assignment in assignments { try document.set(assignment: assignment) }
    let configuration: Configuration = try document.decoded(subject: subject)
    try configuration.validateAll(subject: subject)
    return configuration
  }

  /// The configuration as a complete file.
  public func document() throws -> String {
    try JSONValue(encoding: self).encoded(pretty: true) + "\n"
  }

  /// The same without what belongs to one machine: the data's paths.
  package var portable: Configuration {
    var copy = self
    copy.data.root = ""
    copy.data.unpairedSounds = ""
    copy.data.unpairedImages = ""
    return copy
  }
}

extension JSONValue {
  /// A configuration with the keys that came after it was written, as things were without them.
  package func withOlderMeanings(of keys: [ConfigurationKey]) -> JSONValue {
    keys.reduce(self) { document, key in
      guard let value = key.olderMeaning else { return document }
      return document.adding(value, at: key.path.split(separator: ".").map(String.init)[...])
    }
  }

  /// The same with a value at a path, unless there is one; groups above it are made where they are missing.
  private func adding(_ value: JSONValue, at path: ArraySlice<String>) -> JSONValue {
    guard let key = path.first, members != nil else { return self }
    var copy = self
    if path.count > 1 {
      copy[key] = (copy[key] ?? .object([])).adding(value, at: path.dropFirst())
    } else if copy[key] == nil {
      copy[key] = value
    }
    return copy
  }
}
