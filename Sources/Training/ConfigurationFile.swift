import CMCGAN
import Files

extension Configuration {
  /// The configuration of a file, with assignments of the form `path=value` applied.
  ///
  /// - Throws: `Failure` of kind `badConfiguration` that names line and column, or the key and what
  ///   it may be.
  public static func read(_ path: String, assignments: [String] = []) throws -> Configuration {
    try read(try StrictJSON.read(path, limit: 1 << 20), of: path, assignments)
  }

  private static func read(
    _ document: JSONValue, of path: String, _ assignments: [String]
  ) throws -> Configuration {
    var document = document
    for assignment in assignments { try document.set(assignment: assignment) }
    let configuration: Configuration = try document.decoded(subject: path)
    try configuration.validate(subject: path)
    try configuration.sound.spectrogramSettings.validate(path: "\(path): sound")
    return configuration
  }

  /// The configuration in text, as it stands in the metadata of a tensor file.
  ///
  /// - Throws: `Failure` of kind `badInput` where it is none.
  static func parse(_ text: String, subject: String) throws -> Configuration {
    let place = "\(subject): configuration"
    let document = try StrictJSON.parse(text, subject: place, kind: .badInput)
    do {
      return try document.withLaterSettings.decoded(subject: subject)
    } catch let failure as Failure where failure.kind == .badConfiguration {
      throw Failure(.badInput, failure.subject, failure.problem, hint: failure.hint)
    }
  }

  /// The newest configuration of a run, which an earlier version of the program may have written.
  ///
  /// - Throws: what `read` throws.
  public static func read(
    of run: RunFolder, assignments: [String] = []
  ) throws -> Configuration {
    let path = run.configurations.newest
    let document = try StrictJSON.read(path, limit: 1 << 20)
    return try read(document.withLaterSettings, of: path, assignments)
  }

  /// The configuration as a complete file.
  public func document() throws -> String {
    try JSONValue(encoding: self).encoded(pretty: true) + "\n"
  }

  /// The same without what belongs to one machine: the data's paths.
  var portable: Configuration {
    var copy = self
    copy.data.root = ""
    copy.data.unpairedSounds = ""
    return copy
  }
}

extension JSONValue {
  /// A configuration with the settings that came later than it was written, as things were without them.
  fileprivate var withLaterSettings: JSONValue {
    var copy = self
    for (group, key, value) in [("training", "synchronizedNormalization", JSONValue.bool(true))] {
      guard var settings = copy[group], settings.members != nil, settings[key] == nil else {
        continue
      }
      settings[key] = value
      copy[group] = settings
    }
    return copy
  }
}
