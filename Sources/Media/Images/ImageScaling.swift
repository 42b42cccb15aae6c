/// How neighbouring pixels are weighted when an image is scaled.
///
/// Both filters are those of Pillow.
public enum ScalingFilter: String, Sendable, Codable, CaseIterable {
  /// A triangle of radius one: smooth, never overshoots.
  case bilinear
  /// The cubic of Keys (a = -1/2) of radius two: sharper, overshoots a little at edges.
  case bicubic

  /// The distance, in pixels of the coarser grid, beyond which the weight is zero.
  var radius: Double {
    switch self {
    case .bilinear: 1
    case .bicubic: 2
    }
  }

  /// The weight at a distance from the centre, before the weights are made to sum to one.
  func weight(at distance: Double) -> Double {
    let x = abs(distance)
    switch self {
    case .bilinear: return max(0, 1 - x)
    case .bicubic:
      if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
      return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
    }
  }
}

extension Image {
  /// The image scaled to another size, without aliasing.
  ///
  /// Columns first, then rows. New pixel i lies at (i + 1/2) * ratio of the old ones, and is the
  /// weighted mean of those within the filter's radius, which grows with the ratio when the image
  /// shrinks. Weights are integers of 22 bits and sums are rounded to 8 bits after each direction,
  /// so the result is the same on every machine, and equal to that of Pillow's `Image.resize`.
  public func scaled(width: Int, height: Int, filter: ScalingFilter = .bicubic) -> Image {
    precondition(width > 0 && height > 0, "an image has at least one pixel")
    var image = self
    if width != image.width { image = image.scaledColumns(to: width, filter) }
    if height != image.height { image = image.scaledRows(to: height, filter) }
    return image
  }

  /// The image cropped around its centre to the shape of the new size, then scaled to it.
  ///
  /// The new image is full: nothing is distorted, and what does not fit is lost.
  public func filling(width: Int, height: Int, filter: ScalingFilter = .bicubic) -> Image {
    centerCropped(aspectWidth: width, aspectHeight: height)
      .scaled(width: width, height: height, filter: filter)
  }

  /// The whole image in the centre of a black one, as large as it fits.
  ///
  /// Nothing is lost or distorted; black stripes fill what the shape leaves free.
  public func fitted(width: Int, height: Int, filter: ScalingFilter = .bicubic) -> Image {
    let scale = min(Double(width) / Double(self.width), Double(height) / Double(self.height))
    let inner = scaled(
      width: min(width, max(1, Int((Double(self.width) * scale).rounded()))),
      height: min(height, max(1, Int((Double(self.height) * scale).rounded()))), filter: filter)
    var whole = [UInt8](repeating: 0, count: width * height * 3)
    let (left, top) = ((width - inner.width) / 2, (height - inner.height) / 2)
    for row in 0..<inner.height {
      let start = ((top + row) * width + left) * 3
      whole.replaceSubrange(
        start..<start + inner.width * 3,
        with: inner.pixels[row * inner.width * 3..<(row + 1) * inner.width * 3])
    }
    return Image(width: width, height: height, pixels: whole)
  }

  private func scaledColumns(to newWidth: Int, _ filter: ScalingFilter) -> Image {
    let taps = Taps(from: width, to: newWidth, filter)
    let scaled = pixels.withUnsafeBufferPointer { pixels in
      taps.weights.withUnsafeBufferPointer { weights in
        [UInt8](unsafeUninitializedCapacity: newWidth * height * 3) { output, count in
          var place = 0
          for y in 0..<height {
            for x in 0..<newWidth {
              let (first, number) = (taps.first[x], taps.number[x])
              var (red, green, blue) = (Taps.half, Taps.half, Taps.half)
              var source = (y * width + first) * 3
              for weight in x * taps.capacity..<x * taps.capacity + number {
                red &+= weights[weight] &* Int32(pixels[source])
                green &+= weights[weight] &* Int32(pixels[source + 1])
                blue &+= weights[weight] &* Int32(pixels[source + 2])
                source += 3
              }
              output[place] = Taps.rounded(red)
              output[place + 1] = Taps.rounded(green)
              output[place + 2] = Taps.rounded(blue)
              place += 3
            }
          }
          count = place
        }
      }
    }
    return Image(width: newWidth, height: height, pixels: scaled)
  }

  private func scaledRows(to newHeight: Int, _ filter: ScalingFilter) -> Image {
    let taps = Taps(from: height, to: newHeight, filter)
    let stride = width * 3
    var sums = [Int32](repeating: 0, count: stride)
    let scaled = pixels.withUnsafeBufferPointer { pixels in
      sums.withUnsafeMutableBufferPointer { sums in
        [UInt8](unsafeUninitializedCapacity: newHeight * stride) { output, count in
          for y in 0..<newHeight {
            sums.update(repeating: Taps.half)
            for tap in 0..<taps.number[y] {
              let weight = taps.weights[y * taps.capacity + tap]
              let source = (taps.first[y] + tap) * stride
              for x in 0..<stride { sums[x] &+= weight &* Int32(pixels[source + x]) }
            }
            for x in 0..<stride { output[y * stride + x] = Taps.rounded(sums[x]) }
          }
          count = newHeight * stride
        }
      }
    }
    return Image(width: width, height: newHeight, pixels: scaled)
  }
}

/// For each new pixel of one direction, which old pixels it is made of, and their weights.
private struct Taps {
  /// Bits after the point: eight of a sum of weighted pixels and two of overshoot go before it.
  static let fractionBits: Int32 = 22
  /// One half, with which a sum starts in order to be rounded.
  static let half: Int32 = 1 << (fractionBits - 1)

  /// The first old pixel of each new one.
  var first = [Int]()
  /// How many old pixels each new one has.
  var number = [Int]()
  /// The weights of each new pixel, `capacity` places apart.
  var weights: [Int32]
  let capacity: Int

  init(from oldSize: Int, to newSize: Int, _ filter: ScalingFilter) {
    let ratio = Double(oldSize) / Double(newSize)
    let spread = max(1, ratio)
    let reach = filter.radius * spread
    capacity = Int(reach.rounded(.up)) * 2 + 1
    weights = [Int32](repeating: 0, count: capacity * newSize)
    for index in 0..<newSize {
      let center = (Double(index) + 0.5) * ratio
      let start = max(0, Int(center - reach + 0.5))
      let end = min(oldSize, Int(center + reach + 0.5))
      let exact = (start..<end).map { filter.weight(at: (Double($0) - center + 0.5) / spread) }
      let sum = exact.reduce(0, +)
      for (place, weight) in exact.enumerated() {
        let scaled = weight / sum * Double(1 << Taps.fractionBits)
        weights[index * capacity + place] = Int32(scaled.rounded(.toNearestOrAwayFromZero))
      }
      first.append(start)
      number.append(end - start)
    }
  }

  static func rounded(_ sum: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: max(0, min(255, sum >> fractionBits)))
  }
}
