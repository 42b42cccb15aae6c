import Media
import TensorCore
import Testing

@Suite struct ImageScalingTests {
  @Test(arguments: ScalingFilter.allCases) func scalingEqualsPillow(_ filter: ScalingFilter) throws
  {
    let golden = try GoldenImages()
    let source = try golden.image("scaled/source")
    for (width, height) in [(64, 64), (16, 16), (7, 50), (1, 1), (37, 10), (90, 29)] {
      let expected = try golden.image("scaled/\(filter.rawValue)/\(width)x\(height)")
      let scaled = source.scaled(width: width, height: height, filter: filter)
      #expect(largestDifference(scaled, expected) == 0, "\(width) x \(height)")
    }
  }

  @Test(arguments: ScalingFilter.allCases) func oneColourStaysThatColour(_ filter: ScalingFilter) {
    let color = Image.Color(red: 255, green: 77, blue: 0)
    for (width, height) in [(3, 200), (97, 13), (1, 1)] {
      let scaled = Image(width: 41, height: 57, filledWith: color)
        .scaled(width: width, height: height, filter: filter)
      #expect(scaled == Image(width: width, height: height, filledWith: color))
    }
  }

  @Test func fittingKeepsTheWholeImageAroundTheCentre() {
    let white = Image(width: 4, height: 4, filledWith: .white)
    let fitted = white.fitted(width: 12, height: 6)
    #expect(fitted.width == 12 && fitted.height == 6)
    for x in 0..<12 {
      for y in 0..<6 { #expect(fitted[x, y] == ((3..<9).contains(x) ? .white : .black)) }
    }
    #expect(white.fitted(width: 4, height: 4) == white)
  }

  @Test func fillingCutsTheLongerSide() {
    var image = Image(width: 30, height: 10, filledWith: .black)
    for y in 0..<10 { for x in 10..<20 { image[x, y] = .white } }
    #expect(
      image.filling(width: 4, height: 4, filter: .bilinear)
        == Image(width: 4, height: 4, filledWith: .white))
  }

  @Test func theSameSizeChangesNothing() throws {
    let source = try GoldenImages().image("scaled/source")
    #expect(source.scaled(width: source.width, height: source.height) == source)
  }
}
