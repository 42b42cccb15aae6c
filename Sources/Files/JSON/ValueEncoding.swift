extension JSONValue {
  /// The document of a value, with the keys in the order in which the type has its properties.
  ///
  /// Absent optional properties are left out, dictionaries and sets are sorted. A number that is
  /// not finite is an `.internalError`.
  public init(encoding value: some Encodable) throws {
    let encoder = ValueEncoder(at: ValuePath())
    try encoder.encode(value)
    self = encoder.result
  }
}

/// One place of a document that is being made.
///
/// A class, because containers of the same place and of places below write in any order.
private final class ValueEncoder: Encoder {
  let path: ValuePath
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]
  private var content = Content.nothing

  private enum Content {
    case nothing
    case plain(JSONValue)
    case list([ValueEncoder])
    case object([(key: String, value: ValueEncoder)])
  }

  init(at path: ValuePath) { self.path = path }

  var result: JSONValue {
    switch content {
    case .nothing: [:]
    case .plain(let value): value
    case .list(let elements): .array(elements.map(\.result))
    case .object(let members):
      .object(members.map { JSONValue.Member($0.key, $0.value.result) })
    }
  }

  /// Writes a value here.
  func encode(_ value: some Encodable) throws {
    switch value {
    case let value as Bool: content = .plain(.bool(value))
    case let value as String: content = .plain(.string(value))
    case let value as Double: content = .plain(try real(value))
    // The shortest text of a `Float` is what people wrote; as a `Double` it would show its rounding.
    case let value as Float: content = .plain(try real(Double(value.description) ?? .nan))
    case let value as any FixedWidthInteger:
      guard let whole = Int64(exactly: value) else {
        throw failure("the number \(value) is too large for a document")
      }
      content = .plain(.integer(whole))
    default:
      try value.encode(to: self)
      // The standard library lists these in an order that changes from run to run.
      if value is any Unordered { sort() }
    }
  }

  private func sort() {
    switch content {
    case .object(let members):
      content = .object(members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    case .list(let elements):
      let texts = elements.map { ($0, $0.result.encoded().utf8) }
      content = .list(texts.sorted { $0.1.lexicographicallyPrecedes($1.1) }.map(\.0))
    case .nothing, .plain: break
    }
  }

  func encodeNull() { content = .plain(.null) }

  private func real(_ value: Double) throws -> JSONValue {
    guard value.isFinite else { throw failure("the number \(value) has no place in a document") }
    return .real(value)
  }

  private func failure(_ problem: String) -> Failure {
    Failure(.internalError, path.text.isEmpty ? nil : path.text, problem)
  }

  /// The place of a key, which keeps its position if it was written before.
  func child(_ key: String) -> ValueEncoder {
    let child = ValueEncoder(at: path.key(key))
    var members: [(key: String, value: ValueEncoder)] = []
    if case .object(let known) = content { members = known }
    content = .nothing
    if let place = members.firstIndex(where: { $0.key == key }) {
      members[place].value = child
    } else {
      members.append((key, child))
    }
    content = .object(members)
    return child
  }

  func nextElement() -> ValueEncoder {
    let child = ValueEncoder(at: path.element(count))
    var elements: [ValueEncoder] = []
    if case .list(let known) = content { elements = known }
    // Held once only, the list grows in place.
    content = .nothing
    elements.append(child)
    content = .list(elements)
    return child
  }

  var count: Int {
    if case .list(let elements) = content { elements.count } else { 0 }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .object = content {} else { content = .object([]) }
    return KeyedEncodingContainer(ValueKeyedContainer<Key>(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .list = content {} else { content = .list([]) }
    return ValueUnkeyedContainer(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    ValueSingleContainer(encoder: self)
  }
}

private struct ValueKeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: ValueEncoder
  let codingPath: [any CodingKey] = []

  func encodeNil(forKey key: Key) { encoder.child(key.stringValue).encodeNull() }
  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try encoder.child(key.stringValue).encode(value)
  }
  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    encoder.child(key.stringValue).container(keyedBy: type)
  }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    encoder.child(key.stringValue).unkeyedContainer()
  }
  func superEncoder() -> any Encoder { encoder.child("super") }
  func superEncoder(forKey key: Key) -> any Encoder { encoder.child(key.stringValue) }
}

private struct ValueUnkeyedContainer: UnkeyedEncodingContainer {
  let encoder: ValueEncoder
  let codingPath: [any CodingKey] = []
  var count: Int { encoder.count }

  func encodeNil() { encoder.nextElement().encodeNull() }
  func encode<Value: Encodable>(_ value: Value) throws { try encoder.nextElement().encode(value) }
  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> {
    encoder.nextElement().container(keyedBy: type)
  }
  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    encoder.nextElement().unkeyedContainer()
  }
  func superEncoder() -> any Encoder { encoder.nextElement() }
}

private struct ValueSingleContainer: SingleValueEncodingContainer {
  let encoder: ValueEncoder
  let codingPath: [any CodingKey] = []

  func encodeNil() { encoder.encodeNull() }
  func encode<Value: Encodable>(_ value: Value) throws { try encoder.encode(value) }
}

/// Marks the collections without an order of their own.
private protocol Unordered {}
extension Dictionary: Unordered {}
extension Set: Unordered {}
