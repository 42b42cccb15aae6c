extension Double {
  /// The number with a fixed count of decimals, as tables and progress show it: `12.50`.
  ///
  /// Halves are rounded away from zero, and zero has no sign. Numbers of 10^15 and more, infinities and
  /// NaN are written as Swift writes them.
  public func fixed(_ decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    // Beyond these the digits after the point are noise, and the product is no whole number.
    guard abs(self) < 1e15, abs(self) * scale < 1e18 else { return "\(self)" }
    let whole = (abs(self) * scale).rounded()
    let digits = Int(whole).padded(to: decimals + 1)
    let sign = self < 0 && whole > 0 ? "-" : ""
    return decimals == 0
      ? sign + digits : sign + digits.dropLast(decimals) + "." + digits.suffix(decimals)
  }

  /// The nearest number with so many decimals, for JSON.
  public func rounded(decimals: Int) -> Double {
    let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    return (self * scale).rounded() / scale
  }

  /// A number of seconds in words, with at most two units: `3 min 20 s`.
  ///
  /// It has to be finite and is rounded to whole seconds.
  public var inTimeUnits: String {
    let whole = Int(rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3_600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3_600) h \(whole % 3_600 / 60) min"
  }
}

extension Int {
  /// The number with zeros before it, to at least so many digits: `00042`.
  public func padded(to digits: Int) -> String {
    let text = String(self)
    return String(repeating: "0", count: Swift.max(0, digits - text.count)) + text
  }
}
