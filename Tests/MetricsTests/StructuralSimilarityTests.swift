import Media
import Metrics
import TensorCore
import Testing

@Suite struct StructuralSimilarityTests {
  private func images(_ name: String) throws -> (first: [Double], second: [Double], shape: [Int]) {
    let path = "similarity.\(name)"
    return (
      try MetricGolden.numbers("\(path).first"), try MetricGolden.numbers("\(path).second"),
      try MetricGolden.shape("\(path).first")
    )
  }

  private func similarity(
    _ first: [Double], _ second: [Double], _ shape: [Int], range: Double = 1
  ) -> Double {
    StructuralSimilarity.between(
      first, second, height: shape[0], width: shape[1], channels: shape[2], dataRange: range)
  }

  /// scikit-image computes the borders too, mirrored, and then leaves them out of the mean.
  @Test(arguments: ["noisy", "soft", "other", "opposite", "window", "bytes"])
  func similarityMatchesScikitImage(name: String) throws {
    let (first, second, shape) = try images(name)
    let range = try MetricGolden.numbers("similarity.\(name).range")[0]
    let expected = try MetricGolden.numbers("similarity.\(name).value")[0]
    #expect(abs(similarity(first, second, shape, range: range) - expected) < 1e-6)
    #expect(abs(similarity(second, first, shape, range: range) - expected) < 1e-6)
  }

  @Test func pixelsAreLevelsOf255() throws {
    let (first, second, shape) = try images("bytes")
    func image(_ levels: [Double]) -> Image {
      Image(width: shape[1], height: shape[0], pixels: levels.map { UInt8($0) })
    }
    let expected = try MetricGolden.numbers("similarity.bytes.value")[0]
    #expect(abs(StructuralSimilarity.between(image(first), image(second)) - expected) < 1e-6)
    #expect(abs(StructuralSimilarity.between(image(first), image(first)) - 1) < 1e-12)
  }

  @Test func scalesDoNotMatterAndOppositesAreNegative() throws {
    let (first, second, shape) = try images("noisy")
    let doubled = similarity(first.map { 2 * $0 }, second.map { 2 * $0 }, shape, range: 2)
    #expect(abs(doubled - similarity(first, second, shape)) < 1e-12)
    #expect(similarity(first, first.map { 1 - $0 }, shape) < -0.5)
  }
}
