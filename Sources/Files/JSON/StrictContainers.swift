extension StrictDecoder {
  /// Whether the value is a number of the given whole type, or what is wrong with it.
  func whole<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
    guard case .integer(let value) = found else { throw wrongType("a whole number") }
    guard let number = Number(exactly: value) else {
      throw wrongType("a whole number of \(Number.min) to \(Number.max)")
    }
    return number
  }

  func real<Number: BinaryFloatingPoint>(_ type: Number.Type) throws -> Number {
    guard let value = found.number else { throw wrongType("a number") }
    let number = Number(value)
    guard number.isFinite else { throw wrongType("a smaller number") }
    return number
  }
}

/// A value without parts.
struct StrictSingleContainer: SingleValueDecodingContainer {
  let decoder: StrictDecoder
  let codingPath: [any CodingKey] = []

  func decodeNil() -> Bool { decoder.found == .null }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .bool(let value) = decoder.found else { throw decoder.wrongType("true or false") }
    return value
  }
  func decode(_ type: String.Type) throws -> String {
    guard let value = decoder.found.text else { throw decoder.wrongType("a text") }
    return value
  }
  func decode(_ type: Double.Type) throws -> Double { try decoder.real(type) }
  func decode(_ type: Float.Type) throws -> Float { try decoder.real(type) }
  func decode(_ type: Int.Type) throws -> Int { try decoder.whole(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try decoder.whole(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try decoder.whole(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try decoder.whole(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try decoder.whole(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try decoder.whole(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try decoder.whole(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try decoder.whole(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try decoder.whole(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try decoder.whole(type) }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    // The same value under another type: keys that it knows are known here too.
    try decoder.child(decoder.found, decoder.path).value(type)
  }
}

/// The keys of an object.
struct StrictKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: StrictDecoder
  let codingPath: [any CodingKey] = []
  private let values: [String: JSONValue]

  init(_ decoder: StrictDecoder) {
    self.decoder = decoder
    let members = decoder.found.members ?? []
    values = Dictionary(members.map { ($0.key, $0.value) }) { first, _ in first }
  }

  var allKeys: [Key] {
    (decoder.found.members ?? []).compactMap { Key(stringValue: $0.key) }
  }

  func contains(_ key: Key) -> Bool {
    decoder.note(key.stringValue)
    return values[key.stringValue] != nil
  }

  func decodeNil(forKey key: Key) throws -> Bool { try child(key, of: Any.self).found == .null }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try child(key, of: type).value(type)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try child(key, of: [String: Int].self).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try child(key, of: [Int].self).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { decoder }
  func superDecoder(forKey key: Key) throws -> any Decoder { try child(key, of: Any.self) }

  /// The decoder of a key's value; a missing one is reported with the type that is needed.
  private func child(_ key: Key, of type: Any.Type) throws -> StrictDecoder {
    let name = key.stringValue
    decoder.note(name)
    if let value = values[name] { return decoder.child(value, decoder.path.key(name)) }
    // A mistyped key is the likeliest reason, and the better message.
    let members = decoder.found.members ?? []
    if let unknown = members.first(where: { Key(stringValue: $0.key) == nil }) {
      let known = [name] + members.map(\.key).filter { Key(stringValue: $0) != nil }
      throw decoder.unknownKey(unknown.key, known: known)
    }
    throw decoder.failure(
      "missing (\(expectation(of: type)) is needed)", at: decoder.path.key(name))
  }
}

/// The elements of a list, one after the other.
struct StrictUnkeyedContainer: UnkeyedDecodingContainer {
  let decoder: StrictDecoder
  let codingPath: [any CodingKey] = []
  private let elements: [JSONValue]
  private(set) var currentIndex = 0

  init(_ decoder: StrictDecoder, _ elements: [JSONValue]) {
    self.decoder = decoder
    self.elements = elements
  }

  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex == elements.count }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex] == .null else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let value = try next().value(type)
    currentIndex += 1
    return value
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    let container = try next().container(keyedBy: type)
    currentIndex += 1
    return container
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    let container = try next().unkeyedContainer()
    currentIndex += 1
    return container
  }

  mutating func superDecoder() throws -> any Decoder {
    let decoder = try next()
    currentIndex += 1
    return decoder
  }

  private func next() throws -> StrictDecoder {
    guard !isAtEnd else {
      throw decoder.failure("a list of \(elements.count), more elements are needed")
    }
    return decoder.child(elements[currentIndex], decoder.path.element(currentIndex))
  }
}
