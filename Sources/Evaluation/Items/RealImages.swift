import Configuration
import Media
import Metrics
import TensorCore
import Threads
import Training

/// Real images of the training pairs and of the split, at each size at which images are compared.
///
/// The sizes are the model's own, and those of 128 and 64 pixels for the shorter side where the model's is
/// larger. Images are only ever reduced, by the bicubic filter that also prepares the data: an enlarged image
/// would be judged by what the filter adds. So models of different sizes compare at a size that both have.
struct RealImages {
  /// The shorter sides at which larger images are compared too.
  private static let commonSides = [128, 64]
  /// At most so many images of each of the two sets are searched.
  private static let most = 2_000
  /// The images of each set have at most so many bytes at the model's own size.
  private static let mostBytes = 128 << 20

  private let format: ImageFormat
  private let sizes: [(width: Int, height: Int)]
  /// The images, one set a size.
  private var images: [NearestImages]
  /// The place in these sets of those images of the split that are searched.
  private var places: [Int: Int] = [:]

  /// Loads the images; of many pairs, some of them, evenly.
  init(training: SampleStore, split: SampleStore, _ format: ImageFormat) throws {
    self.format = format
    sizes = Self.sizes(format)
    images = sizes.map { NearestImages(width: $0.width, height: $0.height) }
    let most = min(Self.most, max(1, Self.mostBytes / (format.width * format.height * 3)))
    for store in [training, split] {
      let chosen = store.pairs.count.evenIndices(most: most)
      for batch in chosen.indices.batches {
        let part = Array(chosen[batch])
        try store.load(part)
        let levels = store.images(part)
        for (row, index) in part.enumerated() {
          if store === split { places[index] = count }
          append(levels.row(row), label: store.pairs[index].classIndex)
        }
      }
    }
  }

  /// How many images are searched.
  var count: Int { images[0].count }

  /// The names of the sizes in tables, such as "64 x 64", width first.
  var sizeNames: [String] { sizes.map { "\($0.width) x \($0.height)" } }

  /// The measures of images at each size.
  ///
  /// - Parameters:
  ///   - levels: images [n, height, width, 3] in [-1, 1].
  ///   - labels: the class of each.
  ///   - pairs: the pairs of the split where these are their real images, which are then not compared
  ///     with themselves.
  /// - Returns: the measures of the first image at each size, then those of the next.
  func measures(
    of levels: Tensor, labels: [Int], themselves pairs: Range<Int>? = nil
  ) -> [ImageMeasures] {
    ThreadPool.shared.map(levels.shape[0]) { row -> [ImageMeasures] in
      let place = pairs.flatMap { places[$0.lowerBound + row] }
      return scaled(levels.row(row)).enumerated().map { size, image in
        let nearest = images[size].distances(of: image, label: labels[row], excluding: place)
        return ImageMeasures(
          classIndex: labels[row], size: size, ownClass: nearest.ownClass,
          anyClass: nearest.anyClass, sharpness: Sharpness.of(image))
      }
    }.flatMap { $0 }
  }

  private mutating func append(_ levels: some Sequence<Scalar>, label: Int) {
    for (size, image) in scaled(levels).enumerated() { images[size].append(image, label: label) }
  }

  /// An image at each size, from levels [height, width, 3] in [-1, 1].
  private func scaled(_ levels: some Sequence<Scalar>) -> [Image] {
    let image = Image(
      width: format.width, height: format.height, signedLevels: levels.map { Float($0) })
    return sizes.map { image.scaled(width: $0.width, height: $0.height) }
  }

  /// The sizes for images of a format, the own one first.
  static func sizes(_ format: ImageFormat) -> [(width: Int, height: Int)] {
    let shorter = min(format.width, format.height)
    return [(format.width, format.height)]
      + commonSides.filter { $0 < shorter }.map { side in
        (
          width: (format.width * side + shorter / 2) / shorter,
          height: (format.height * side + shorter / 2) / shorter
        )
      }
  }
}

extension Int {
  /// Up to `most` indices of a list of this length, evenly spread and ascending.
  func evenIndices(most: Int) -> [Int] {
    let chosen = Swift.min(self, most)
    return (0..<chosen).map { $0 * self / chosen }
  }
}
