import Files

/// The JSON Schema of configuration files, for editors: draft-07, made from the table of keys.
public enum ConfigurationSchema {
  /// The schema; `configs/schema.json` holds its text.
  public static let document: JSONValue = {
    var root = Node()
    for key in ConfigurationKey.all {
      root.insert(key, at: key.path.split(separator: ".").map(String.init)[...])
    }
    var schema: JSONValue = [
      "$schema": "http://json-schema.org/draft-07/schema#",
      "title": "A configuration of cmcgan-train",
    ]
    var body = root.schema
    if case .object(var properties)? = body["properties"] {
      properties.insert(.init("$schema", ["type": "string"]), at: 0)
      properties.insert(
        .init(
          Recipe.key,
          [
            "description": "the recipe or file that this one changes",
            "type": "string",
          ]), at: 1)
      body["properties"] = .object(properties)
    }
    for member in body.members ?? [] { schema[member.key] = member.value }
    return schema
  }()

  /// An object of the file, or one of its keys.
  private struct Node {
    var key: ConfigurationKey?
    var children: [(name: String, node: Node)] = []

    mutating func insert(_ key: ConfigurationKey, at path: ArraySlice<String>) {
      guard let name = path.first else {
        self.key = key
        return
      }
      let index = children.firstIndex { $0.name == name } ?? children.count
      if index == children.count { children.append((name, Node())) }
      children[index].node.insert(key, at: path.dropFirst())
    }

    var schema: JSONValue {
      if let key { return key.schema }
      return [
        "type": "object", "additionalProperties": false,
        "properties": .object(children.map { .init($0.name, $0.node.schema) }),
      ]
    }
  }
}

extension ConfigurationKey {
  fileprivate var schema: JSONValue {
    var schema: JSONValue = [
      "description": .string(unit.map { "\(meaning), in \($0)" } ?? meaning)
    ]
    func set(_ type: JSONValue, _ low: JSONValue, _ high: JSONValue) {
      schema["type"] = type
      schema["minimum"] = low
      schema["maximum"] = high
    }
    switch values {
    case .word(let words): schema["enum"] = .array(words.map { .string($0) })
    case .whole(let range):
      set("integer", .integer(Int64(range.lowerBound)), .integer(Int64(range.upperBound)))
    case .number(let range): set("number", .real(range.lowerBound), .real(range.upperBound))
    case .flag: schema["type"] = "boolean"
    case .text: schema["type"] = "string"
    }
    schema["default"] = defaultValue
    return schema
  }
}
