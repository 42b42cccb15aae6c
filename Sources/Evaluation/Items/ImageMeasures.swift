/// The measures of the pixels of one image at one size.
package struct ImageMeasures: Sendable, BitwiseCopyable {
  /// The class of the image, or of the input that it was generated from.
  package let classIndex: Int
  /// The size, an index of the list of sizes.
  package let size: Int
  /// The distance to the nearest real image of the class, 0 to 1; nil where there is no other.
  package let ownClass: Double?
  /// The distance to the nearest real image, 0 to 1; nil where there is no other.
  package let anyClass: Double?
  /// The mean absolute gradient of luma.
  package let sharpness: Double

  /// Measures that are known already.
  package init(
    classIndex: Int, size: Int, ownClass: Double?, anyClass: Double?, sharpness: Double
  ) {
    (self.classIndex, self.size) = (classIndex, size)
    (self.ownClass, self.anyClass, self.sharpness) = (ownClass, anyClass, sharpness)
  }
}
