/// A JSON document, or a part of one, with the keys of every object in their order.
///
/// Configurations, manifests, metadata and the lines of `--json` all pass through this type, so one
/// reader and one writer serve them.
public enum JSONValue: Sendable, Equatable {
  /// The word `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number written without fraction and exponent.
  case integer(Int64)
  /// A number written with a fraction or an exponent.
  case real(Double)
  /// A text.
  case string(String)
  /// A list.
  case array([JSONValue])
  /// Keys with their values, in the order of the document; no key appears twice.
  case object([Member])

  /// One key of an object with its value.
  public struct Member: Sendable, Equatable {
    /// The key.
    public var key: String
    /// Its value.
    public var value: JSONValue

    /// Joins a key and a value.
    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The value of a key; `nil` where there is no such key, or this is not an object.
  ///
  /// Setting an absent key appends it, setting `nil` removes it, and setting a key of anything but
  /// an object has no effect.
  public subscript(key: String) -> JSONValue? {
    get { members?.first { $0.key == key }?.value }
    set {
      guard case .object(var members) = self else { return }
      let place = members.firstIndex { $0.key == key }
      switch (place, newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil): members.remove(at: place)
      case (nil, let value?): members.append(Member(key, value))
      case (nil, nil): break
      }
      self = .object(members)
    }
  }

  /// The members of an object, else `nil`.
  public var members: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// The elements of a list, else `nil`.
  public var elements: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The text of a string, else `nil`.
  public var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The value of a number of either form, else `nil`.
  ///
  /// A whole number beyond 2^53 is rounded.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    default: nil
    }
  }

  /// The value of a number written without fraction and exponent, else `nil`.
  ///
  /// So 3 is whole and 3.0 is not.
  public var wholeNumber: Int? {
    if case .integer(let value) = self { Int(exactly: value) } else { nil }
  }

  /// The value as an error message names it: `3.5`, `"abc"`, `null`, a list, an object.
  ///
  /// A text of more than 40 characters is named by its length only.
  public var named: String {
    switch self {
    case .array: "a list"
    case .object: "an object"
    case .string(let text) where text.count > 40: "a text of \(text.count) characters"
    default: encoded()
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// A text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .real(value) }
  /// `true` or `false`.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A list.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object; its keys keep the order of the literal.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}
