import CMCGAN
import Files

extension Configuration {
  /// The configuration of a file, with assignments of the form `path=value` applied.
  ///
  /// - Throws: `Failure` of kind `badConfiguration` that names line and column, or the key and what
  ///   it may be.
  public static func read(_ path: String, assignments: [String] = []) throws -> Configuration {
    var document = try StrictJSON.read(path, limit: 1 << 20)
    for assignment in assignments { try document.set(assignment: assignment) }
    let configuration: Configuration = try document.decoded(subject: path)
    try configuration.validate(subject: path)
    try configuration.sound.spectrogramSettings.validate(path: "\(path): sound")
    return configuration
  }

  /// The configuration in text, as it stands in the metadata of a tensor file.
  static func parse(_ text: String, subject: String) throws -> Configuration {
    let place = "\(subject): configuration"
    return try StrictJSON.parse(text, subject: place, kind: .badInput).decoded(subject: subject)
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
