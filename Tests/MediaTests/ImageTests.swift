import Media
import TensorCore
import Testing

@Suite struct ImageTests {
  @Test func everyLevelSurvivesARoundTrip() {
    let image = Image(width: 256, height: 1, pixels: (0..<768).map { UInt8($0 / 3) })
    let levels = image.signedLevels
    #expect(levels.first == -1 && levels.last == 1)
    #expect(Image(width: 256, height: 1, signedLevels: levels) == image)
  }

  @Test func levelsAreRoundedAndClamped() {
    let image = Image(
      width: 3, height: 1,
      signedLevels: [-7, 7, 0.001, .nan, .infinity, -.infinity, -1, 1, 0.9999])
    #expect(image.pixels == [0, 255, 128, 0, 255, 0, 0, 255, 255])
  }

  @Test func aPixelIsFoundByColumnAndRow() {
    var image = Image(width: 3, height: 2, filledWith: .black)
    image[2, 1] = Image.Color(red: 1, green: 2, blue: 3)
    #expect(image.pixels == [UInt8](repeating: 0, count: 15) + [1, 2, 3])
    #expect(image[2, 1] == Image.Color(red: 1, green: 2, blue: 3))
    #expect(image[1, 1] == .black)
  }

  @Test func aPartIsCut() {
    let image = numbered(width: 5, height: 4)
    let part = image.cropped(x: 1, y: 2, width: 3, height: 2)
    #expect(part.width == 3 && part.height == 2)
    #expect(part[0, 0] == image[1, 2] && part[2, 1] == image[3, 3])
  }

  @Test(arguments: [
    (10, 4, 1, 1, 4, 4), (4, 10, 1, 1, 4, 4), (6, 6, 3, 2, 6, 4), (16, 9, 16, 9, 16, 9),
    (100, 1, 1, 50, 1, 1),
  ])
  func theCentreKeepsTheAspect(
    _ width: Int, _ height: Int, _ aspectWidth: Int, _ aspectHeight: Int, _ newWidth: Int,
    _ newHeight: Int
  ) {
    let image = numbered(width: width, height: height)
    let part = image.centerCropped(aspectWidth: aspectWidth, aspectHeight: aspectHeight)
    #expect(part.width == newWidth && part.height == newHeight)
    #expect(part[0, 0] == image[(width - newWidth) / 2, (height - newHeight) / 2])
  }

  @Test func mirroringTwiceChangesNothing() {
    let image = numbered(width: 5, height: 4)
    #expect(image.mirrored()[0, 3] == image[4, 3])
    #expect(image.mirrored().mirrored() == image)
  }

  private func numbered(width: Int, height: Int) -> Image {
    Image(
      width: width, height: height,
      pixels: (0..<width * height * 3).map { UInt8(truncatingIfNeeded: $0 * 7) })
  }
}
