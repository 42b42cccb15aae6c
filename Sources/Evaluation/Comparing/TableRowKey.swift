import Files

/// The texts of a row of a table, such as what is evaluated, by which route and evaluator.
///
/// They tell the rows of one table apart, and find the same row in another evaluation.
struct TableRowKey: Hashable {
  let members: [JSONValue.Member]
  private let text: String

  /// The key of a row.
  init(_ row: JSONValue) {
    members = (row.members ?? []).filter { $0.value.text != nil }
    text = JSONValue.object(members).encoded()
  }

  /// The same with another text under a name.
  func replacing(_ name: String, with value: String) -> TableRowKey {
    TableRowKey(
      .object(members.map { $0.key == name ? .init(name, .string(value)) : $0 }))
  }

  /// The text under a name.
  subscript(name: String) -> String? { members.first { $0.key == name }?.value.text }

  static func == (first: TableRowKey, second: TableRowKey) -> Bool { first.text == second.text }

  func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
