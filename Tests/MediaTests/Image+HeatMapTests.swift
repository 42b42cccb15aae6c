import Media
import Testing

@Suite struct ImageHeatMapTests {
  @Test func lowBandsLieAtTheBottom() {
    let image = Image.heatMap(
      values: [-80, -80, -80, 0, -40, -80], bands: 3, frames: 2, range: -80...0)
    #expect(image.width == 2 && image.height == 3)
    #expect(lightness(image[1, 1]) > lightness(image[0, 0]))
    #expect(lightness(image[0, 0]) > lightness(image[0, 2]))
    #expect(image[0, 2] == image[1, 0])
  }

  @Test func lightnessRisesWithTheValue() {
    let image = Image.heatMap(
      values: (0...255).map { Float($0) }, bands: 1, frames: 256, range: 0...255)
    let found = (0...255).map { lightness(image[$0, 0]) }
    for index in 1...255 { #expect(found[index] > found[index - 1], "step \(index)") }
    #expect(found[0] < 0.01 && found[255] > 0.85)
  }

  @Test func valuesOutsideTheRangeAreClamped() {
    let image = Image.heatMap(
      values: [-500, 500, .nan, .infinity, -80, 0], bands: 1, frames: 6, range: -80...0)
    #expect(image[0, 0] == image[4, 0] && image[1, 0] == image[5, 0])
    #expect(image[2, 0] == image[4, 0] && image[3, 0] == image[5, 0])
  }

  @Test func anEmptyRangeIsDark() {
    let image = Image.heatMap(values: [3, 4], bands: 1, frames: 2, range: 3...3)
    #expect(image[0, 0] == image[1, 0])
  }

  /// Linear light times the eye's weights, without the exact curve of sRGB.
  private func lightness(_ color: Image.Color) -> Double {
    func light(_ value: UInt8) -> Double { (Double(value) / 255) * (Double(value) / 255) }
    return 0.2126 * light(color.red) + 0.7152 * light(color.green) + 0.0722 * light(color.blue)
  }
}
