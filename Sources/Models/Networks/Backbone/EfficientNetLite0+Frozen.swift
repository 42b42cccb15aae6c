import Autograd
import TensorCore
import Threads

extension EfficientNetLite0 {
  /// How many depths of features the feature loss and the discriminator use: those of strides 2, 4, 8 and 16.
  static let usedDepths = 4

  /// The features of images at several depths, from weights that take no gradient.
  ///
  /// The numbers are those of `features`. But each image goes through all layers on one thread, so that what
  /// lies between the layers, which is much more than the weights, stays in a core's cache.
  ///
  /// - Parameters:
  ///   - images: [n, height, width, 3] in [-1, 1], of even sides.
  ///   - depths: how many of the five.
  ///   - pass: where the features are recorded, and what they are computed with. For images that need no
  ///     gradient nothing is recorded.
  /// - Returns: `depths` maps; see `features`.
  package func frozenFeatures(
    of images: Variable, depths: Int = usedDepths, in pass: Pass
  ) -> [Variable] {
    for parameter in parameters { parameter.share() }
    let count = images.shape[0]
    let parts = ThreadPool.shared.map(count) { index in
      FrozenPart(
        self, images.value.items([index]), depths: depths, isConstant: images.isConstant, in: pass)
    }
    let maps = (0..<depths).map { depth in
      Tensor(joining: parts.map { $0.maps[depth].value })
    }
    return Variable.results(maps, of: images) { gradients in
      Tensor(
        joining: ThreadPool.shared.map(count) { index in
          parts[index].gradient(gradients.map { $0?.items([index]) })
        })
    }
  }

  /// The features of one image, with a tape of its own.
  private struct FrozenPart {
    private let tape = Tape()
    private let image: Variable
    let maps: [Variable]

    init(
      _ network: EfficientNetLite0, _ image: Tensor, depths: Int, isConstant: Bool, in pass: Pass
    ) {
      self.image = isConstant ? Variable(image) : tape.variable(image)
      maps = network.features(
        of: self.image, depths: depths,
        in: isConstant ? .inference(with: pass.compute) : pass.recorded(on: tape))
    }

    /// The gradient of the image, given that of each map.
    func gradient(_ gradients: [Tensor?]) -> Tensor {
      let known = zip(maps, gradients).compactMap { map, gradient in
        gradient.map { (map, gradient: $0) }
      }
      return tape.gradients(from: known, for: [image])[0]
    }
  }
}
