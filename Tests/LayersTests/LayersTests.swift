import Autograd
import Layers
import TensorCore
import TestSupport
import Testing

@Suite struct LayersTests {
  /// Puts golden values into a layer's parameters and expects PyTorch's result and gradients.
  ///
  /// Of a frozen layer, the gradients of the parameters are not asked for.
  private func expect(
    _ layer: any Layer, matches golden: GoldenCase, parameters keys: [String],
    relative: Double = 1e-5, isFrozen: Bool = false
  ) throws {
    #expect(layer.parameters.count == keys.count)
    for (parameter, key) in zip(layer.parameters, keys) { parameter.value = try golden[key] }
    let tape = Tape()
    let x = tape.variable(try golden["x"])
    let pass = Pass.training(tape)
    let y = layer(x, in: pass)
    try golden.expect(y.value, is: "y")
    let variables = [x] + (isFrozen ? [] : layer.parameters.map { tape.variable(of: $0) })
    let gradients = tape.gradients(of: y.along(try golden["dy"]), for: variables)
    for (gradient, key) in zip(gradients, ["x"] + keys) {
      try golden.expect(gradient, is: "d\(key)", relative: relative)
    }
  }

  /// What a convolution's case says of its parameters.
  private func parameters(_ golden: GoldenCase) -> [String] {
    golden.optional("bias") == nil ? ["weight"] : ["weight", "bias"]
  }

  @Test(arguments: GoldenCase.convolutions)
  func convolutionsMatchPyTorch(name: String) throws {
    let golden = try GoldenCase(kernel: name)
    let shape = try golden["weight"].shape
    var source = WeightInitializer.zeros
    let layer = Convolution2D(
      "layer", inputChannels: shape[2], outputChannels: shape[3], window: try golden.window,
      hasBias: golden.optional("bias") != nil, from: &source)
    try expect(layer, matches: golden, parameters: parameters(golden))
  }

  @Test(arguments: GoldenCase.depthwiseConvolutions)
  func depthwiseConvolutionsMatchPyTorch(name: String) throws {
    let golden = try GoldenCase(kernel: name)
    let shape = try golden["weight"].shape
    let window = try golden["window"].elements
    var source = WeightInitializer.zeros
    let layer = DepthwiseConvolution2D(
      "layer", channels: shape[2], window: shape[0], stride: Int(window[0]),
      slope: window[1] == 1 ? 0 : 1, limit: window[1] == 1 ? 6 : .infinity, from: &source)
    try expect(layer, matches: golden, parameters: ["weight", "bias"])
    try expect(layer, matches: golden, parameters: ["weight", "bias"], isFrozen: true)
  }

  @Test func aConvolutionWithALimitMatchesPyTorch() throws {
    var source = WeightInitializer.zeros
    let layer = Convolution2D(
      "layer", inputChannels: 5, outputChannels: 40,
      window: ConvolutionWindow(height: 1, width: 1), hasBias: true, slope: 0, limit: 6,
      from: &source)
    try expect(
      layer, matches: GoldenCase(kernel: "relu6.pointwise"), parameters: ["weight", "bias"])
  }

  @Test(arguments: GoldenCase.transposedConvolutions)
  func transposedConvolutionsMatchPyTorch(name: String) throws {
    let golden = try GoldenCase(kernel: name)
    let shape = try golden["weight"].shape
    var source = WeightInitializer.zeros
    let layer = TransposedConvolution2D(
      "layer", inputChannels: shape[3], outputChannels: shape[2], window: try golden.window,
      hasBias: golden.optional("bias") != nil, from: &source)
    try expect(layer, matches: golden, parameters: parameters(golden))
  }

  @Test(arguments: GoldenCase.resizeConvolutions)
  func resizeConvolutionsMatchPyTorch(name: String) throws {
    let golden = try GoldenCase(kernel: name)
    let shape = try golden["weight"].shape
    var source = WeightInitializer.zeros
    let layer = ResizeConvolution2D(
      "layer", inputChannels: shape[2], outputChannels: shape[3],
      hasBias: golden.optional("bias") != nil, from: &source)
    try expect(layer, matches: golden, parameters: parameters(golden))
  }

  @Test(arguments: GoldenCase.denseLayers)
  func denseLayersMatchPyTorch(name: String) throws {
    let golden = try GoldenCase(kernel: name)
    let shape = try golden["weight"].shape
    var source = WeightInitializer.zeros
    let layer = Dense("layer", inputs: shape[0], outputs: shape[1], from: &source)
    try expect(layer, matches: golden, parameters: ["weight", "bias"])
  }

