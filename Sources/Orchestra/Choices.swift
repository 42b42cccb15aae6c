import TensorCore

/// Draws the accidental features of one image or clip from its own random stream.
struct Choices {
  private let seed: UInt64
  private let number: UInt32
  private let step: UInt32
  private var stream: RandomStream

  /// The choices for one index of one purpose; `part` separates independent parts of a work.
  init(seed: UInt64, stream number: UInt32, index: Int, part: UInt32 = 0) {
    self.seed = seed
    self.number = number
    step = UInt32(truncatingIfNeeded: index)
    stream = RandomStream(seed: seed, stream: number, step: step, sample: part)
  }

  /// Fresh choices of another part of the same work, whatever was drawn here before.
  func derived(_ part: UInt32) -> Choices {
    Choices(seed: seed, stream: number, index: Int(step), part: part)
  }

  /// A number between the bounds, all equally likely.
  mutating func real(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * stream.uniform()
  }

  /// A whole number between the bounds, both included.
  mutating func whole(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(stream.uniform() * Double(range.count))
  }

  mutating func happens(_ probability: Double) -> Bool { stream.uniform() < probability }

  /// A sample of white noise between -1 and 1, from half the bits of `real`.
  @inline(__always)
  mutating func noise() -> Float {
    Float(Int32(bitPattern: stream.nextWord()) >> 8) * 0x1p-23
  }

  /// A wood of a hue, saturation and brightness within the ranges.
  mutating func wood(
    hues: ClosedRange<Double>, saturations: ClosedRange<Double>, values: ClosedRange<Double>
  ) -> Material {
    .varnish(
      Colour(hue: real(hues), saturation: real(saturations), value: real(values)))
  }

  /// Lacquered brass from pale to red gold, at times silver-plated.
  mutating func brass(silver: Double = 0.12) -> Material {
    if happens(silver) {
      return .metal(
        Colour(hue: real(0.5...0.65), saturation: real(0...0.08), value: real(0.7...0.88)))
    }
    return .metal(
      Colour(hue: real(0.085...0.135), saturation: real(0.5...0.85), value: real(0.72...0.95)))
  }

  /// Black hard rubber or very dark wood.
  mutating func blackwood() -> Material {
    .varnish(
      Colour(hue: real(0...0.12), saturation: real(0...0.35), value: real(0.10...0.22)))
  }

  /// The metal of keys: mostly silver, at times gold.
  mutating func keyMetal() -> Material {
    if happens(0.15) {
      return .metal(Colour(hue: 0.12, saturation: real(0.35...0.6), value: 0.88))
    }
    return .metal(Colour(hue: 0.6, saturation: real(0...0.08), value: real(0.74...0.88)))
  }
}
