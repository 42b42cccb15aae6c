extension Image {
  /// A spectrogram as an image, dark for low and bright for high values.
  ///
  /// The lowest band is the bottom row, and time runs to the right: one pixel a value.
  ///
  /// - Parameters:
  ///   - values: band by band, [bands, frames], in dB or any other unit. NaN is dark.
  ///   - bands: rows of the image, at least 1.
  ///   - frames: columns of the image, at least 1.
  ///   - range: the values of the darkest and the brightest colour; values outside are clamped.
  /// - Returns: an image of `frames` columns and `bands` rows.
  public static func heatMap(
    values: [Float], bands: Int, frames: Int, range: ClosedRange<Float>
  ) -> Image {
    precondition(bands > 0 && frames > 0, "a heat map has at least one value")
    precondition(values.count == bands * frames, "values do not fill the heat map")
    let span = range.upperBound - range.lowerBound
    let scale = span > 0 ? 255 / span : 0
    var pixels = [UInt8]()
    pixels.reserveCapacity(values.count * 3)
    for band in (0..<bands).reversed() {
      for value in values[band * frames..<(band + 1) * frames] {
        let step = (value - range.lowerBound) * scale
        let index = step > 0 ? Int(min(step, 255) + 0.5) : 0
        let color = heatColors[index]
        pixels.append(color.red)
        pixels.append(color.green)
        pixels.append(color.blue)
      }
    }
    return Image(width: frames, height: bands, pixels: pixels)
  }

  /// 256 colours from night blue over violet, red and orange to a pale yellow.
  ///
  /// The anchors lie at equal steps of lightness L* from 3 to 97 in CIELAB, with the hue turning
  /// from 290 to 95 degrees through red, so that equal differences of level look equally large, also
  /// in gray.
  static let heatColors: [Color] = {
    let anchors: [(Float, Float, Float)] = [
      (9, 10, 24), (48, 25, 76), (108, 27, 100), (166, 34, 105), (215, 59, 99), (248, 102, 89),
      (255, 152, 90), (255, 202, 122), (255, 246, 204),
    ]
    return (0...255).map { index in
      let place = Float(index) / 255 * Float(anchors.count - 1)
      let first = min(Int(place), anchors.count - 2)
      let (low, high, part) = (anchors[first], anchors[first + 1], place - Float(first))
      func mixed(_ from: Float, _ to: Float) -> UInt8 { UInt8(from + (to - from) * part + 0.5) }
      return Color(
        red: mixed(low.0, high.0), green: mixed(low.1, high.1), blue: mixed(low.2, high.2))
    }
  }()
}
