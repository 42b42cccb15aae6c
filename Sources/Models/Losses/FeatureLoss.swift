import Autograd
import TensorCore

/// The feature loss of images: how far their features are from those of other images; not in the paper.
///
/// L1 of pixels alone rewards the blurred mean of all images that are likely. Features of a network that knows
/// edges and textures do not (Johnson et al., 2016).
struct FeatureLoss {
  private let backbone: EfficientNetLite0
  /// The targets' features at each depth, divided by their mean size, and the factors that did this.
  private let targets: [(features: Tensor, factors: Tensor)]

  /// The loss with respect to some images.
  ///
  /// - Parameters:
  ///   - backbone: the network of the features.
  ///   - images: what others should look like: [n, height, width, 3] in [-1, 1].
  ///   - compute: the kernels.
  init(_ backbone: EfficientNetLite0, to images: Tensor, with compute: Compute) {
    self.backbone = backbone
    targets = backbone.frozenFeatures(of: Variable(images), in: .inference(with: compute)).map {
      map in
      let factors = map.value.inverseSizes
      return (product(map.value, factors), factors)
    }
  }

  /// The sum over four depths of the mean absolute difference of the features, each as a part of the mean size
  /// of the target's features.
  ///
  /// Each image has sizes of its own, so the loss of a batch is the mean of those of its parts.
  ///
  /// - Parameters:
  ///   - images: as many images as there are targets, of the same shape.
  ///   - pass: where the loss is recorded.
  /// - Returns: one number.
  func callAsFunction(_ images: Variable, in pass: Pass) -> Variable {
    let maps = backbone.frozenFeatures(of: images, in: pass)
    return zip(maps, targets).reduce(Variable(Tensor(0))) { loss, pair in
      let (map, target) = pair
      return loss + map.multiplied(by: target.factors).meanAbsoluteError(to: target.features)
    }
  }
}

extension Tensor {
  /// For each element, 1 / (the mean absolute value of its row + 0.001); a row is one image's features.
  fileprivate var inverseSizes: Tensor {
    let sizes = meanAbsoluteErrors(self, Tensor(repeating: 0, shape: shape))
    let length = count / max(1, sizes.count)
    return Tensor(
      shape: shape,
      elements: sizes.flatMap { [Scalar](repeating: 1 / ($0 + 1e-3), count: length) })
  }
}
