import CJansson

/// The one reader of JSON text, strict where Foundation's is not.
///
/// Duplicate keys, trailing commas, comments, numbers that overflow, text after the end, encodings
/// other than UTF-8 and nesting deeper than 2048 are refused, each with line and column. The syntax
/// is read by jansson; only this file names that library.
public enum StrictJSON {
  /// The value of a JSON text.
  ///
  /// - Parameters:
  ///   - bytes: the text in UTF-8.
  ///   - subject: its name in failures.
  ///   - kind: the kind of failures.
  /// - Returns: any value, not only an object.
  /// - Throws: `Failure` about `subject:line:column`. Columns count characters from 1 and point at the
  ///   beginning of what is wrong.
  public static func parse(
    _ bytes: UnsafeRawBufferPointer, subject: String, kind: Failure.Kind = .badConfiguration
  ) throws -> JSONValue {
    if let problem = foreignEncoding(bytes) {
      throw Failure(kind, subject, problem, hint: "Save it as UTF-8 without a byte order mark.")
    }
    guard !bytes.isEmpty else { throw Failure(kind, "\(subject):1:1", "empty text") }
    var fault = json_error_t()
    let flags = Int(JSON_REJECT_DUPLICATES | JSON_DECODE_ANY)
    let root = bytes.withMemoryRebound(to: CChar.self) { text in
      text.baseAddress.flatMap { json_loadb($0, text.count, flags, &fault) }
    }
    guard let root else {
      let place = Place(of: fault, in: bytes)
      throw Failure(kind, "\(subject):\(place.line):\(place.column)", place.problem)
    }
    defer { json_decref(root) }
    return value(of: root)
  }

  /// The value of a JSON text given as bytes.
  public static func parse(
    _ bytes: [UInt8], subject: String, kind: Failure.Kind = .badConfiguration
  ) throws -> JSONValue {
    try bytes.withUnsafeBytes { try parse($0, subject: subject, kind: kind) }
  }

  /// The value of a JSON text given as a string.
  public static func parse(
    _ text: String, subject: String, kind: Failure.Kind = .badConfiguration
  ) throws -> JSONValue {
    try parse([UInt8](text.utf8), subject: subject, kind: kind)
  }

  /// The value of a JSON file.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - kind: the kind of a failure of its content.
  ///   - limit: the most bytes that are accepted.
  /// - Returns: any value, not only an object.
  /// - Throws: `Failure` as for a text, and that of a file that cannot be read.
  public static func read(
    _ path: String, kind: Failure.Kind = .badConfiguration, limit: Int = InputFile.largestSize
  ) throws -> JSONValue {
    let bytes: [UInt8]
    do {
      bytes = try InputFile.read(path, limit: limit)
    } catch let failure as Failure where failure.kind == .badInput {
      throw Failure(kind, failure.subject, failure.problem)
    }
    return try parse(bytes, subject: path, kind: kind)
  }

  /// What is wrong with the encoding, if the first bytes show one that JSON does not have.
  private static func foreignEncoding(_ bytes: UnsafeRawBufferPointer) -> String? {
    guard bytes.count >= 2 else { return nil }
    switch (bytes[0], bytes[1]) {
    case (0xEF, 0xBB): return "begins with a byte order mark"
    case (0xFF, 0xFE), (0xFE, 0xFF), (0, _), (_, 0): return "is not UTF-8 text (looks like UTF-16)"
    default: return nil
    }
  }

  private static func value(of node: UnsafeMutablePointer<json_t>) -> JSONValue {
    switch node.pointee.type {
    case JSON_TRUE: return .bool(true)
    case JSON_FALSE: return .bool(false)
    case JSON_INTEGER: return .integer(Int64(json_integer_value(node)))
    case JSON_REAL: return .real(json_real_value(node))
    case JSON_STRING: return .string(text(json_string_value(node), json_string_length(node)))
    case JSON_ARRAY:
      return .array(
        (0..<json_array_size(node)).map { json_array_get(node, $0).map(value(of:)) ?? .null })
    case JSON_OBJECT:
      var members: [JSONValue.Member] = []
      members.reserveCapacity(json_object_size(node))
      var place = json_object_iter(node)
      while let current = place {
        let key = json_object_iter_key(current)
        members.append(
          JSONValue.Member(
            text(key, json_object_iter_key_len(current)),
            json_object_iter_value(current).map(value(of:)) ?? .null))
        place = json_object_iter_next(node, current)
      }
      return .object(members)
    default: return .null
    }
  }

  private static func text(_ start: UnsafePointer<CChar>?, _ count: Int) -> String {
    String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// Where a fault begins, and what it is.
  private struct Place {
    var line: Int
    var column: Int
    var problem: String

    /// Reads jansson's report, whose place is the end of the token that its text quotes.
    init(of fault: json_error_t, in bytes: UnsafeRawBufferPointer) {
      var fault = fault
      problem = withUnsafeBytes(of: &fault.text) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      problem.replace(" without JSON_ALLOW_NUL", with: "")
      var start = min(max(Int(fault.position), 0), bytes.count)
      if let range = problem.ranges(of: " near '").last {
        start = max(start - (problem[range.upperBound...].utf8.count - 1), 0)
      } else if start > 0, !problem.contains("near end of file") {
        start -= 1
      }
      line = 1
      column = 1
      for byte in bytes.prefix(start) {
        if byte == 0x0A {
          line += 1
          column = 1
        } else if byte & 0xC0 != 0x80 {
          column += 1
        }
      }
    }
  }
}
