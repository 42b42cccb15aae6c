/// A colour as red, green and blue between 0 and 1, in the encoding of the finished image.
package struct Colour: Sendable {
  package var channels: SIMD3<Float>

  package init(_ red: Double, _ green: Double, _ blue: Double) {
    channels = SIMD3(Float(red), Float(green), Float(blue))
  }

  /// A colour from its hue in turns (0 red, 1/3 green, 2/3 blue), saturation and value.
  init(hue: Double, saturation: Double, value: Double) {
    func channel(_ shift: Double) -> Double {
      let position = hue + shift - (hue + shift).rounded(.down)
      let ramp = min(max(abs(position * 6 - 3) - 1, 0), 1)
      return value * (1 - saturation + saturation * ramp)
    }
    self.init(channel(0), channel(2.0 / 3), channel(1.0 / 3))
  }

  static let white = Colour(1, 1, 1)
  static let black = Colour(0, 0, 0)

  /// This colour moved towards another: 0 leaves it, 1 gives the other.
  func mixed(with other: Colour, _ share: Double) -> Colour {
    var result = self
    result.channels += (other.channels - channels) * Float(share)
    return result
  }

  /// This colour with all channels multiplied, and held within 0 and 1.
  func scaled(_ factor: Double) -> Colour {
    var result = self
    result.channels = (channels * Float(factor)).clamped(lowerBound: .zero, upperBound: .one)
    return result
  }
}

/// What a part is made of: the colours of its shadow side, its middle, its lit side and its glint.
struct Material: Sendable {
  var outline: Colour
  var shade: Colour
  var base: Colour
  var light: Colour
  var glint: Colour

  /// Polished metal: a wide range from shadow to glint.
  static func metal(_ base: Colour) -> Material {
    Material(
      outline: base.scaled(0.22), shade: base.scaled(0.50), base: base.scaled(0.92),
      light: base.mixed(with: .white, 0.45), glint: base.mixed(with: .white, 0.88))
  }

  /// Varnished wood or hard rubber: a narrow range, with a soft glint.
  static func varnish(_ base: Colour) -> Material {
    Material(
      outline: base.scaled(0.30), shade: base.scaled(0.62), base: base,
      light: base.mixed(with: .white, 0.17), glint: base.mixed(with: .white, 0.5))
  }

  static let ebony = varnish(Colour(0.13, 0.12, 0.13))
  static let silver = metal(Colour(0.78, 0.80, 0.84))
  static let ivory = varnish(Colour(0.93, 0.89, 0.78))
  static let reed = varnish(Colour(0.86, 0.72, 0.42))
}
