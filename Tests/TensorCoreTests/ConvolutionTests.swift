import TensorCore
import TestSupport
import Testing

@Suite struct ConvolutionTests {
  @Test(arguments: GoldenCase.convolutions)
  func aConvolutionMatchesPyTorch(name: String) throws {
    let golden = try GoldenCase(kernel: name)
    let (x, weight, dy) = (try golden["x"], try golden["weight"], try golden["dy"])
    let window = try golden.window
    let y = convolution(
      x, weight: PackedWeight(weight), bias: golden.optional("bias"), window: window,
      compute: .fromEnvironment)
    try golden.expect(y, is: "y")
    let dx = convolutionInputPullback(
      dy, weight: PackedWeight(weight), inputShape: x.shape, window: window,
      compute: .fromEnvironment)
    try golden.expect(dx, is: "dx")
    let dw = convolutionWeightPullback(
      dy, input: x, weightShape: weight.shape, window: window, compute: .fromEnvironment)
    try golden.expect(dw, is: "dweight")
    if golden.optional("bias") != nil {
      try golden.expect(sumOfRows(dy), is: "dbias")
    }
  }

  @Test(arguments: GoldenCase.transposedConvolutions)
  func aTransposedConvolutionMatchesPyTorch(name: String) throws {
    let golden = try GoldenCase(kernel: name)
    let (x, weight, dy) = (try golden["x"], try golden["weight"], try golden["dy"])
    let window = try golden.window
    let plain = convolutionInputPullback(
      x, weight: PackedWeight(weight), inputShape: dy.shape, window: window,
      compute: .fromEnvironment)
    let y = golden.optional("bias").map { addingToRows(plain, $0) } ?? plain
    try golden.expect(y, is: "y")
    try golden.expect(
      convolution(dy, weight: PackedWeight(weight), window: window, compute: .fromEnvironment),
      is: "dx")
    let dw = convolutionWeightPullback(
      x, input: dy, weightShape: weight.shape, window: window, compute: .fromEnvironment)
    try golden.expect(dw, is: "dweight")
  }

  /// Windows, image sides and channels, with more images than go into one block.
  static let shapes: [(window: ConvolutionWindow, n: Int, h: Int, w: Int, c: Int, o: Int)] = [
    (ConvolutionWindow(height: 4, width: 4, stride: 2, padding: 1), 9, 24, 22, 3, 5),
    (ConvolutionWindow(height: 4, width: 4, stride: 2, padding: 1), 2, 7, 9, 33, 17),
    (ConvolutionWindow(height: 4, width: 4, stride: 2, padding: 1), 5, 2, 2, 64, 64),
    (ConvolutionWindow(height: 3, width: 3, stride: 1, padding: 1), 7, 16, 16, 2, 4),
    (ConvolutionWindow(height: 8, width: 4), 3, 8, 4, 16, 9),
    (ConvolutionWindow(height: 1, width: 1), 6, 5, 5, 3, 70),
    (ConvolutionWindow(height: 3, width: 2, stride: 3, padding: 2), 4, 9, 10, 3, 3),
  ]

  /// <dy, conv(x, w)> = <x, input pullback of dy> = <w, weight pullback of dy>.
  @Test(arguments: shapes.indices)
  func pullbacksAreAdjoints(shape: Int) {
    let (window, n, h, w, c, o) = Self.shapes[shape]
    for seed in 1...3 {
      var random = RandomStream(seed: UInt64(seed), stream: UInt32(shape))
      let x = Tensor.normal(shape: [n, h, w, c], from: &random)
      let weight = Tensor.normal(
        shape: [window.height, window.width, c, o], standardDeviation: 0.1, from: &random)
      let y = convolution(
        x, weight: PackedWeight(weight), window: window, compute: .fromEnvironment)
      let dy = Tensor.normal(shape: y.shape, from: &random)
      let dx = convolutionInputPullback(
        dy, weight: PackedWeight(weight), inputShape: x.shape, window: window,
        compute: .fromEnvironment)
      let dw = convolutionWeightPullback(
        dy, input: x, weightShape: weight.shape, window: window, compute: .fromEnvironment)
      #expect(dotFault(dy, y, x, dx) == nil, "input, seed \(seed)")
      #expect(dotFault(dy, y, weight, dw) == nil, "weight, seed \(seed)")
    }
  }

  /// Images do not see each other, however they are cut into blocks.
  @Test(arguments: shapes.indices)
  func aBatchEqualsItsImagesOneByOne(shape: Int) {
    let (window, n, h, w, c, o) = Self.shapes[shape]
    var random = RandomStream(seed: 5, stream: UInt32(shape))
    let x = Tensor.normal(shape: [n, h, w, c], from: &random)
    let weight = Tensor.normal(shape: [window.height, window.width, c, o], from: &random)
    let y = convolution(x, weight: PackedWeight(weight), window: window, compute: .fromEnvironment)
    let dy = Tensor.normal(shape: y.shape, from: &random)
    let dx = convolutionInputPullback(
      dy, weight: PackedWeight(weight), inputShape: x.shape, window: window,
      compute: .fromEnvironment)
    let dw = convolutionWeightPullback(
      dy, input: x, weightShape: weight.shape, window: window, compute: .fromEnvironment)
    var total = Tensor(repeating: 0, shape: weight.shape)
    for image in 0..<n {
      let (one, oneGradient) = (member(image, of: x), member(image, of: dy))
      let alone = convolution(
        one, weight: PackedWeight(weight), window: window, compute: .fromEnvironment)
      let found = closeness(of: member(image, of: y), to: alone)
      #expect(found.isClose, "result of image \(image): \(found)")
      let aloneGradient = convolutionInputPullback(
        oneGradient, weight: PackedWeight(weight), inputShape: one.shape, window: window,
        compute: .fromEnvironment)
      let foundGradient = closeness(of: member(image, of: dx), to: aloneGradient)
      #expect(foundGradient.isClose, "gradient of image \(image): \(foundGradient)")
      total = sum(
        total,
        convolutionWeightPullback(
          oneGradient, input: one, weightShape: weight.shape, window: window,
          compute: .fromEnvironment))
    }
    let found = closeness(of: dw, to: total)
    #expect(found.isClose, "gradient of the weight: \(found)")
  }

  @Test func onlyPositionsThatFitCount() {
    let window = ConvolutionWindow(height: 4, width: 4, stride: 2, padding: 1)
    #expect(window.positions(height: 64, width: 63) == (32, 31))
    #expect(window.positions(height: 2, width: 3) == (1, 1))
    #expect(ConvolutionWindow(height: 5, width: 2).positions(height: 5, width: 7) == (1, 6))
  }
}
