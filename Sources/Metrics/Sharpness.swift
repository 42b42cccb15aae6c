import Media

/// How sharp an image is: the mean absolute gradient of its luma.
///
/// A blurred copy has a lower value, noise a higher one. So the value of a good generated image is near
/// that of real images, not above.
public enum Sharpness {
  /// The mean absolute difference of neighbours across, plus that of neighbours down.
  ///
  /// Luma is 0.299 R + 0.587 G + 0.114 B, 0 to 255 (ITU-R BT.601). The result is 0 for one colour and 510
  /// at most. A direction of one pixel has no neighbours and counts as 0.
  public static func of(_ image: Image) -> Double {
    let (width, height) = (image.width, image.height)
    // Thousandths of luma are whole numbers, so that sums are exact.
    var luma = [Int](repeating: 0, count: width * height)
    image.pixels.withUnsafeBufferPointer { pixels in
      for index in 0..<width * height {
        let red = 299 * Int(pixels[3 * index])
        let green = 587 * Int(pixels[3 * index + 1])
        luma[index] = red + green + 114 * Int(pixels[3 * index + 2])
      }
    }
    var (across, down) = (0, 0)
    luma.withUnsafeBufferPointer { luma in
      for y in 0..<height {
        for x in 0..<width {
          let index = y * width + x
          if x > 0 { across += abs(luma[index] - luma[index - 1]) }
          if y > 0 { down += abs(luma[index] - luma[index - width]) }
        }
      }
    }
    func mean(_ sum: Int, _ count: Int) -> Double {
      Double(sum) / (1000 * Double(max(1, count)))
    }
    return mean(across, (width - 1) * height) + mean(down, width * (height - 1))
  }
}
