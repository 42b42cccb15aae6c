#if canImport(Glibc)
  import Glibc
#endif

/// The Hann window in its periodic form, as spectral analysis uses it.
enum HannWindow {
  /// `length` weights from 0 up to 1 in the middle and down again.
  static func weights(length: Int) -> [Float] {
    (0..<length).map { Float(0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(length))) }
  }
}
