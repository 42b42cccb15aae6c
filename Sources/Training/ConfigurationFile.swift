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
  ///
  /// - Throws: `Failure` of kind `badInput` where it is none.
  static func parse(_ text: String, subject: String) throws -> Configuration {
    let place = "\(subject): configuration"
    let document = try StrictJSON.parse(text, subject: place, kind: .badInput)
    do {
      return try document.decoded(subject: subject)
    } catch let failure as Failure where failure.kind == .badConfiguration {
      throw Failure(.badInput, failure.subject, failure.problem, hint: failure.hint)
    }
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
