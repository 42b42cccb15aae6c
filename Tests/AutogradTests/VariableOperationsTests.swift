import Autograd
import TensorCore
import TestSupport
import Testing

@Suite struct VariableOperationsTests {
  private typealias Operation = (Variable) -> Variable

  /// Runs an operation on the tape; expects PyTorch's result and gradient.
  private func expect(
    _ golden: GoldenCase, _ prefix: String, of x: Tensor, _ operation: Operation
  ) throws {
    let tape = Tape()
    let x = tape.variable(x)
    let y = operation(x)
    try golden.expect(y.value, is: "\(prefix).y")
    let dx = tape.gradients(of: y.along(try golden["\(prefix).dy"]), for: [x])[0]
    try golden.expect(dx, is: "\(prefix).dx")
  }

  @Test func movesMatchPyTorch() throws {
    let golden = try GoldenCase(kernel: "move")
    let x = try golden["x"]
    try expect(golden, "padded", of: x) { $0.padded(height: 4, width: 7, value: -1) }
    try expect(golden, "cropped", of: x) { $0.cropped(height: 2, width: 4) }
    try expect(golden, "doubled", of: x) { $0.upsampled() }
  }

  @Test func rowsOfUnitMeanSquareMatchPyTorch() throws {
    let golden = try GoldenCase(kernel: "rows")
    try expect(golden, "unit", of: try golden["x"]) { $0.scaledToUnitMeanSquare() }
  }

  @Test func transformsMatchPyTorch() throws {
    let golden = try GoldenCase(kernel: "transform")
    let transforms = PixelTransform.list(try golden["transforms"])
    let tape = Tape()
    let x = tape.variable(try golden["x"])
    let y = x.transformed(by: transforms, fill: -1)
    try golden.expect(y.value, is: "y")
    try golden.expect(
      tape.gradients(of: y.along(try golden["dy"]), for: [x])[0], is: "dx")
  }

  @Test func rowsSideBySideMatchPyTorch() throws {
    let golden = try GoldenCase(kernel: "move.joined")
    let tape = Tape()
    let (a, b) = (tape.variable(try golden["a"]), tape.variable(try golden["b"]))
    let y = a.concatenated(with: b)
    try golden.expect(y.value, is: "y")
    let gradients = tape.gradients(of: y.along(try golden["dy"]), for: [a, b])
    try golden.expect(gradients[0], is: "da")
    try golden.expect(gradients[1], is: "db")
  }

  @Test func lossesMatchPyTorch() throws {
    let golden = try GoldenCase(kernel: "loss")
    let (x, target) = (try golden["x"], try golden["target"])
    let weight = try golden["weight"].item
    let losses: [(String, Operation)] = [
      ("absolute", { $0.meanAbsoluteError(to: target) }),
      ("softplus_real", { $0.meanSoftplus(sign: -1) }),
      ("softplus_unreal", { $0.meanSoftplus(sign: 1) }),
      ("hinge_real", { $0.meanHinge(sign: -1) }),
      ("hinge_unreal", { $0.meanHinge(sign: 1) }),
      ("mean", { $0.mean() }),
    ]
    for (name, loss) in losses {
      let tape = Tape()
      let variable = tape.variable(x)
      let value = loss(variable)
      try golden.expect(value.value, is: "\(name).value")
      let dx = tape.gradients(of: weight * value, for: [variable])[0]
      try golden.expect(dx, is: "\(name).dx")
    }
  }

  @Test(arguments: ["plain", "smoothed", "level"])
  func crossEntropiesMatchPyTorch(name: String) throws {
    let golden = try GoldenCase(kernel: "softmax")
    let tape = Tape()
    let x = tape.variable(try golden["x"])
    let loss = x.meanCrossEntropy(
      labels: try golden["labels"].elements.map { Int($0) },
      smoothing: try golden["\(name).smoothing"].item)
    try golden.expect(loss.value, is: "\(name).value", relative: 1e-6)
    let dx = tape.gradients(of: try golden["weight"].item * loss, for: [x])[0]
    try golden.expect(dx, is: "\(name).dx", relative: 1e-6)
  }

  /// Runs an operation on the tape that keeps the case's own names.
  private func expect(_ golden: GoldenCase, _ operation: Operation) throws {
    let tape = Tape()
    let x = tape.variable(try golden["x"])
    let y = operation(x)
    try golden.expect(y.value, is: "y", relative: 1e-6)
    let dx = tape.gradients(of: y.along(try golden["dy"]), for: [x])[0]
    try golden.expect(dx, is: "dx", relative: 1e-6)
  }

  @Test func factorsAndMeansOfPositionsMatchPyTorch() throws {
    let golden = try GoldenCase(kernel: "product")
    let factors = try golden["factors"]
    try expect(golden) { $0.multiplied(by: factors) }
    try expect(GoldenCase(kernel: "positions")) { $0.meanOfPositions() }
  }

  @Test func noGradientGoesThroughAConstant() {
    let tape = Tape()
    let x = tape.variable(Tensor(shape: [2], elements: [3, -1]))
    let y = 2 * x.constant + 5 * x
    #expect(y.value.elements == [21, -7])
    let dx = tape.gradients(of: y.along(Tensor(shape: [2], elements: [1, 10])), for: [x])[0]
    #expect(dx.elements == [5, 50])
  }

  @Test func sumsMultiplesAndShapesHaveTheirGradients() {
    let tape = Tape()
    let a = tape.variable(Tensor(shape: [2, 2], elements: [1, 2, 3, 4]))
    let b = tape.variable(Tensor(shape: [4], elements: [5, 6, 7, 8]))
    let y = a.reshaped([4]) + 3 * b
    #expect(y.value.elements == [16, 20, 24, 28])
    let direction = Tensor(shape: [4], elements: [1, 0, -2, 0.5])
    let gradients = tape.gradients(of: y.along(direction), for: [a, b])
    #expect(gradients[0] == direction.reshaped([2, 2]))
    #expect(gradients[1].elements == [3, 0, -6, 1.5])
  }
}
