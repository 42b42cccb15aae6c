import TensorCore

/// Images without sounds that the image encoder sees in the place of some images of a batch.
public struct UnpairedImages: Sendable {
  /// The numbers of the batch's pairs in whose places they stand, each once.
  public let places: [Int]
  /// The images, one for each place: [count, height, width, 3] in [-1, 1], in the size of
  /// `Configuration.encodedImage`.
  public let images: Tensor

  /// Images for places of a batch, in the same order.
  public init(places: [Int], images: Tensor) { (self.places, self.images) = (places, images) }
}
