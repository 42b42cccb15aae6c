extension String {
  /// The text on one line: control characters, which names and contents of files may have, are written
  /// as `\n` or `\u{1B}`, for they would break the line or steer a terminal.
  public var printable: String {
    escaped(\.endsOrSteersALine)
  }

  /// The text on its lines: as `printable`, but line feeds and tabs stay.
  public var printableLines: String {
    escaped { $0.endsOrSteersALine && $0 != "\n" && $0 != "\t" }
  }

  private func escaped(_ isEscaped: (Unicode.Scalar) -> Bool) -> String {
    guard unicodeScalars.contains(where: isEscaped) else { return self }
    return unicodeScalars.map { isEscaped($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
  }
}

extension Unicode.Scalar {
  fileprivate var endsOrSteersALine: Bool {
    properties.generalCategory == .control || self == "\u{2028}" || self == "\u{2029}"
  }
}
