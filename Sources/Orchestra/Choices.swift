import TensorCore

/// Draws the accidental features of one image or clip from its own random stream.
struct Choices {
  private let seed: UInt64
  private let number: UInt32
  private let step: UInt32
  private let variety: Double
  private var stream: RandomStream

  /// The choices for one index of one purpose; `part` separates independent parts of a work.
  ///
  /// With a `variety` below 1, numbers lie nearer to the middle of their ranges, and what is seldom is more so;
  /// with 0, only noise varies.
  init(seed: UInt64, stream number: UInt32, index: Int, variety: Double, part: UInt32 = 0) {
    self.seed = seed
    self.variety = variety
    self.number = number
    step = UInt32(truncatingIfNeeded: index)
    stream = RandomStream(seed: seed, stream: number, step: step, sample: part)
  }

  /// Fresh choices of another part of the same work, whatever was drawn here before.
  func derived(_ part: UInt32) -> Choices {
    Choices(seed: seed, stream: number, index: Int(step), variety: variety, part: part)
  }

  /// A number between the bounds, all equally likely.
  mutating func real(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * part()
  }

  /// A whole number between the bounds, both included.
  mutating func whole(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(part() * Double(range.count))
  }

  /// Whether something of this probability happens; what may as well happen as not is seldom with less variety.
  mutating func happens(_ probability: Double) -> Bool {
    let number = stream.uniform()
    if variety == 1 { return number < probability }
    return probability > 0.5
      ? number < 1 - variety * (1 - probability) : number < variety * probability
  }

  /// A part of a range, 0 to 1.
  private mutating func part() -> Double {
    let number = stream.uniform()
    return variety == 1 ? number : 0.5 + variety * (number - 0.5)
  }

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
