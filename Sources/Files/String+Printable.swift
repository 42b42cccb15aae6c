extension String {
  /// The text on one line: control characters, which names and contents of files may have, are written
  /// as `\n` or `\u{1B}`, for they would break the line or steer a terminal.
  public var printable: String {
    guard unicodeScalars.contains(where: \.endsOrSteersALine) else { return self }
    return unicodeScalars.map { $0.endsOrSteersALine ? $0.escaped(asASCII: true) : String($0) }
      .joined()
  }
}

extension Unicode.Scalar {
  fileprivate var endsOrSteersALine: Bool {
    properties.generalCategory == .control || self == "\u{2028}" || self == "\u{2029}"
  }
}
