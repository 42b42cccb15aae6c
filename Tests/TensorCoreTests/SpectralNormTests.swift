import TensorCore
import TestSupport
import Testing

@Suite struct SpectralNormTests {
  @Test(arguments: GoldenCase.spectralNorms)
  func twoPassesMatchPyTorch(name: String) throws {
    let layer = try GoldenCase(kernel: name)
    let weight = try layer["weight"]
    var vector = try layer["start"]
    for part in ["first", "second"] {
      let golden = try GoldenCase(kernel: "\(name).\(part)")
      let step = spectralStep(weight, output: vector)
      let value = singularValue(weight, input: step.input, output: step.output)
      let y = scaled(weight, by: 1 / value)
      try golden.expect(y, is: "y")
      try golden.expect(step.output, is: "vector")
      let dw = spectralPullback(
        try golden["dy"], result: y, singularValue: value, input: step.input, output: step.output)
      try golden.expect(dw, is: "dweight")
      vector = step.output
    }
  }

  /// A matrix with the known singular values 5, 2 and 1.
  @Test func theIterationFindsTheLargestSingularValue() {
    let diagonal = Tensor(shape: [2, 2, 3], elements: [0, 2, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1])
    var vector = Tensor(shape: [3], elements: [0.5, 0.5, 0.5])
    var value: Scalar = 0
    for _ in 0..<40 {
      let step = spectralStep(diagonal, output: vector)
      value = singularValue(diagonal, input: step.input, output: step.output)
      vector = step.output
    }
    #expect(abs(value - 5) < 1e-5)
    let found = closeness(of: vector.elements, to: [1, 0, 0])
    #expect(found.isClose, "\(found)")
  }
}
