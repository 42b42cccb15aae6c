import Glibc
import Media

/// The structural similarity of two images, SSIM (Wang et al., 2004).
///
/// Local means, variances and the covariance are taken under a Gaussian window of 11 x 11 pixels
/// and standard deviation 1.5; K1 = 0.01, K2 = 0.03. The mean runs over the windows that lie wholly inside
/// the image, so no border is made up, and then over channels.
public enum StructuralSimilarity {
  /// The width of the window, and the least of an image, in pixels.
  public static let windowLength = 11

  private static let window: [Double] = {
    let weights = (0..<windowLength).map { i in
      let distance = Double(i - windowLength / 2) / 1.5
      return exp(-distance * distance / 2)
    }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }()

  /// The similarity of two images of 8-bit pixels: 1 for equal ones, down to -1.
  ///
  /// Both have the same sides, each of `windowLength` pixels or more.
  public static func between(_ first: Image, _ second: Image) -> Double {
    precondition(
      first.width == second.width && first.height == second.height, "images differ in size")
    return between(
      first.pixels.map { Double($0) }, second.pixels.map { Double($0) }, height: first.height,
      width: first.width, channels: 3, dataRange: 255)
  }

  /// The similarity of two images of levels from 0 to `dataRange`, [height, width, channels].
  ///
  /// 1 for equal images, down to -1. Levels in [-1, 1] must be raised by 1 first: of negative means
  /// the formula makes nonsense. Height and width are 11 at least.
  public static func between(
    _ first: [Double], _ second: [Double], height: Int, width: Int, channels: Int,
    dataRange: Double
  ) -> Double {
    precondition(
      first.count == height * width * channels && second.count == first.count && channels > 0,
      "levels do not fill images of \(height) x \(width) x \(channels)")
    precondition(
      min(height, width) >= windowLength, "an image of \(height) x \(width) holds no window")
    precondition(dataRange > 0, "a data range of \(dataRange)")
    let c1 = 0.01 * dataRange * 0.01 * dataRange
    let c2 = 0.03 * dataRange * 0.03 * dataRange
    var sum = 0.0
    for channel in 0..<channels {
      let x = stride(from: channel, to: first.count, by: channels).map { first[$0] }
      let y = stride(from: channel, to: second.count, by: channels).map { second[$0] }
      func mean(_ plane: [Double]) -> [Double] { windowMeans(plane, height: height, width: width) }
      let (meanX, meanY) = (mean(x), mean(y))
      let squareX = mean(x.map { $0 * $0 })
      let squareY = mean(y.map { $0 * $0 })
      let product = mean(zip(x, y).map { $0 * $1 })
      var channelSum = 0.0
      for i in meanX.indices {
        let (mx, my) = (meanX[i], meanY[i])
        let luminance = (2 * mx * my + c1) / (mx * mx + my * my + c1)
        let variances = squareX[i] - mx * mx + squareY[i] - my * my
        channelSum += luminance * (2 * (product[i] - mx * my) + c2) / (variances + c2)
      }
      sum += channelSum / Double(meanX.count)
    }
    return sum / Double(channels)
  }

  /// Weighted means under each window inside a plane: [height - 10, width - 10].
  private static func windowMeans(_ plane: [Double], height: Int, width: Int) -> [Double] {
    let columns = width - windowLength + 1
    let rows = height - windowLength + 1
    var across = [Double](repeating: 0, count: height * columns)
    for y in 0..<height {
      for (offset, weight) in window.enumerated() {
        for x in 0..<columns { across[y * columns + x] += weight * plane[y * width + x + offset] }
      }
    }
    var means = [Double](repeating: 0, count: rows * columns)
    for y in 0..<rows {
      for (offset, weight) in window.enumerated() {
        for x in 0..<columns {
          means[y * columns + x] += weight * across[(y + offset) * columns + x]
        }
      }
    }
    return means
  }
}
