import TensorCore
import TestSupport
import Testing

@Suite struct SpatialTests {
  @Test func paddingAndCroppingMatchPyTorch() throws {
    let golden = try GoldenCase(kernel: "move")
    let x = try golden["x"]
    try golden.expect(padded(x, height: 4, width: 7, value: -1), is: "padded.y")
    let dx = cropped(try golden["padded.dy"], height: 3, width: 5)
    try golden.expect(dx, is: "padded.dx")
    try golden.expect(cropped(x, height: 2, width: 4), is: "cropped.y")
    let extended = padded(try golden["cropped.dy"], height: 3, width: 5, value: 0)
    try golden.expect(extended, is: "cropped.dx")
  }

  @Test func upsamplingMatchesPyTorch() throws {
    let golden = try GoldenCase(kernel: "move")
    try golden.expect(upsampled(try golden["x"]), is: "doubled.y")
    try golden.expect(upsampledPullback(try golden["doubled.dy"]), is: "doubled.dx")
  }

  @Test func bilinearResizingMatchesPyTorch() throws {
    let golden = try GoldenCase(kernel: "resized")
    for (name, height, width) in [("larger", 8, 7), ("wider", 3, 12), ("smaller", 2, 4)] {
      try golden.expect(
        resized(try golden["x"], height: height, width: width), is: "\(name).y", relative: 1e-5)
      try golden.expect(
        resizedPullback(try golden["\(name).dy"], height: 3, width: 5), is: "\(name).dx",
        relative: 1e-5)
    }
    #expect(resized(try golden["x"], height: 3, width: 5) == (try golden["x"]))
  }

  @Test func rowsSideBySideMatchPyTorch() throws {
    let golden = try GoldenCase(kernel: "move.joined")
    let y = concatenatingRows(try golden["a"], try golden["b"])
    try golden.expect(y, is: "y")
    try golden.expect(columns(try golden["dy"], 0..<3), is: "da")
    try golden.expect(columns(try golden["dy"], 3..<7), is: "db")
  }

  @Test func transformsMatchPyTorch() throws {
    let golden = try GoldenCase(kernel: "transform")
    let transforms = PixelTransform.list(try golden["transforms"])
    let y = transformed(try golden["x"], by: transforms, fill: -1)
    try golden.expect(y, is: "y", relative: 1e-6)
    let dx = transformedPullback(try golden["dy"], by: transforms)
    try golden.expect(dx, is: "dx", relative: 1e-6)
  }

  @Test(arguments: 1...5)
  func pullbacksAreAdjoints(seed: Int) {
    var random = RandomStream(seed: UInt64(seed), stream: 9)
    let x = Tensor.normal(shape: [3, 5, 7, 2], from: &random)
    let larger = Tensor.normal(shape: [3, 8, 7, 2], from: &random)
    let pad = padded(x, height: 8, width: 7, value: 0)
    #expect(dotFault(larger, pad, cropped(larger, height: 5, width: 7), x) == nil)

    for (height, width) in [(8, 11), (5, 9), (3, 4)] {
      let dy = Tensor.normal(shape: [3, height, width, 2], from: &random)
      let y = resized(x, height: height, width: width)
      #expect(dotFault(dy, y, resizedPullback(dy, height: 5, width: 7), x) == nil)
    }

    let wide = Tensor.normal(shape: [3, 10, 14, 2], from: &random)
    #expect(dotFault(wide, upsampled(x), upsampledPullback(wide), x) == nil)

    let transforms = (0..<3).map { _ in
      PixelTransform(
        down: random.integer(below: 7) - 3, right: random.integer(below: 9) - 4,
        factor: Scalar(random.uniform(0.5..<2)))
    }
    let dy = Tensor.normal(shape: x.shape, from: &random)
    let moved = transformed(x, by: transforms, fill: 0)
    #expect(dotFault(dy, moved, transformedPullback(dy, by: transforms), x) == nil)
  }

  @Test func aTransformThatChangesNothingChangesNothing() {
    var random = RandomStream(seed: 1, stream: 9)
    let x = Tensor.normal(shape: [2, 3, 4, 3], from: &random)
    #expect(transformed(x, by: [PixelTransform(), PixelTransform()], fill: -1) == x)
  }
}
