import Files

extension JSONValue {
  /// The paths of all plain values of a document, in its order.
  var paths: [String] { paths(above: "") }

  private func paths(above: String) -> [String] {
    guard let members else { return [above] }
    return members.flatMap {
      $0.value.paths(above: above.isEmpty ? $0.key : "\(above).\($0.key)")
    }
  }
}
