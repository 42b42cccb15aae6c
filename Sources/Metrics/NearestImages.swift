import Media

/// The distance of an image to the nearest of a set of real images, of its class and of any.
///
/// The distance of two images of one size is the mean absolute difference of their pixels over all
/// channels, 0 to 1. Sums are whole numbers, so the result is the same on every machine.
public struct NearestImages: Sendable {
  /// What a search found.
  public struct Distances: Sendable, Equatable {
    /// The distance to the nearest image of the same class; nil where the set has none.
    public let ownClass: Double?
    /// The distance to the nearest of all images; nil where the set has none.
    public let anyClass: Double?
  }

  /// All images one after another.
  private var pixels: [UInt8] = []
  private var labels: [Int] = []
  private let width, height: Int

  /// A set without images, of one size in pixels.
  public init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

  /// How many images the set has.
  public var count: Int { labels.count }

  /// Adds an image of the set's size, with its class.
  public mutating func append(_ image: Image, label: Int) {
    check(image)
    pixels += image.pixels
    labels.append(label)
  }

  /// Searches all images of the set but one.
  ///
  /// - Parameters:
  ///   - image: an image of the set's size.
  ///   - label: its class.
  ///   - excluded: the place in the set of the image itself, where it is part of the set.
  /// - Returns: the distances to the nearest ones.
  public func distances(
    of image: Image, label: Int, excluding excluded: Int? = nil
  ) -> Distances {
    check(image)
    let length = width * height * 3
    var (own, any) = (Int.max, Int.max)
    image.pixels.withUnsafeBufferPointer { image in
      pixels.withUnsafeBufferPointer { pixels in
        for index in labels.indices where index != excluded {
          let isOwn = labels[index] == label
          let other = UnsafeBufferPointer(rebasing: pixels[index * length..<(index + 1) * length])
          let sum = Self.difference(image, other, limit: isOwn ? max(own, any) : any)
          any = min(any, sum)
          if isOwn { own = min(own, sum) }
        }
      }
    }
    func distance(_ sum: Int) -> Double? {
      sum == .max ? nil : Double(sum) / Double(255 * length)
    }
    return Distances(ownClass: distance(own), anyClass: distance(any))
  }

  /// The sum of absolute differences; any number of at least `limit` where it is not below it.
  private static func difference(
    _ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>, limit: Int
  ) -> Int {
    var total = 0
    var start = 0
    while start < first.count {
      let end = min(start + 1_024, first.count)
      var sum: Int32 = 0
      for index in start..<end {
        let difference = Int32(first[index]) &- Int32(second[index])
        sum &+= difference < 0 ? 0 &- difference : difference
      }
      total += Int(sum)
      // What follows can only raise it.
      if total >= limit { return total }
      start = end
    }
    return total
  }

  private func check(_ image: Image) {
    precondition(
      image.width == width && image.height == height,
      "an image of \(image.width) x \(image.height); the set has \(width) x \(height)")
  }
}
