import Configuration
import Media
import TensorCore

/// The features by which images are compared without a network.
enum ImageFeatures {
  /// The pixels of an image at 16 x 16, from levels [height, width, 3] in [-1, 1].
  static func thumbnail(_ levels: some Sequence<Scalar>, _ format: ImageFormat) -> [Double] {
    Image(width: format.width, height: format.height, signedLevels: levels.map { Float($0) })
      .scaled(width: 16, height: 16).signedLevels.map { Double($0) }
  }
}
