/// The place of a value in a document, as messages write it: `losses.weights[2]`.
struct ValuePath {
  var text = ""

  func key(_ key: String) -> ValuePath { ValuePath(text: text.isEmpty ? key : "\(text).\(key)") }
  func element(_ index: Int) -> ValuePath { ValuePath(text: "\(text)[\(index)]") }

  func key(_ key: any CodingKey) -> ValuePath {
    key.intValue.map(element) ?? self.key(key.stringValue)
  }
}
