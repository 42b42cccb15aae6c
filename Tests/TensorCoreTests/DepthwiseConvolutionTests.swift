import TensorCore
import TestSupport
import Testing

@Suite struct DepthwiseConvolutionTests {
  static let paths = KernelPath.allCases.filter(\.isAvailable)

  @Test(arguments: GoldenCase.depthwiseConvolutions, paths)
  func aDepthwiseConvolutionMatchesPyTorch(name: String, path: KernelPath) throws {
    let golden = try GoldenCase(kernel: name)
    let compute = Compute(kernels: path)
    let (x, weight, dy) = (try golden["x"], try golden["weight"], try golden["dy"])
    let stride = Int(try golden["window"].elements[0])
    let isReLU6 = try golden["window"].elements[1] == 1
    let (slope, limit): (Scalar, Scalar) = isReLU6 ? (0, 6) : (1, .infinity)
    let y = depthwiseConvolution(
      x, weight: weight, bias: try golden["bias"], stride: stride, slope: slope, limit: limit,
      compute: compute)
    try golden.expect(y, is: "y")
    let plain = rectifiedPullback(dy, result: y, slope: slope, limit: limit)
    for (gradient, result) in [(dy, isReLU6 ? y : nil), (plain, nil)] {
      let dx = depthwiseConvolutionInputPullback(
        gradient, result: result, weight: weight, inputShape: x.shape, stride: stride,
        slope: slope, limit: limit, compute: compute)
      try golden.expect(dx, is: "dx")
    }
    let dw = depthwiseConvolutionWeightPullback(
      plain, input: x, window: weight.shape[0], stride: stride, compute: compute)
    try golden.expect(dw, is: "dweight")
    try golden.expect(sumOfRows(plain), is: "dbias")
  }

  @Test(arguments: paths)
  func aConvolutionWithALimitMatchesPyTorch(path: KernelPath) throws {
    let golden = try GoldenCase(kernel: "relu6.pointwise")
    let y = convolution(
      try golden["x"], weight: PackedWeight(try golden["weight"]), bias: try golden["bias"],
      window: try golden.window, slope: 0, limit: 6, compute: Compute(kernels: path))
    try golden.expect(y, is: "y")
  }

  @Test(arguments: paths)
  func aWinogradConvolutionHasALimit(path: KernelPath) {
    var random = RandomStream(seed: 3, stream: 82)
    let window = ConvolutionWindow(height: 4, width: 4, stride: 2, padding: 1)
    let x = Tensor.normal(shape: [8, 16, 16, 32], from: &random)
    let weight = PackedWeight(Tensor.normal(shape: [4, 4, 32, 32], from: &random))
    let compute = Compute(kernels: path)
    let y = convolution(x, weight: weight, window: window, compute: compute)
    #expect(
      convolution(x, weight: weight, window: window, slope: 0, limit: 6, compute: compute)
        == rectified(y, slope: 0, limit: 6))
  }

  @Test func theLimitIsKeptAtItsEdges() {
    let x = Tensor(shape: [6], elements: [-2, 0, 1, 6, 7, .nan])
    let y = rectified(x, slope: 0, limit: 6)
    #expect(y.elements.prefix(5) == [0, 0, 1, 6, 6] && y.elements[5].isNaN)
    let dy = Tensor(repeating: 3, shape: [6])
    let result = Tensor(shape: [6], elements: [0, 0, 1, 6, 6, 5])
    #expect(
      rectifiedPullback(dy, result: result, slope: 0.5, limit: 6).elements == [
        1.5, 1.5, 3, 0, 0, 3,
      ])
  }

  /// <dy, conv(x, w)> = <x, input pullback of dy> = <w, weight pullback of dy>.
  @Test(arguments: 0..<12, paths)
  func pullbacksAreAdjoint(seed: Int, path: KernelPath) {
    var random = RandomStream(seed: UInt64(seed), stream: 83)
    let compute = Compute(kernels: path)
    let (window, stride) = ([3, 5][random.integer(below: 2)], 1 + random.integer(below: 2))
    let channels = [1, 5, 16, 24, 33, 40][random.integer(below: 6)]
    let x = Tensor.normal(
      shape: [
        1 + random.integer(below: 20), 1 + random.integer(below: 40), 1 + random.integer(below: 40),
        channels,
      ], from: &random)
    let weight = Tensor.normal(shape: [window, window, channels], from: &random)
    let y = depthwiseConvolution(x, weight: weight, stride: stride, compute: compute)
    let dy = Tensor.normal(shape: y.shape, from: &random)
    let dx = depthwiseConvolutionInputPullback(
      dy, weight: weight, inputShape: x.shape, stride: stride, compute: compute)
    let dw = depthwiseConvolutionWeightPullback(
      dy, input: x, window: window, stride: stride, compute: compute)
    #expect(dotFault(dy, y, x, dx) == nil, "\(x.shape), window \(window), stride \(stride)")
    #expect(dotFault(dy, y, weight, dw) == nil, "\(x.shape), window \(window), stride \(stride)")
  }
}

