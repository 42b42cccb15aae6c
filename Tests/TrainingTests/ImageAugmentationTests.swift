import Configuration
import Media
import TensorCore
import TestSupport
import Testing
import Training

@Suite struct ImageAugmentationTests {
  private let image: Image = {
    let pixels = (0..<48 * 32).flatMap { pixel -> [UInt8] in
      let (x, y) = (pixel % 48, pixel / 48)
      return [UInt8(5 * x), UInt8(7 * y), UInt8((x * y) % 200)]
    }
    return Image(width: 48, height: 32, pixels: pixels)
  }()

  private func changed(
    _ settings: UnpairedImageAugmentation, _ image: Image? = nil, side: Int = 32, sample: UInt32 = 0
  ) -> [Float] {
    var size = ImageFormat()
    (size.height, size.width) = (side, side)
    var random = RandomStream(seed: 3, stream: 4, sample: sample)
    return ImageAugmentation(settings, size: size).changed(image ?? self.image, &random)
  }

  private func settings(_ change: (inout UnpairedImageAugmentation) -> Void)
    -> UnpairedImageAugmentation
  {
    var settings = UnpairedImageAugmentation()
    change(&settings)
    return settings
  }

  /// Without changes it is the largest crop around the centre.
  @Test func nothingIsChangedByDefault() {
    let expected = image.filling(width: 32, height: 32, filter: .bilinear).signedLevels
    for (found, expected) in zip(changed(UnpairedImageAugmentation()), expected) {
      #expect(abs(found - expected) < 1e-5)
    }
  }

  @Test func enlargingIsThatOfTheEncoder() {
    let square = image.filling(width: 32, height: 32)
    let levels = Tensor(shape: [1, 32, 32, 3], elements: square.signedLevels.map { Scalar($0) })
    let expected = resized(levels, height: 40, width: 40).elements
    for (found, expected) in zip(changed(UnpairedImageAugmentation(), square, side: 40), expected) {
      #expect(abs(found - Float(expected)) < 1e-5)
    }
  }

  @Test func halfOfTheImagesAreMirrored() {
    let plain = changed(UnpairedImageAugmentation())
    let mirrored = (0..<32 * 32).flatMap { pixel in
      let from = (pixel / 32 * 32 + 31 - pixel % 32) * 3
      return plain[from..<from + 3]
    }
    let draws = (0..<40).map { changed(settings { $0.mirrored = true }, sample: $0) }
    func count(_ wanted: [Float]) -> Int {
      draws.count { draw in zip(draw, wanted).allSatisfy { abs($0 - $1) < 1e-4 } }
    }
    #expect(count(plain) + count(mirrored) == 40)
    #expect((10...30).contains(count(plain)))
  }

  @Test(arguments: [
    \UnpairedImageAugmentation.crop, \.rotationDegrees, \.perspective, \.color, \.blur, \.cutout,
  ])
  func everyChangeChangesAndStaysInRange(
    key: WritableKeyPath<UnpairedImageAugmentation, Double> & Sendable
  ) {
    let plain = changed(UnpairedImageAugmentation())
    let settings = settings { $0[keyPath: key] = key == \.rotationDegrees ? 40 : 0.4 }
    let draws = (0..<10).map { changed(settings, sample: $0) }
    // A change may be as small as a part of a pixel.
    #expect(Set(draws).count > 5)
    #expect(draws.count { $0 != plain } > 5)
    for draw in draws {
      #expect(draw.count == plain.count && draw.allSatisfy { (-1...1).contains($0) })
    }
    #expect(changed(settings, sample: 3) == draws[3])
  }

  @Test func aCropIsPartOfTheImage() {
    let uniform = Image(
      width: 48, height: 32, pixels: [UInt8](repeating: 51, count: 48 * 32 * 3))
    let all = settings {
      $0.crop = 0.6
      $0.rotationDegrees = 180
      $0.perspective = 0.4
    }
    // The edge goes on outside of an image.
    for sample in UInt32(0)..<5 {
      #expect(
        changed(all, uniform, sample: sample).allSatisfy { abs($0 - (51 / 127.5 - 1)) < 1e-5 })
    }
  }
}
