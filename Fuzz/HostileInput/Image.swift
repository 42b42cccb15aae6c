import Media

extension HostileInput {
  /// An image that is accepted can be written and read again.
  func readImage(_ bytes: [UInt8]) throws {
    // Larger ones show nothing more, and cost the time of many.
    let image = try ImageFile.read(bytes: bytes, subject: "image", maximumPixels: 1 << 18)
    let written = try ImageFile.encodedPNG(image)
    let again = try ImageFile.read(bytes: written, subject: "copy")
    precondition(again == image, "an image changed when it was written")
  }
}
