import Configuration
import Media
import Models
import TensorCore
import Threads
import Training

/// The pooled features of images by EfficientNet-Lite0, which was trained on ImageNet alone.
///
/// It knows nothing of the data set, so it judges independently of the evaluators. Its weights come from
/// `make backbone`.
package struct BackboneFeatures: FeatureExtractor {
  /// The side at which the network was trained; images are scaled to it.
  private static let side = 224

  package let space = FeatureSpace.backbone
  private let network: EfficientNetLite0
  private let format: ImageFormat
  private let compute: Compute

  /// Reads the weights; nil where the machine has no file of them.
  ///
  /// - Throws: `Failure` of kind `missingInput` where the environment names a file that is not there, of kind
  ///   `badInput` where it is damaged.
  init?(_ format: ImageFormat, _ compute: Compute) throws {
    guard let path = BackboneFile.path() else { return nil }
    self.init(try BackboneFile.network(at: path), format, compute)
  }

  /// Takes a network that is at hand.
  package init(_ network: EfficientNetLite0, _ format: ImageFormat, _ compute: Compute) {
    (self.network, self.format, self.compute) = (network, format, compute)
  }

  package func features(of levels: Tensor) -> [[Double]] {
    let side = Self.side
    let images = ThreadPool.shared.map(levels.shape[0]) { row -> [Float] in
      let image = Image(
        width: format.width, height: format.height,
        signedLevels: levels.row(row).map { Float($0) })
      return image.scaled(width: side, height: side).signedLevels
    }
    let features = network.pooledFeatures(
      of: Tensor(
        shape: [images.count, side, side, 3],
        elements: images.flatMap { $0.map { Scalar($0) } }), with: compute)
    return images.indices.map { features.row($0).map { Double($0) } }
  }
}
