import Configuration
import Glibc
import Media
import TensorCore

/// Random changes of an image as another photographer might have taken it.
///
/// Only unpaired images are changed, which the image encoder alone sees. The changes are: a crop, rotation and
/// perspective, the mirror image, contrast, saturation and brightness, loss of detail, a grey rectangle.
package struct ImageAugmentation {
  private let settings: UnpairedImageAugmentation
  private let size: ImageFormat

  /// The changes of a configuration, for images of `size`.
  package init(_ settings: UnpairedImageAugmentation, size: ImageFormat) {
    (self.settings, self.size) = (settings, size)
  }

  /// Crops and changes an image.
  ///
  /// - Parameters:
  ///   - image: the whole image, of any size.
  ///   - random: the stream of the image in this step.
  /// - Returns: its levels: [height, width, 3] in [-1, 1].
  package func changed(_ image: Image, _ random: inout RandomStream) -> [Float] {
    let corners = corners(in: image, &random)
    var pixels = Self.warped(image, to: corners, size)
    if settings.blur > 0 {
      let share = 1 - settings.blur * random.uniform()
      let whole = Image(width: size.width, height: size.height, signedLevels: pixels)
      pixels =
        whole.scaled(
          width: max(2, Int(Double(size.width) * share)),
          height: max(2, Int(Double(size.height) * share)), filter: .bilinear
        ).scaled(width: size.width, height: size.height, filter: .bilinear).signedLevels
    }
    if settings.color > 0 { recolor(&pixels, &random) }
    if settings.cutout > 0 { cutOut(&pixels, &random) }
    return pixels
  }

  /// A place in an image, in pixels.
  private typealias Point = (x: Double, y: Double)

  /// Where the corners of the new image lie in the old one: upper left and right, lower left and right.
  private func corners(in image: Image, _ random: inout RandomStream) -> [Point] {
    let (width, height) = (Double(image.width), Double(image.height))
    // The largest rectangle of the new image's shape, and what a crop leaves of it.
    let scale = min(width / Double(size.width), height / Double(size.height))
    let part = (1 - settings.crop * random.uniform()) * scale / 2
    let half: Point = (Double(size.width) * part, Double(size.height) * part)
    let spread = settings.crop > 0 ? 1.0 : 0
    let center: Point = (
      width / 2 + spread * (width / 2 - half.x) * (2 * random.uniform() - 1),
      height / 2 + spread * (height / 2 - half.y) * (2 * random.uniform() - 1)
    )
    let angle = settings.rotationDegrees * .pi / 180 * (2 * random.uniform() - 1)
    let isMirrored = settings.mirrored && random.integer(below: 2) == 1
    return [(-1.0, -1.0), (1, -1), (-1, 1), (1, 1)].map { side in
      func shifted(_ value: Double) -> Double {
        value * (1 - 2 * settings.perspective * random.uniform())
      }
      let x = half.x * shifted(isMirrored ? -side.0 : side.0)
      let y = half.y * shifted(side.1)
      return (
        center.x + cos(angle) * x - sin(angle) * y, center.y + sin(angle) * x + cos(angle) * y
      )
    }
  }

  /// The part of an image between four corners, by bilinear interpolation; its edge goes on outside of it.
  private static func warped(_ image: Image, to corners: [Point], _ size: ImageFormat) -> [Float] {
    func mixed(_ a: Point, _ b: Point, _ share: Double) -> Point {
      (a.x + share * (b.x - a.x), a.y + share * (b.y - a.y))
    }
    let (width, height) = (image.width, image.height)
    var result = [Float](repeating: 0, count: size.height * size.width * 3)
    image.pixels.withUnsafeBufferPointer { pixels in
      for row in 0..<size.height {
        let down = (Double(row) + 0.5) / Double(size.height)
        let (left, right) = (
          mixed(corners[0], corners[2], down), mixed(corners[1], corners[3], down)
        )
        for column in 0..<size.width {
          let point = mixed(left, right, (Double(column) + 0.5) / Double(size.width))
          let x = min(Double(width - 1), max(0, point.x - 0.5))
          let y = min(Double(height - 1), max(0, point.y - 0.5))
          let (x0, y0) = (Int(x), Int(y))
          let (x1, y1) = (min(x0 + 1, width - 1), min(y0 + 1, height - 1))
          let (across, below) = (Float(x - Double(x0)), Float(y - Double(y0)))
          for channel in 0..<3 {
            func level(_ x: Int, _ y: Int) -> Float { Float(pixels[(y * width + x) * 3 + channel]) }
            let upper = level(x0, y0) + across * (level(x1, y0) - level(x0, y0))
            let lower = level(x0, y1) + across * (level(x1, y1) - level(x0, y1))
            result[(row * size.width + column) * 3 + channel] =
              (upper + below * (lower - upper)) / 127.5 - 1
          }
        }
      }
    }
    return result
  }

  private func recolor(_ pixels: inout [Float], _ random: inout RandomStream) {
    func factor() -> Float { Float(1 + settings.color * (2 * random.uniform() - 1)) }
    let (contrast, saturation) = (factor(), factor())
    let brightness = Float(settings.color * (2 * random.uniform() - 1))
    for start in stride(from: 0, to: pixels.count, by: 3) {
      let grey = 0.299 * pixels[start] + 0.587 * pixels[start + 1] + 0.114 * pixels[start + 2]
      for place in start..<start + 3 {
        let level = grey + saturation * (pixels[place] - grey)
        pixels[place] = min(1, max(-1, contrast * level + brightness))
      }
    }
  }

  private func cutOut(_ pixels: inout [Float], _ random: inout RandomStream) {
    func span(of side: Int) -> Range<Int> {
      let length = Int(settings.cutout * random.uniform() * Double(side))
      let start = random.integer(below: side - length + 1)
      return start..<start + length
    }
    let (rows, columns) = (span(of: size.height), span(of: size.width))
    for row in rows {
      for place in (row * size.width + columns.lowerBound)
        * 3..<(row * size.width + columns.upperBound) * 3
      {
        pixels[place] = 0
      }
    }
  }
}
