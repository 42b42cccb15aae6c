/// The texts that a PNG carries beside its pixels.
enum PNGText {
  /// The keys and values of all `tEXt` and uncompressed `iTXt` chunks, in the order of the file.
  ///
  /// Compressed texts are left out: this tool writes none, and unpacking what a stranger packed has
  /// a cost without a bound. The list ends where the chunks can no longer be followed.
  static func texts(in bytes: [UInt8]) -> [(key: String, value: String)] {
    var texts = [(key: String, value: String)]()
    guard bytes.starts(with: PNGFile.signature) else { return texts }
    var position = PNGFile.signature.count
    while position + 12 <= bytes.count {
      let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      let start = position + 8
      guard length <= bytes.count - start - 4 else { break }
      let body = bytes[start..<start + length]
      switch String(decoding: bytes[position + 4..<start], as: UTF8.self) {
      case "tEXt": texts += plain(body).map { [$0] } ?? []
      case "iTXt": texts += international(body).map { [$0] } ?? []
      case "IEND": return texts
      default: break
      }
      position = start + length + 4
    }
    return texts
  }

  /// Keyword, zero, value: both Latin-1.
  private static func plain(_ body: ArraySlice<UInt8>) -> (key: String, value: String)? {
    guard let end = body.firstIndex(of: 0) else { return nil }
    return (latin(body[..<end]), latin(body[(end + 1)...]))
  }

  /// Keyword, zero, compression flag and method, language, zero, translated keyword, zero, value.
  private static func international(_ body: ArraySlice<UInt8>) -> (key: String, value: String)? {
    guard let end = body.firstIndex(of: 0), end + 3 <= body.endIndex, body[end + 1] == 0 else {
      return nil
    }
    let rest = body[(end + 3)...]
    guard let language = rest.firstIndex(of: 0),
      let translation = rest[(language + 1)...].firstIndex(of: 0)
    else { return nil }
    return (latin(body[..<end]), String(decoding: rest[(translation + 1)...], as: UTF8.self))
  }

  private static func latin(_ bytes: ArraySlice<UInt8>) -> String {
    String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }
}
