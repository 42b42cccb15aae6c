extension JSONValue {
  /// Replaces the value at a path such as `losses.consistencyWeight` or `networks.widths.0`.
  ///
  /// A text that is not JSON is taken as a string, so that words need no quotes. Decoding checks
  /// whether the new value has the right type.
  ///
  /// - Throws: `Failure` of kind `badConfiguration` where the path leads to no value; its hint names
  ///   the nearest known path.
  public mutating func set(path: String, to text: String) throws {
    let value = (try? StrictJSON.parse(text, subject: path)) ?? .string(text)
    let keys = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    try set(keys[...], to: value, above: ValuePath())
  }

  /// Takes one assignment of the form `path=value`, as the option `--set` does.
  ///
  /// - Throws: `Failure` of kind `usage` for another form, else as for a path and a text.
  public mutating func set(assignment: String) throws {
    guard let sign = assignment.firstIndex(of: "="), sign != assignment.startIndex else {
      throw Failure(.usage, nil, "--set \(assignment) is not of the form path=value")
    }
    try set(
      path: String(assignment[..<sign]), to: String(assignment[assignment.index(after: sign)...]))
  }

  /// The value at a path such as `losses.consistencyWeight`, if there is one.
  ///
  /// Elements of lists are counted from 0: `networks.widths.0`.
  public func value(at path: String) -> JSONValue? {
    var value: JSONValue? = self
    for key in path.split(separator: ".", omittingEmptySubsequences: false) {
      if let elements = value?.elements {
        value = Int(key).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
      } else {
        value = value?[String(key)]
      }
    }
    return value
  }

  private mutating func set(
    _ keys: ArraySlice<String>, to value: JSONValue, above: ValuePath
  ) throws {
    guard let key = keys.first else {
      self = value
      return
    }
    let below = above.key(key)
    switch self {
    case .object(var members):
      guard let place = members.firstIndex(where: { $0.key == key }) else {
        let nearest = NearestName.nearest(to: key, among: members.map(\.key))
        throw Failure(
          .badConfiguration, below.text, "unknown setting",
          hint: nearest.map { "Did you mean \(above.key($0).text)?" })
      }
      try members[place].value.set(keys.dropFirst(), to: value, above: below)
      self = .object(members)
    case .array(var elements):
      guard let place = Int(key), elements.indices.contains(place) else {
        throw Failure(
          .badConfiguration, below.text,
          "unknown setting (\(above.text) is a list of \(elements.count), counted from 0)")
      }
      try elements[place].set(keys.dropFirst(), to: value, above: below)
      self = .array(elements)
    default:
      throw Failure(
        .badConfiguration, below.text, "unknown setting (\(above.text) is \(named))")
    }
  }
}
