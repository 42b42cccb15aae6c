import Media

extension HostileInput {
  /// A picture that is accepted can be written and read again.
  func readPicture(_ bytes: [UInt8]) throws {
    // Larger ones show nothing more, and cost the time of many.
    let image = try ImageFile.read(bytes: bytes, subject: "picture", maximumPixels: 1 << 18)
    let written = try ImageFile.encodedPNG(image)
    let again = try ImageFile.read(bytes: written, subject: "copy")
    precondition(again == image, "a picture changed when it was written")
  }
}