  @Test func selfAttentionMatchesPyTorch() throws {
    var source = WeightInitializer.zeros
    let layer = SelfAttention("layer", channels: 16, from: &source)
    try expect(
      layer, matches: try GoldenCase(kernel: "attention"),
      parameters: ["query", "key", "value", "output"])
  }

  @Test func selfAttentionChangesNothingAtFirst() throws {
    var source = WeightInitializer(kind: .normal, seed: 1, stream: 1)
    let layer = SelfAttention("layer", channels: 16, from: &source)
    let x = try GoldenCase(kernel: "attention")["x"]
    #expect(layer(Variable(x), in: .inference).value == x)
  }

  @Test func aResidualBlockMatchesPyTorch() throws {
    var source = WeightInitializer.zeros
    let layer = ResidualBlock(
      "layer", channels: 5, normalization: nil, slope: 0.2, from: &source)
    try expect(
      layer, matches: try GoldenCase(kernel: "residual"),
      parameters: ["first.weight", "first.bias", "second.weight", "second.bias"])
  }

  @Test func aResidualBlockOfOneConvolutionMatchesPyTorch() throws {
    var source = WeightInitializer.zeros
    let layer = ResidualBlock(
      "layer", channels: 5, convolutions: 1, normalization: .batch, slope: 0, sumSlope: 0,
      from: &source)
    try expect(
      layer, matches: GoldenCase("residual", of: try Golden.file("decoder")),
      parameters: ["weight", "gain", "bias"], relative: 2e-5)
  }

  /// A function of each element as a layer.
  private struct Pointwise: Layer {
    let function: (Variable) -> Variable
    var parameters: [Parameter] { [] }
    func callAsFunction(_ x: Variable, in pass: Pass) -> Variable { function(x) }
  }

  @Test func activationsMatchPyTorch() throws {
    let activations: [(String, any Layer)] = [
      ("leaky", Pointwise { $0.leakyReLU(slope: 0.2) }),
      ("rectifier", Pointwise { $0.leakyReLU(slope: 0) }), ("tanh", HyperbolicTangent()),
    ]
    for (name, activation) in activations {
      try expect(activation, matches: try GoldenCase(kernel: "pointwise.\(name)"), parameters: [])
    }
  }

  /// Two batches in training, which move the running statistics, then one outside training.
  @Test(arguments: GoldenCase.normalizations)
  func normalizationMatchesPyTorch(name: String) throws {
    let golden = try GoldenCase(kernel: name)
    let isBatch = name.hasPrefix("batch")
    let channels = try golden["gain"].count
    let layer = Normalization("layer", kind: isBatch ? .batch : .instance, channels: channels)
    for (parameter, key) in zip(layer.parameters, ["gain", "bias"]) {
      parameter.value = try golden[key]
    }
    for part in ["first", "second"] {
      let golden = try GoldenCase(kernel: "\(name).\(part)")
      let tape = Tape()
      let x = tape.variable(try golden["x"])
      let y = layer(x, in: .training(tape))
      try golden.expect(y.value, is: "y")
      let variables = [x] + layer.parameters.map { tape.variable(of: $0) }
      let gradients = tape.gradients(of: y.along(try golden["dy"]), for: variables)
      for (gradient, key) in zip(gradients, ["dx", "dgain", "dbias"]) {
        try golden.expect(gradient, is: key, relative: 2e-5)
      }
    }
    #expect(layer.buffers.count == (isBatch ? 2 : 0))
    for (buffer, key) in zip(layer.buffers, ["running_mean", "running_variance"]) {
      try golden.expect(buffer.value, is: key)
    }
    let later = try GoldenCase(kernel: "\(name).inference")
    try later.expect(layer(Variable(try later["x"]), in: .inference).value, is: "y")
  }

  @Test func aPassThatKeepsStateMovesNothing() throws {
    let layer = Normalization("layer", kind: .batch, channels: 3)
    let x = Variable(try GoldenCase(kernel: "batch.far_from_zero.first")["x"])
    let before = layer.buffers.map(\.value)
    let judged = layer(x, in: .training(Tape()).keepingState).value
    #expect(layer.buffers.map(\.value) == before)
    #expect(layer(x, in: .training(Tape())).value == judged)
    #expect(layer.buffers.map(\.value) != before)
  }

  /// Images that each light one number show the whole weight as the result.
  @Test func aConvolutionIsDividedByItsLargestSingularValue() throws {
    var source = WeightInitializer(kind: .normal, seed: 1, stream: 1)
    let layer = Convolution2D(
      "layer", inputChannels: 3, outputChannels: 5,
      window: ConvolutionWindow(height: 4, width: 4), hasBias: false, spectralNorm: true,
      from: &source)
    try expectSpectralNorm(of: layer, "spectral.convolution", shows: [48, 4, 4, 3])
  }

