extension Image {
  /// The part of the image that starts at column `x` and row `y`.
  ///
  /// The part must lie inside the image.
  public func cropped(x: Int, y: Int, width: Int, height: Int) -> Image {
    precondition(
      x >= 0 && y >= 0 && width > 0 && height > 0 && width <= self.width - x
        && height <= self.height - y, "the part lies outside the image")
    var part = [UInt8]()
    part.reserveCapacity(width * height * 3)
    for row in y..<y + height {
      let start = (row * self.width + x) * 3
      part.append(contentsOf: pixels[start..<start + width * 3])
    }
    return Image(width: width, height: height, pixels: part)
  }

  /// The largest part around the centre whose sides are as `aspectWidth` to `aspectHeight`.
  ///
  /// Sides are rounded to the nearest pixel, and are at least one pixel.
  public func centerCropped(aspectWidth: Int, aspectHeight: Int) -> Image {
    precondition(aspectWidth > 0 && aspectHeight > 0, "an aspect has two positive parts")
    var (width, height) = (self.width, self.height)
    if width * aspectHeight > height * aspectWidth {
      width = max(1, (height * aspectWidth + aspectHeight / 2) / aspectHeight)
    } else {
      height = max(1, (width * aspectHeight + aspectWidth / 2) / aspectWidth)
    }
    guard width != self.width || height != self.height else { return self }
    return cropped(
      x: (self.width - width) / 2, y: (self.height - height) / 2, width: width, height: height)
  }

  /// The image with left and right exchanged.
  ///
  /// Mirroring twice gives the same image again.
  public func mirrored() -> Image {
    mapped(width: width, height: height) { x, y in (width - 1 - x, y) }
  }

  /// The image turned upright, if it was stored in a given orientation.
  func upright(from orientation: ImageOrientation) -> Image {
    let (right, bottom) = (width - 1, height - 1)
    return switch orientation {
    case .upright: self
    case .mirrored: mirrored()
    case .upsideDown: mapped(width: width, height: height) { x, y in (right - x, bottom - y) }
    case .flipped: mapped(width: width, height: height) { x, y in (x, bottom - y) }
    case .transposed: mapped(width: height, height: width) { x, y in (y, x) }
    case .turnedLeft: mapped(width: height, height: width) { x, y in (y, bottom - x) }
    case .transversed: mapped(width: height, height: width) { x, y in (right - y, bottom - x) }
    case .turnedRight: mapped(width: height, height: width) { x, y in (right - y, x) }
    }
  }

  /// An image of another shape whose pixel (x, y) is the pixel `source(x, y)` of this one.
  private func mapped(
    width newWidth: Int, height newHeight: Int, source: (Int, Int) -> (Int, Int)
  ) -> Image {
    let mapped = pixels.withUnsafeBufferPointer { pixels in
      [UInt8](unsafeUninitializedCapacity: newWidth * newHeight * 3) { buffer, count in
        var place = 0
        for y in 0..<newHeight {
          for x in 0..<newWidth {
            let (column, row) = source(x, y)
            let start = (row * width + column) * 3
            buffer[place] = pixels[start]
            buffer[place + 1] = pixels[start + 1]
            buffer[place + 2] = pixels[start + 2]
            place += 3
          }
        }
        count = place
      }
    }
    return Image(width: newWidth, height: newHeight, pixels: mapped)
  }
}
