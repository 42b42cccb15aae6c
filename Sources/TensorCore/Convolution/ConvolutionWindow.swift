/// The window of a convolution: its size, its step and the padding of the image.
///
/// The networks use 4x4 windows of stride 2 and padding 1, which halve an image, and windows that cover a
/// whole image.
public struct ConvolutionWindow: Sendable, Hashable {
  /// Rows of the window.
  public let height: Int
  /// Columns of the window.
  public let width: Int
  /// Pixels from one position to the next, down and across.
  public let stride: Int
  /// Zeros on each side of the image.
  public let padding: Int

  /// Makes a window of at least one pixel.
  ///
  /// - Parameters:
  ///   - height: rows of the window, at least 1.
  ///   - width: columns of the window, at least 1.
  ///   - stride: pixels from one position to the next, at least 1.
  ///   - padding: zeros on each side of the image, at least 0.
  public init(height: Int, width: Int, stride: Int = 1, padding: Int = 0) {
    precondition(height > 0 && width > 0 && stride > 0 && padding >= 0, "no such window")
    self.height = height
    self.width = width
    self.stride = stride
    self.padding = padding
  }

  /// The number of positions of the window over an image, down and across.
  ///
  /// Rows and columns that no whole step reaches are left out. The padded image must be at least as large
  /// as the window.
  public func positions(height h: Int, width w: Int) -> (height: Int, width: Int) {
    precondition(
      h + 2 * padding >= height && w + 2 * padding >= width,
      "a window of \(height) x \(width) does not fit \(h) x \(w)")
    return ((h + 2 * padding - height) / stride + 1, (w + 2 * padding - width) / stride + 1)
  }
}
