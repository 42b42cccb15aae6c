import Autograd
import Layers
import Models
import TensorCore
import Testing

extension Tensor {
  /// Numbers in [-scale, scale) from hashes of the places of the elements; `number` tells tensors apart.
  ///
  /// `make_backbone_golden.py` has the same function.
  public static func hashed(_ number: UInt32, shape: [Int], scale: Double = 1) -> Tensor {
    Tensor(
      shape: shape,
      elements: (0..<UInt32(shape.reduce(1, *))).map { place in
        var x = place &* 2_654_435_761 &+ number &* 2_246_822_519
        x ^= x >> 16
        x = x &* 0x85EB_CA6B
        x ^= x >> 13
        x = x &* 0xC2B2_AE35
        x ^= x >> 16
        return Scalar(Float((Double(x) / 2_147_483_648 - 1) * scale))
      })
  }
}

/// What PyTorch makes of images by EfficientNet-Lite0: `backbone.safetensors`.
public enum BackboneGolden {
  /// Gives a network the weights that `make_backbone_golden.py` calls small.
  public static func fill(_ network: EfficientNetLite0) {
    for (number, parameter) in network.parameters.enumerated() {
      let shape = parameter.value.shape
      var scale = 0.5
      if shape.count > 1 {
        let products = shape.dropLast().reduce(1, *)
        scale = ((parameter.name.contains("project") ? 3 : 6) / Double(products)).squareRoot()
      }
      parameter.value = .hashed(UInt32(number), shape: shape, scale: scale)
    }
  }

  /// A network with those weights.
  public static func smallNetwork() -> EfficientNetLite0 {
    var source = WeightInitializer.zeros
    let network = EfficientNetLite0(from: &source)
    fill(network)
    return network
  }

  /// The loss whose gradient the file holds: mean products of all results with hashes.
  public static func loss(_ maps: [Variable], pooled: Variable) -> Variable {
    maps.enumerated().reduce(share(pooled, 1_001)) { loss, map in
      loss + share(map.element, 1_002 + UInt32(map.offset))
    }
  }

  private static func share(_ x: Variable, _ number: UInt32) -> Variable {
    x.along(.hashed(number, shape: x.shape, scale: 1 / Double(x.value.count)))
  }

  /// Expects PyTorch's features, pooled features and gradient of the images of a case.
  ///
  /// In single precision, rounding moves a few units over the edges of a ReLU6. So gradients are compared by their
  /// mean difference, as a part of their mean size. `isWhole` says whether the file has whole maps, or their means over positions and over blocks of the gradient.
  public static func expect(
    _ network: EfficientNetLite0, _ name: String, shape: [Int], isWhole: Bool
  ) throws {
    let golden = GoldenCase(name, of: try Golden.file("backbone"))
    let tape = Tape()
    let images = Tensor.hashed(1_000, shape: shape)
    let variable = tape.variable(images)
    let pass = Pass.training(tape)
    let maps = network.features(of: variable, in: pass)
    let pooled = network.pooled(try #require(maps.last), in: pass)
    #expect(maps.map { $0.shape[3] } == EfficientNetLite0.channels)
    try golden.expect(pooled.value, is: "pooled", relative: 1e-4)
    // The file has no map of stride 2: all others come from it.
    let deeper = Array(maps.dropFirst())
    for (number, map) in deeper.enumerated() {
      try golden.expect(
        isWhole ? map.value : meanOfPositions(map.value), is: "map.\(number)", relative: 1e-4)
    }
    let gradient = tape.gradients(of: loss(deeper, pooled: pooled), for: [variable])[0]
    let found = isWhole ? gradient : meanOfBlocks(gradient, side: 8)
    let expected = try golden["gradient"]
    let size = Double(meanAbsoluteError(expected, Tensor(repeating: 0, shape: expected.shape)))
    let error = Double(meanAbsoluteError(found, expected)) / size
    #expect(error < (Scalar.self == Double.self ? 1e-5 : 2e-3), "gradient of \(name): \(error)")
    #expect(network.pooledFeatures(of: images, with: .fromEnvironment) == pooled.value)
  }

  /// The mean of each block of pixels.
  private static func meanOfBlocks(_ x: Tensor, side: Int) -> Tensor {
    let (h, w, c) = (x.shape[1] / side, x.shape[2] / side, x.shape[3])
    var sums = [Double](repeating: 0, count: x.shape[0] * h * w * c)
    for (index, value) in x.elements.enumerated() {
      let (pixel, channel) = (index / c, index % c)
      let (row, column) = (pixel / x.shape[2], pixel % x.shape[2])
      let (image, y) = (row / x.shape[1], row % x.shape[1])
      sums[((image * h + y / side) * w + column / side) * c + channel] += Double(value)
    }
    return Tensor(
      shape: [x.shape[0], h, w, c], elements: sums.map { Scalar($0 / Double(side * side)) })
  }
}
