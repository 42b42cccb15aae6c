import Autograd
import TensorCore

extension EfficientNetLite0 {
  /// How many depths of features losses and the discriminator use: those of strides 2, 4, 8 and 16.
  static let usedDepths = 4

  /// The feature loss of images: how far their features are from those of other images; not in the paper.
  ///
  /// It is the sum over four depths of the mean absolute difference of the features, each as a part of the
  /// features' mean size. L1 of pixels alone rewards the blurred mean of all images that are likely. Features
  /// of a network that knows edges and textures do not (Johnson et al., 2016).
  ///
  /// - Parameters:
  ///   - images: [n, height, width, 3] in [-1, 1].
  ///   - targets: what they should look like, of the same shape; a constant.
  ///   - pass: where the loss is recorded.
  /// - Returns: one number.
  func featureLoss(of images: Variable, to targets: Tensor, in pass: Pass) -> Variable {
    let wanted = features(
      of: Variable(targets), depths: Self.usedDepths, in: .inference(with: pass.compute))
    let found = features(of: images, depths: Self.usedDepths, in: pass)
    return zip(found, wanted).reduce(Variable(Tensor(0))) { loss, maps in
      let size = maps.1.value.meanSize + 1e-3
      return loss + 1 / size * maps.0.meanAbsoluteError(to: maps.1.value)
    }
  }
}

extension Tensor {
  /// The mean absolute value.
  fileprivate var meanSize: Scalar {
    meanAbsoluteError(self, Tensor(repeating: 0, shape: shape))
  }
}
