import Threads

// Kernels that move pixels of [batch, height, width, channels] without mixing channels.

/// The four sizes of a batch of images.
private func sizes(_ x: Tensor) -> (n: Int, h: Int, w: Int, c: Int) {
  precondition(x.shape.count == 4, "a batch of images has four dimensions, not \(x.shape)")
  return (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
}

/// Extends images [n, h, w, channels] below and to the right with `value`, up to `height` x `width`.
///
/// `cropped(_:height:width:)` is the pullback.
public func padded(_ x: Tensor, height: Int, width: Int, value: Scalar) -> Tensor {
  let (n, h, w, c) = sizes(x)
  precondition(height >= h && width >= w, "padding cannot shrink \(h) x \(w)")
  guard height > h || width > w else { return x }
  return Tensor(shape: [n, height, width, c]) { out in
    out.update(repeating: value, count: n * height * width * c)
    x.withPointer { px in
      for row in 0..<n * h {
        (out + (row / h * height + row % h) * width * c)
          .update(from: px + row * w * c, count: w * c)
      }
    }
  }
}

/// The upper left `height` x `width` pixels of images [n, h, w, channels].
///
/// It is the pullback of `padded`; `padded` with the value 0 is the pullback of `cropped`.
public func cropped(_ x: Tensor, height: Int, width: Int) -> Tensor {
  let (n, h, w, c) = sizes(x)
  precondition(height <= h && width <= w, "cropping cannot enlarge \(h) x \(w)")
  guard height < h || width < w else { return x }
  return Tensor(shape: [n, height, width, c]) { out in
    x.withPointer { px in
      for row in 0..<n * height {
        (out + row * width * c)
          .update(from: px + (row / height * h + row % height) * w * c, count: width * c)
      }
    }
  }
}

/// Images of twice the size, from [n, h, w, channels] to [n, 2h, 2w, channels].
///
/// Each pixel is repeated two by two: nearest-neighbour upsampling.
public func upsampled(_ x: Tensor) -> Tensor {
  let (n, h, w, c) = sizes(x)
  return Tensor(shape: [n, 2 * h, 2 * w, c]) { out in
    x.withPointer { px in
      ThreadPool.shared.forEachRange(n * 2 * h, length: max(1, 16_384 / max(1, w * c))) { rows in
        for row in rows {
          let source = px + (row / (2 * h) * h + row % (2 * h) / 2) * w * c
          for pixel in 0..<2 * w {
            (out + (row * 2 * w + pixel) * c).update(from: source + pixel / 2 * c, count: c)
          }
        }
      }
    }
  }
}

/// The gradient of `upsampled`, given that of its result.
///
/// Each pixel gets the sum of its two by two copies. Both sides of `dy` must be even.
public func upsampledPullback(_ dy: Tensor) -> Tensor {
  let (n, h, w, c) = sizes(dy)
  precondition(h % 2 == 0 && w % 2 == 0, "an upsampled image has even sides")
  return Tensor(shape: [n, h / 2, w / 2, c]) { out in
    dy.withPointer { pdy in
      ThreadPool.shared.forEachRange(n * h / 2, length: max(1, 16_384 / max(1, w * c))) { rows in
        for row in rows {
          let upper = pdy + 2 * row * w * c
          let lower = upper + w * c
          for pixel in 0..<w / 2 {
            let target = out + (row * (w / 2) + pixel) * c
            let at = 2 * pixel * c
            for i in 0..<c {
              target[i] = upper[at + i] + upper[at + c + i] + lower[at + i] + lower[at + c + i]
            }
          }
        }
      }
    }
  }
}

/// The change of one image before it enters a discriminator: scale, offset, shift and cutout.
///
/// Source: Zhao et al., "Differentiable augmentation for data-efficient GAN training", 2020.
public struct PixelTransform: Sendable, Equatable {
  /// The shift in pixels, down and to the right; pixels that leave the image are lost.
  public var down, right: Int
  /// The factor of every value, and the number that is added to the product.
  public var factor, addend: Scalar
  /// The rectangle that is 0 in the result: a cutout; `nil` where there is none.
  public var cutout: Cutout?

  /// A rectangle of pixels inside an image.
  public struct Cutout: Sendable, Equatable {
    /// Its rows and columns.
    public var rows, columns: Range<Int>

    /// Makes a rectangle; it must lie within the images that are changed.
    public init(rows: Range<Int>, columns: Range<Int>) {
      (self.rows, self.columns) = (rows, columns)
    }
  }

  /// Makes a transform; without arguments it changes nothing.
  ///
  /// Negative shifts move the image up or to the left.
  public init(
    down: Int = 0, right: Int = 0, factor: Scalar = 1, addend: Scalar = 0, cutout: Cutout? = nil
  ) {
    (self.down, self.right, self.factor, self.addend) = (down, right, factor, addend)
    self.cutout = cutout
  }
}

/// Applies one transform to each image of a batch [n, height, width, channels].
///
/// Pixels that come in from outside have the value `fill`, those of a cutout 0: the middle of [-1, 1].
public func transformed(_ x: Tensor, by transforms: [PixelTransform], fill: Scalar) -> Tensor {
  let (n, h, w, c) = sizes(x)
  precondition(transforms.count == n, "\(transforms.count) transforms for \(n) images")
  return Tensor(shape: x.shape) { out in
    out.update(repeating: fill, count: x.count)
    x.withPointer { px in
      for (image, t) in transforms.enumerated() {
        forEachOverlap(t, height: h, width: w) { from, to, pixels in
          let source = px + (image * h * w + from) * c
          let target = out + (image * h * w + to) * c
          for i in 0..<pixels * c { target[i] = source[i] * t.factor + t.addend }
        }
        cutOut(t.cutout, of: out + image * h * w * c, width: w, channels: c)
      }
    }
  }
}

/// The gradient of `transformed` with respect to the images, given that of its result.
///
/// Pixels that left the image, or that the cutout covers, have the gradient 0.
public func transformedPullback(_ dy: Tensor, by transforms: [PixelTransform]) -> Tensor {
  let (_, h, w, c) = sizes(dy)
  let dy = transforms.contains { $0.cutout != nil } ? cutOut(dy, transforms) : dy
  return Tensor(shape: dy.shape) { out in
    out.update(repeating: 0, count: dy.count)
    dy.withPointer { pdy in
      for (image, t) in transforms.enumerated() {
        forEachOverlap(t, height: h, width: w) { from, to, pixels in
          let source = pdy + (image * h * w + to) * c
          let target = out + (image * h * w + from) * c
          for i in 0..<pixels * c { target[i] = source[i] * t.factor }
        }
      }
    }
  }
}

/// Images without the pixels of each one's cutout.
private func cutOut(_ x: Tensor, _ transforms: [PixelTransform]) -> Tensor {
  let (_, h, w, c) = sizes(x)
  return Tensor(shape: x.shape) { out in
    x.withPointer { out.update(from: $0, count: x.count) }
    for (image, t) in transforms.enumerated() {
      cutOut(t.cutout, of: out + image * h * w * c, width: w, channels: c)
    }
  }
}

/// Sets the pixels of a cutout to 0 in one image.
private func cutOut(
  _ cutout: PixelTransform.Cutout?, of image: UnsafeMutablePointer<Scalar>, width: Int,
  channels: Int
) {
  guard let cutout else { return }
  for row in cutout.rows {
    let start = image + (row * width + cutout.columns.lowerBound) * channels
    start.update(repeating: 0, count: cutout.columns.count * channels)
  }
}

/// Calls `body` with source pixel, target pixel and length of each run that stays in the image.
private func forEachOverlap(
  _ t: PixelTransform, height: Int, width: Int, _ body: (Int, Int, Int) -> Void
) {
  let pixels = width - abs(t.right)
  guard pixels > 0 else { return }
  for row in max(0, t.down)..<max(max(0, t.down), min(height, height + t.down)) {
    body((row - t.down) * width + max(0, -t.right), row * width + max(0, t.right), pixels)
  }
}
