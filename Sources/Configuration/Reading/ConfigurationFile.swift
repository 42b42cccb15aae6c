import Files

/// A configuration that was read from a file, and what was set in it.
///
/// A file holds what differs from the file or recipe it `extends`, else from the defaults. The merged
/// configuration is complete.
public struct ConfigurationFile: Sendable {
  /// The merged, complete configuration.
  public let configuration: Configuration

  /// The keys that the file itself or an assignment changes, and not to the default.
  public let changedKeys: [String]

  /// The changed keys that have no effect on the kind of model, in the order of a file.
  public var ignoredKeys: [String] {
    changedKeys.filter { configuration.model.ignores($0) }
  }

  /// Reads a file, and the files it extends.
  ///
  /// - Parameters:
  ///   - path: a file, or the name of a shipped recipe such as `sub-urmp`.
  ///   - assignments: changes of the form `path=value`, which are applied last.
  ///   - fitting: changes what the file says, such as for the data, before assignments are applied.
  /// - Throws: `Failure` of kind `badConfiguration` that names line and column, or the key and what
  ///   it may be, and what `fitting` throws.
  public init(
    _ path: String, assignments: [String] = [],
    fitting: ((Configuration) throws -> Configuration)? = nil
  ) throws {
    let path = try Recipe.located(path)
    let (base, own) = try Self.documents(of: path, chain: [])
    var document = own
    if let fitting { document = try JSONValue(encoding: fitting(own.decoded(subject: path))) }
    for assignment in assignments { try document.set(assignment: assignment) }
    configuration = try document.decoded(subject: path)
    try configuration.validateAll(subject: path)
    let merged = try JSONValue(encoding: configuration)
    changedKeys = ConfigurationKey.all.filter { key in
      let value = merged.value(at: key.path)
      return value != base.value(at: key.path) && value != key.defaultValue
    }.map(\.path)
  }

  /// The complete documents of what a file extends, and of the file itself.
  private static func documents(
    of path: String, chain: [String]
  ) throws -> (base: JSONValue, own: JSONValue) {
    var changes = try StrictJSON.read(path, limit: 1 << 20)
    var base = try JSONValue(encoding: Configuration())
    if let value = changes[Recipe.key] {
      guard let text = value.text else {
        throw Failure(
          .badConfiguration, "\(path): \(Recipe.key)", "\(value.named), a text is needed")
      }
      let chain = chain + [RealPath.of(path) ?? path]
      base = try documents(of: Recipe.base(text, of: path, chain: chain), chain: chain).own
      changes[Recipe.key] = nil
    }
    changes["$schema"] = nil
    let merged: Configuration = try base.merged(with: changes).decoded(subject: path)
    try merged.validateRanges(subject: path)
    return (base, try JSONValue(encoding: merged))
  }
}

extension JSONValue {
  /// The same with the values of another document in the place of its own, key by key.
  fileprivate func merged(with changes: JSONValue) -> JSONValue {
    guard members != nil, let changed = changes.members else { return changes }
    return changed.reduce(into: self) { result, member in
      result[member.key] = result[member.key]?.merged(with: member.value) ?? member.value
    }
  }
}
