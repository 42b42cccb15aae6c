extension JSONValue {
  /// The document as text: the same value always gives the same bytes.
  ///
  /// Keys keep their order, and numbers are the shortest that read back equal. `pretty` gives one
  /// member a line with an indentation of two spaces, except for lists of plain values that fit in
  /// one line. A number that is not finite is written as `null`, for JSON has no word for it. The
  /// text has no newline at its end.
  public func encoded(pretty: Bool = false) -> String {
    var text = ""
    append(to: &text, depth: pretty ? 0 : nil)
    return text
  }

  /// Appends the text of this value; `depth` is the indentation, `nil` for everything in one line.
  private func append(to text: inout String, depth: Int?) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .real(let value): text += value.isFinite ? value.description : "null"
    case .string(let value): Self.append(quoted: value, to: &text)
    case .array(let elements):
      if depth != nil, let line = oneLine(elements) {
        text += line
      } else {
        Self.append(elements, between: ("[", "]"), to: &text, depth: depth) {
          element, text, depth in
          element.append(to: &text, depth: depth)
        }
      }
    case .object(let members):
      Self.append(members, between: ("{", "}"), to: &text, depth: depth) { member, text, depth in
        Self.append(quoted: member.key, to: &text)
        text += depth == nil ? ":" : ": "
        member.value.append(to: &text, depth: depth)
      }
    }
  }

  /// The list in one line, if it holds only plain values and is short.
  private func oneLine(_ elements: [JSONValue]) -> String? {
    var line = "["
    for (index, element) in elements.enumerated() {
      if element.elements != nil || element.members != nil { return nil }
      if index > 0 { line += ", " }
      element.append(to: &line, depth: nil)
      if line.utf8.count > 72 { return nil }
    }
    return line + "]"
  }

  private static func append<Item>(
    _ items: [Item], between brackets: (String, String), to text: inout String, depth: Int?,
    _ write: (Item, inout String, Int?) -> Void
  ) {
    text += brackets.0
    let inner = depth.map { $0 + 1 }
    for (index, item) in items.enumerated() {
      if index > 0 { text += "," }
      if let inner { text += "\n" + String(repeating: "  ", count: inner) }
      write(item, &text, inner)
    }
    if let depth, !items.isEmpty { text += "\n" + String(repeating: "  ", count: depth) }
    text += brackets.1
  }

  private static func append(quoted value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..<"\u{20}", "\u{7f}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
