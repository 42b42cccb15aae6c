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
  package static func parse(_ text: String, subject: String) throws -> Configuration {
    let place = "\(subject): configuration"
    let document = try StrictJSON.parse(text, subject: place, kind: .badInput)
    do {
      return try document.withLaterSettings.decoded(subject: subject)
    } catch let failure as Failure where failure.kind == .badConfiguration {
      throw Failure(.badInput, failure.subject, failure.problem, hint: failure.hint)
    }
  }

  /// The configuration of a file that an earlier version of the program may have written.
  ///
  /// - Throws: what `read` throws.
  package static func readOlder(_ path: String, assignments: [String] = []) throws -> Configuration
  {
    try read(try StrictJSON.read(path, limit: 1 << 20).withLaterSettings, of: path, assignments)
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
    return copy
  }
}

extension JSONValue {
  /// A configuration with the settings that came later than it was written, as things were without them.
  fileprivate var withLaterSettings: JSONValue {
    let later: [(path: [String], value: JSONValue)] = [
      (["training", "synchronizedNormalization"], true),
      (["training", "encoderPretrainingSteps"], 0),
      (
        ["training", "encoder"],
        ["learningRate": 0.002, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8]
      ),
      (["losses", "augmentation", "encodedImages"], false),
      (["losses", "sharedClassification"], false), (["networks", "normalizedFeatures"], false),
      (["conversion", "imageTemperature"], 1), (["conversion", "soundTemperature"], 1),
      (["conversion", "soundPostfilter"], 0),
    ]
    return later.reduce(self) { $0.adding($1.value, at: $1.path[...]) }
  }

  /// The same with a value at a path, unless there is one or nothing that could hold it.
  private func adding(_ value: JSONValue, at path: ArraySlice<String>) -> JSONValue {
    guard let key = path.first, members != nil else { return self }
    var copy = self
    if path.count > 1 {
      copy[key] = copy[key]?.adding(value, at: path.dropFirst())
    } else if copy[key] == nil {
      copy[key] = value
    }
    return copy
  }
}