#if !DOUBLE_PRECISION
  /// The loops of every path against plain loops.
  @Suite struct DirectDepthwiseConvolutionTests {
    @Test(arguments: DirectConvolutionTests.microKernels.indices, 0..<40)
    func everyMicroKernelMatchesPlainLoops(microKernel index: Int, seed: Int) throws {
      let (name, microKernel) = DirectConvolutionTests.microKernels[index]
      var random = RandomStream(seed: UInt64(seed), stream: 84)
      let (window, stride) = (1 + random.integer(below: 5), 1 + random.integer(below: 2))
      guard window >= stride else { return }
      let channels = [1, 3, 8, 16, 20, 32, 41, 96][random.integer(below: 8)]
      let shape = [
        1 + random.integer(below: 20), 1 + random.integer(below: 30), 1 + random.integer(below: 30),
        channels,
      ]
      let x = Tensor.normal(shape: shape, from: &random)
      let weight = Tensor.normal(shape: [window, window, channels], from: &random)
      let bias = Tensor.normal(shape: [channels], from: &random)
      let own = try #require(
        DirectDepthwiseConvolution(
          microKernel, input: shape, weight: weight.shape, stride: stride))
      let plain = Compute(kernels: .openBLAS)
      func expect(_ found: Tensor, _ expected: Tensor, _ what: String) {
        let closeness = closeness(of: found, to: expected)
        #expect(
          closeness.isClose, "\(what) by \(name), \(shape), \(window), \(stride): \(closeness)")
      }

      let y = depthwiseConvolution(
        x, weight: weight, bias: bias, stride: stride, slope: 0.25, limit: 2, compute: plain)
      expect(
        own.convolution(x, weight: weight, bias: bias, slope: 0.25, limit: 2), y, "result")
      let dy = Tensor.normal(shape: y.shape, from: &random)
      for result in [nil, y] {
        expect(
          own.inputPullback(dy, result: result, weight: weight, slope: 0.25, limit: 2),
          depthwiseConvolutionInputPullback(
            dy, result: result, weight: weight, inputShape: shape, stride: stride, slope: 0.25,
            limit: 2, compute: plain), "gradient of the input")
      }
      expect(
        own.weightPullback(dy, input: x),
        depthwiseConvolutionWeightPullback(
          dy, input: x, window: window, stride: stride, compute: plain), "gradient of the weight")
    }

    @Test(arguments: [[5, 20, 16, 40], [1, 7, 9, 96], [3, 70, 66, 33]])
    func threadsDoNotMatter(shape: [Int]) throws {
      var random = RandomStream(seed: 1, stream: 85)
      let x = Tensor.normal(shape: shape, from: &random)
      let weight = Tensor.normal(shape: [5, 5, shape[3]], from: &random)
      for (name, microKernel) in DirectConvolutionTests.microKernels {
        let own = try #require(
          DirectDepthwiseConvolution(microKernel, input: shape, weight: weight.shape, stride: 2))
        let results = ThreadCounts.results([1, 2, 3]) { _ in
          let y = own.convolution(x, weight: weight, bias: nil, slope: 0, limit: 6)
          return [
            y, own.inputPullback(y, result: y, weight: weight, slope: 0, limit: 6),
            own.weightPullback(y, input: x),
          ]
        }
        #expect(results[1] == results[0] && results[2] == results[0], "\(name)")
      }
    }
  }
#endif
