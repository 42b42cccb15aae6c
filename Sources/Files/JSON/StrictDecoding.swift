extension JSONValue {
  /// The value of a type, from a document that holds exactly what the type has.
  ///
  /// A missing key, an unknown key and a value of the wrong type are `.badConfiguration` failures
  /// about `subject: path.of.the.key`; an unknown key comes with the nearest known one. The key
  /// `$schema` of the whole document is for editors and is passed over.
  public func decoded<Value: Decodable>(
    _ type: Value.Type = Value.self, subject: String
  ) throws -> Value {
    var document = self
    document["$schema"] = nil
    return try StrictDecoder(document, ValuePath(), subject: subject).value(type)
  }
}

/// One place of a document that is being decoded.
///
/// A class, so that the containers a type asks for can note the keys it knows.
final class StrictDecoder: Decoder {
  let found: JSONValue
  let path: ValuePath
  let subject: String
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]
  /// The keys that were asked for, in order.
  private var knownKeys: [String] = []
  private var knownSet: Set<String> = []
  private var isKeyed = false

  init(_ found: JSONValue, _ path: ValuePath, subject: String) {
    self.found = found
    self.path = path
    self.subject = subject
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard found.members != nil else { throw wrongType("an object") }
    isKeyed = true
    return KeyedDecodingContainer(StrictKeyedContainer<Key>(self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard let elements = found.elements else { throw wrongType("a list") }
    return StrictUnkeyedContainer(self, elements)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    StrictSingleContainer(decoder: self)
  }

  /// Notes that the type knows a key.
  func note(_ key: String) {
    if knownSet.insert(key).inserted { knownKeys.append(key) }
  }

  func child(_ value: JSONValue, _ path: ValuePath) -> StrictDecoder {
    StrictDecoder(value, path, subject: subject)
  }

  /// Decodes what is found here, and refuses keys that the type did not ask for.
  func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
    do {
      let value = try Value(from: self)
      if isKeyed, let unknown = found.members?.first(where: { !knownSet.contains($0.key) }) {
        throw unknownKey(unknown.key, known: knownKeys)
      }
      return value
    } catch let error as DecodingError {
      throw translated(error, type)
    }
  }

  func unknownKey(_ key: String, known: [String]) -> Failure {
    let nearest = NearestName.nearest(to: key, among: known)
    return failure(
      "unknown setting", at: path.key(key),
      hint: nearest.map { "Did you mean \(path.key($0).text)?" })
  }

  func wrongType(_ expected: String) -> Failure {
    failure("\(found.named), \(expected) is needed")
  }

  func failure(_ problem: String, at place: ValuePath? = nil, hint: String? = nil) -> Failure {
    let text = (place ?? path).text
    return Failure(
      .badConfiguration, text.isEmpty ? subject : "\(subject): \(text)", problem, hint: hint)
  }

  /// What the standard library says of a value it does not take, in our words.
  private func translated<Value>(_ error: DecodingError, _ type: Value.Type) -> Failure {
    if let names = allowedNames(of: type), !names.isEmpty {
      let nearest = found.text.flatMap { NearestName.nearest(to: $0, among: names) }
      return failure(
        "\(found.named), one of \(names.joined(separator: ", ")) is needed",
        hint: nearest.map { "Did you mean \($0)?" })
    }
    switch error {
    case .dataCorrupted(let context), .keyNotFound(_, let context),
      .typeMismatch(_, let context), .valueNotFound(_, let context):
      return failure("\(found.named) cannot be used (\(context.debugDescription))")
    @unknown default: return failure("\(found.named) cannot be used")
    }
  }
}

/// The raw values of an enumeration of texts that lists its cases.
private func allowedNames(of type: Any.Type) -> [String]? {
  func names<Cases: CaseIterable>(_ type: Cases.Type) -> [String] {
    type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
  }
  return (type as? any CaseIterable.Type).map { names($0) }
}

/// What messages call the values that a type takes.
func expectation(of type: Any.Type) -> String {
  if let names = allowedNames(of: type), !names.isEmpty {
    return "one of " + names.joined(separator: ", ")
  }
  switch type {
  case is Bool.Type: return "true or false"
  case is String.Type: return "a text"
  case is any BinaryInteger.Type: return "a whole number"
  case is any BinaryFloatingPoint.Type: return "a number"
  case is any StrictList.Type: return "a list"
  default: return "an object"
  }
}

/// Marks the lists of the standard library, whose element type does not matter here.
private protocol StrictList {}
extension Array: StrictList {}
extension Set: StrictList {}
