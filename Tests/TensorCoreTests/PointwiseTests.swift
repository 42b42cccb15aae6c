import TensorCore
import TestSupport
import Testing

@Suite struct PointwiseTests {
  @Test(arguments: [("leaky", 0.2), ("rectifier", 0)])
  func rectifiersMatchPyTorch(name: String, slope: Double) throws {
    let golden = try GoldenCase(kernel: "pointwise.\(name)")
    let y = leakyReLU(try golden["x"], slope: Scalar(slope))
    try golden.expect(y, is: "y", relative: 1e-6)
    let dx = leakyReLUPullback(try golden["dy"], result: y, slope: Scalar(slope))
    try golden.expect(dx, is: "dx", relative: 1e-6)
  }

  @Test func theHyperbolicTangentMatchesPyTorch() throws {
    let golden = try GoldenCase(kernel: "pointwise.tanh")
    let y = hyperbolicTangent(try golden["x"])
    try golden.expect(y, is: "y", relative: 1e-6)
    let dx = hyperbolicTangentPullback(try golden["dy"], result: y)
    try golden.expect(dx, is: "dx", relative: 1e-6)
  }

  @Test func lossesMatchPyTorch() throws {
    let golden = try GoldenCase(kernel: "loss")
    let (x, target, weight) = (
      try golden["x"], try golden["target"], try golden["weight"].item
    )
    let cases: [(String, Scalar, Tensor)] = [
      (
        "absolute", meanAbsoluteError(x, target), meanAbsoluteErrorPullback(weight, x, target)
      ),
      (
        "softplus_real", meanSoftplus(x, sign: -1), meanSoftplusPullback(weight, x, sign: -1)
      ),
      (
        "softplus_unreal", meanSoftplus(x, sign: 1), meanSoftplusPullback(weight, x, sign: 1)
      ),
      ("hinge_real", meanHinge(x, sign: -1), meanHingePullback(weight, x, sign: -1)),
      ("hinge_unreal", meanHinge(x, sign: 1), meanHingePullback(weight, x, sign: 1)),
    ]
    for (name, value, dx) in cases {
      try golden.expect(Tensor(value), is: "\(name).value", relative: 1e-6)
      try golden.expect(dx, is: "\(name).dx", relative: 1e-6)
    }
    try golden.expect(Tensor(mean(x)), is: "mean.value", relative: 1e-6)
  }

  @Test func lossesOfLargeValuesAreFinite() {
    let x = Tensor(shape: [2], elements: [-1e30, 1e30])
    for sign: Scalar in [-1, 1] {
      #expect(meanSoftplus(x, sign: sign) == 0.5e30)
      let slopes = meanSoftplusPullback(1, x, sign: sign).elements
      #expect(slopes.allSatisfy { $0.isFinite })
    }
  }

  @Test func aPerfectReconstructionHasNoGradient() {
    let x = Tensor(shape: [3], elements: [0.5, -1, 0])
    #expect(meanAbsoluteErrorPullback(1, x, x).elements == [0, 0, 0])
  }

  @Test func sumsAndDifferencesAreOfEachElement() {
    let x = Tensor(shape: [3], elements: [1, -2, 0.5])
    let y = Tensor(shape: [3], elements: [0.25, 4, -1])
    #expect(sum(x, y).elements == [1.25, 2, -0.5])
    #expect(difference(x, y).elements == [0.75, -6, 1.5])
    #expect(scaled(x, by: -2).elements == [-2, 4, -1])
  }

  @Test func productsMatchPyTorch() throws {
    let golden = try GoldenCase(kernel: "product")
    let factors = try golden["factors"]
    try golden.expect(product(try golden["x"], factors), is: "y", relative: 1e-6)
    try golden.expect(product(try golden["dy"], factors), is: "dx", relative: 1e-6)
  }

  @Test func errorsOfMembersMatchPyTorch() throws {
    let golden = try GoldenCase(kernel: "members")
    let (x, target) = (try golden["x"], try golden["target"])
    let errors = meanAbsoluteErrors(x, target)
    try golden.expect(Tensor(shape: [errors.count], elements: errors), is: "y", relative: 1e-6)
    let mean = errors.reduce(0, +) / Scalar(errors.count)
    #expect(abs(mean - meanAbsoluteError(x, target)) < 1e-6)
  }
}
