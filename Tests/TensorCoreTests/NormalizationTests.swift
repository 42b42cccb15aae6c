import TensorCore
import TestSupport
import Testing

@Suite struct NormalizationTests {
  @Test(arguments: GoldenCase.normalizations, ["first", "second"])
  func normalizationMatchesPyTorch(name: String, batch: String) throws {
    let layer = try GoldenCase(kernel: name)
    let golden = try GoldenCase(kernel: "\(name).\(batch)")
    let kind: NormalizationKind = name.hasPrefix("batch") ? .batch : .instance
    let (x, gain, bias) = (try golden["x"], try layer["gain"], try layer["bias"])
    let statistics = channelStatistics(x, over: kind)
    #expect(statistics.mean.shape == [kind == .batch ? 1 : x.shape[0], x.channels])
    let y = normalized(x, by: statistics, gain: gain, bias: bias, epsilon: 1e-5)
    try golden.expect(y, is: "y")
    let gradients = normalizedPullback(
      try golden["dy"], x, by: statistics, gain: gain, bias: bias, epsilon: 1e-5)
    try golden.expect(gradients.x, is: "dx", relative: 2e-5)
    try golden.expect(gradients.gain, is: "dgain")
    try golden.expect(gradients.bias, is: "dbias")
  }

  @Test(arguments: GoldenCase.normalizations.filter { $0.hasPrefix("batch") })
  func runningStatisticsMatchPyTorch(name: String) throws {
    let layer = try GoldenCase(kernel: name)
    let golden = try GoldenCase(kernel: "\(name).inference")
    let statistics = ChannelStatistics(
      mean: try layer["running_mean"], variance: try layer["running_variance"])
    let y = normalized(
      try golden["x"], by: statistics, gain: try layer["gain"], bias: try layer["bias"],
      epsilon: 1e-5)
    try golden.expect(y, is: "y")
  }

  @Test func aConstantChannelHasNoVariance() {
    let x = Tensor(
      shape: [2, 2, 2, 2], elements: (0..<16).map { $0 % 2 == 0 ? 0.1 : Scalar($0) })
    let statistics = channelStatistics(x, over: .batch)
    #expect(statistics.variance.elements[0] == 0)
    #expect(statistics.mean.elements == [0.1, 8])
    #expect(statistics.variance.elements[1] == 21)
  }

  /// The plain formula E[x^2] - E[x]^2 would lose all digits here in single precision.
  @Test func aLargeMeanDoesNotHideASmallVariance() {
    var random = RandomStream(seed: 3, stream: 0)
    let standardDeviations = (0..<4_000).map { _ in Scalar((random.uniform() * 64).rounded() / 64) }
    let x = Tensor(shape: [4, 10, 50, 2], elements: standardDeviations.map { 4_096 + $0 })
    let near = channelStatistics(
      Tensor(shape: x.shape, elements: standardDeviations), over: .instance)
    let far = channelStatistics(x, over: .instance)
    let found = closeness(of: far.variance, to: near.variance)
    #expect(found.isClose, "\(found)")
  }

  /// The activation that normalisation takes along is that of its own.
  @Test(arguments: [NormalizationKind.batch, .instance], [Scalar(0), 0.2])
  func aSlopeEqualsLeakyReLUAfterwards(kind: NormalizationKind, slope: Scalar) {
    var random = RandomStream(seed: 3, stream: 30)
    let x = Tensor.normal(shape: [3, 5, 4, 6], from: &random)
    let dy = Tensor.normal(shape: x.shape, from: &random)
    let gain = Tensor.normal(shape: [6], from: &random)
    let bias = Tensor.normal(shape: [6], from: &random)
    let statistics = channelStatistics(x, over: kind)
    let plain = normalized(x, by: statistics, gain: gain, bias: bias, epsilon: 1e-5)
    let y = leakyReLU(plain, slope: slope)
    #expect(
      normalized(x, by: statistics, gain: gain, bias: bias, epsilon: 1e-5, slope: slope) == y)
    let found = normalizedPullback(
      dy, x, by: statistics, gain: gain, bias: bias, epsilon: 1e-5, slope: slope)
    let expected = normalizedPullback(
      leakyReLUPullback(dy, result: y, slope: slope), x, by: statistics, gain: gain, bias: bias,
      epsilon: 1e-5)
    #expect(found.x == expected.x && found.gain == expected.gain && found.bias == expected.bias)
  }
}
