import TensorCore
import TestSupport
import Testing

@Suite struct CutoutTests {
  @Test func cutoutsMatchPyTorch() throws {
    let golden = GoldenCase("cutout", of: try Golden.file("decoder"))
    let rectangles = try golden["rectangles"].elements.map { Int($0) }
    let transforms = PixelTransform.list(try golden["transforms"]).enumerated().map { row, plain in
      var transform = plain
      let part = Array(rectangles[4 * row..<4 * row + 4])
      transform.cutout = .init(
        rows: part[0]..<part[0] + part[1], columns: part[2]..<part[2] + part[3])
      return transform
    }
    let y = transformed(try golden["x"], by: transforms, fill: -1)
    try golden.expect(y, is: "y", relative: 1e-6)
    let dx = transformedPullback(try golden["dy"], by: transforms)
    try golden.expect(dx, is: "dx", relative: 1e-6)
  }

  @Test(arguments: 1...5)
  func thePullbackIsTheAdjoint(seed: Int) {
    var random = RandomStream(seed: UInt64(seed), stream: 9)
    let x = Tensor.normal(shape: [3, 5, 7, 2], from: &random)
    let dy = Tensor.normal(shape: x.shape, from: &random)
    let transforms = (0..<3).map { image in
      let (top, left) = (random.integer(below: 4), random.integer(below: 5))
      return PixelTransform(
        down: random.integer(below: 7) - 3, factor: 1.5,
        cutout: image == 1 ? nil : .init(rows: top..<top + 2, columns: left..<left + 3))
    }
    let moved = transformed(x, by: transforms, fill: 0)
    #expect(dotFault(dy, moved, transformedPullback(dy, by: transforms), x) == nil)
  }

  @Test func squaredErrorsMatchPyTorch() throws {
    let golden = GoldenCase("squared", of: try Golden.file("decoder"))
    let (x, target) = (try golden["x"], try golden["target"])
    try golden.expect(Tensor(meanSquaredError(x, target)), is: "value", relative: 1e-6)
    let members = meanSquaredErrors(x, target)
    try golden.expect(Tensor(shape: [4], elements: members), is: "members", relative: 1e-6)
    let dx = meanSquaredErrorPullback(try golden["weight"].item, x, target)
    try golden.expect(dx, is: "dx", relative: 1e-6)
  }
}
