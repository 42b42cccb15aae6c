import Files

/// The keys as a Markdown table, as it stands in `configs/README.md`.
public enum ConfigurationTable {
  /// The table: one line for each key, with meaning, type and range, unit and default.
  public static let markdown: String = {
    let head = """
      | key | meaning | type and range | unit | default |
      | --- | --- | --- | --- | --- |

      """
    return ConfigurationKey.all.reduce(head) { "\($0)\($1.row)\n" }
  }()

  /// The groups of keys, such as `networks`, in the order of a file.
  public static let groups: [String] = ConfigurationKey.all.reduce(into: []) { groups, key in
    let parts = key.path.split(separator: ".")
    guard parts.count > 1, groups.last != String(parts[0]) else { return }
    groups.append(String(parts[0]))
  }
}

extension ConfigurationKey {
  fileprivate var row: String {
    "| `\(path)` | \(meaning) | \(typeText) | \(unit ?? "") | \(defaultText) |"
  }

  private var defaultText: String {
    if case .string("") = defaultValue { return "empty" }
    return "`\(defaultValue.text ?? number ?? defaultValue.encoded())`"
  }

  /// A whole value without its fraction, as people write it.
  private var number: String? {
    defaultValue.number.flatMap(Int.init(exactly:)).map(String.init)
  }

  private var typeText: String {
    switch values {
    case .whole(let range) where range.upperBound == .max:
      "whole number, \(range.lowerBound) or more"
    case .whole: "whole number, \(rangeText)"
    case .number(let range): "number, \(short(range.lowerBound)) to \(short(range.upperBound))"
    case .word(let words): words.map { "`\($0)`" }.joined(separator: ", ")
    case .flag: "`true`, `false`"
    case .text: "text"
    }
  }

  private func short(_ bound: Double) -> String {
    Int(exactly: bound).map(String.init) ?? "\(bound)"
  }
}