  @Test(arguments: ["spectral.dense", "spectral.one_output"])
  func aDenseLayerIsDividedByItsLargestSingularValue(name: String) throws {
    let shape = try GoldenCase(kernel: name)["weight"].shape
    var source = WeightInitializer(kind: .normal, seed: 1, stream: 1)
    let layer = Dense(
      "layer", inputs: shape[0], outputs: shape[1], spectralNorm: true, from: &source)
    try expectSpectralNorm(of: layer, name, shows: [shape[0], shape[0]])
  }

  private func expectSpectralNorm(
    of layer: any Layer, _ name: String, shows shape: [Int]
  ) throws {
    let golden = try GoldenCase(kernel: name)
    let weight = layer.parameters[0]
    let vector = try #require(layer.buffers.first)
    weight.value = try golden["weight"]
    vector.value = try golden["start"]
    let count = shape[0]
    let units = Tensor(
      shape: shape, elements: (0..<count * count).map { $0 / count == $0 % count ? 1 : 0 })
    for part in ["first", "second"] {
      let golden = try GoldenCase(kernel: "\(name).\(part)")
      let before = vector.value
      let judged = layer(Variable(units), in: .training(Tape()).keepingState).value
      #expect(vector.value == before)
      let tape = Tape()
      let y = layer(Variable(units), in: .training(tape))
      #expect(y.value == judged)
      let expected = try golden["y"]
      try golden.expect(y.value.reshaped(expected.shape), is: "y")
      try golden.expect(vector.value, is: "vector")
      let direction = try golden["dy"].reshaped(y.shape)
      let gradient = tape.gradients(of: y.along(direction), for: [weight])[0]
      try golden.expect(gradient, is: "dweight")
    }
  }

  @Test func aChainHasThePartsOfItsLayers() {
    var source = WeightInitializer(kind: .normal, seed: 1, stream: 1)
    let dense = Dense("dense", inputs: 2, outputs: 3, from: &source)
    let norm = Normalization("norm", kind: .batch, channels: 3)
    let chain = Sequential([dense, norm, HyperbolicTangent()])
    #expect(
      chain.parameters.map(\.name) == ["dense.weight", "dense.bias", "norm.gain", "norm.bias"])
    #expect(chain.buffers.map(\.name) == ["norm.runningMean", "norm.runningVariance"])
    let x = Variable(Tensor(shape: [2, 2], elements: [1, 2, 3, -4]))
    let pass = Pass.inference
    #expect(
      chain(x, in: pass).value
        == norm(dense(x, in: pass), in: pass).hyperbolicTangent().value)
  }

  @Test func weightsDependOnSeedStreamAndPlaceAlone() {
    func weights(seed: UInt64, stream: UInt32) -> [Tensor] {
      var source = WeightInitializer(kind: .normal, seed: seed, stream: stream)
      return [source.weight(shape: [5, 4]), source.weight(shape: [5, 4])]
    }
    let first = weights(seed: 1, stream: 1)
    #expect(first == weights(seed: 1, stream: 1))
    #expect(first[0] != first[1])
    #expect(first != weights(seed: 2, stream: 1))
    #expect(first != weights(seed: 1, stream: 2))
  }

  /// Without a normalisation behind it, such a layer keeps the size of what passes through it.
  @Test(arguments: [0, 0.2, 1])
  func scaledWeightsKeepTheSizeOfTheirInputs(slope: Double) {
    for kind in WeightInitializer.Kind.allCases {
      var source = WeightInitializer(kind: kind, seed: 4, stream: 1)
      let weight = source.scaledWeight(inputs: 300, outputs: 200, slope: slope)
      #expect(weight.shape == [300, 200])
      let square = weight.elements.reduce(0.0) { $0 + Double($1) * Double($1) }
      let expected = 2 / (1 + slope * slope) / 300
      #expect(abs(square / Double(weight.count) / expected - 1) < 0.03)
    }
    var zeros = WeightInitializer.zeros
    #expect(
      zeros.scaledWeight(inputs: 2, outputs: 3, slope: slope)
        == Tensor(repeating: 0, shape: [2, 3]))
  }

  @Test func normalWeightsHaveTheDeviationOfDCGAN() {
    var source = WeightInitializer(kind: .normal, seed: 4, stream: 1)
    let weight = source.weight(shape: [4, 4, 64, 64])
    let square = weight.elements.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs((square / Double(weight.count)).squareRoot() - 0.02) < 2e-4)
  }
}
