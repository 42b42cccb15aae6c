/// Copies of images with zeros around them.
struct PaddedImages {
  /// The sides, zeros included.
  let height, width: Int
  let channels: Int
  private let before: (down: Int, right: Int)
  private let inner: (height: Int, width: Int)

  /// Places images of `inner` height and width into images of `height` x `width`.
  ///
  /// `before` is the offset from the upper left corner.
  init(
    height: Int, width: Int, channels: Int, before: (down: Int, right: Int),
    of inner: (height: Int, width: Int)
  ) {
    precondition(
      height >= before.down + inner.height && width >= before.right + inner.width,
      "images of \(inner) do not fit into \(height) x \(width)")
    (self.height, self.width, self.channels) = (height, width, channels)
    (self.before, self.inner) = (before, inner)
  }

  /// Places images with `before` zeros above and to the left.
  init(height: Int, width: Int, channels: Int, before: Int, of inner: (height: Int, width: Int)) {
    self.init(
      height: height, width: width, channels: channels, before: (before, before), of: inner)
  }

  /// The numbers of one padded image.
  var area: Int { height * width * channels }

  /// Calls `body` with padded copies of some images of a batch.
  ///
  /// Without padding, `body` gets the images themselves. Eight more numbers may be read behind padded copies.
  func withPadded(
    _ batch: UnsafePointer<Scalar>, _ images: Range<Int>, _ body: (UnsafePointer<Scalar>) -> Void
  ) {
    let innerArea = inner.height * inner.width * channels
    let first = batch + images.lowerBound * innerArea
    guard height > inner.height || width > inner.width else { return body(first) }
    withScratch(images.count * area + 8) { scratch in
      for image in 0..<images.count {
        pad(first + image * innerArea, into: scratch + image * area)
      }
      body(scratch)
    }
  }

  private func pad(_ source: UnsafePointer<Scalar>, into target: UnsafeMutablePointer<Scalar>) {
    let length = inner.width * channels
    let left = before.right * channels
    let right = (width - inner.width) * channels - left
    target.update(repeating: 0, count: before.down * width * channels)
    for row in 0..<inner.height {
      let place = target + (before.down + row) * width * channels
      place.update(repeating: 0, count: left)
      (place + left).update(from: source + row * length, count: length)
      (place + left + length).update(repeating: 0, count: right)
    }
    let end = before.down + inner.height
    (target + end * width * channels).update(
      repeating: 0, count: (height - end) * width * channels)
  }
}
