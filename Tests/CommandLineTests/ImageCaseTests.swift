import Files
import Media
import TestSupport
import Testing

/// Images as people have them, and what the program says of them: exact texts and exit codes.
///
/// The files are in `Tests/Cases`; each was made after a report about another program.
@Suite struct ImageCaseTests {
  private let folder = TemporaryFolder()

  private static func path(_ name: String) -> String {
    Golden.repository + "/Tests/Cases/" + name
  }

  private struct Case: Sendable {
    var name: String
    var format: String
    var width: Int
    var height: Int
    /// What is noted about the content.
    var warning: String?
    /// What is noted about the name.
    var nameNote: String?
  }

  private static let cases = [
    Case(name: "27-sampling-4x2.jpg", format: "jpeg", width: 160, height: 120),
    Case(name: "27b-sampling-3x1.jpg", format: "jpeg", width: 160, height: 120),
    Case(
      name: "28-bytes-before-eoi.jpg", format: "jpeg", width: 160, height: 120,
      warning: "is read in spite of a fault "
        + "(Corrupt JPEG data: 53 extraneous bytes before marker 0xd9)"),
    Case(name: "29-orientation-6.png", format: "png", width: 64, height: 96),
    Case(name: "29c-upright-control.png", format: "png", width: 64, height: 96),
    Case(
      name: "30-really-webp.jpg", format: "webp", width: 160, height: 120,
      nameNote: "is a WebP image, though its name ends in .jpg"),
    Case(
      name: "32-bad-crc-of-a-text.png", format: "png", width: 96, height: 64,
      warning: "has a wrong checksum in its chunk tEXt, which is left out"),
  ]

  @Test(arguments: cases) private func infoDescribesTheContent(_ image: Case) throws {
    let file = Self.path(image.name)
    let plain = try BuiltProgram.run(["info", file])
    #expect(plain.code == 0 && plain.errors.isEmpty)
    let warnings = image.warning.map { "warnings: \($0)\n" } ?? ""
    #expect(
      plain.text == "file: \(file)\nkind: image\nformat: \(image.format)\nwidth: \(image.width)\n"
        + "height: \(image.height)\n" + warnings)
    let json = try BuiltProgram.run(["info", "--json", file])
    let object = try StrictJSON.parse(json.text, subject: "output")
    #expect(object["warnings"]?.elements?.compactMap(\.text) == image.warning.map { [$0] })
  }

  @Test(arguments: cases) private func convertReadsAndNotes(_ image: Case) throws {
    let (file, output) = (Self.path(image.name), folder.path("out.png"))
    let made = try BuiltProgram.run(
      ["convert", "--model", Material.run, file, "-o", output, "--to", "image"])
    #expect(made.code == 0)
    let notes = [image.nameNote, image.warning].compactMap { $0 }
    #expect(
      made.errorsWithoutFamiliarity == notes.map { "note: \(file): \($0)\n" }.joined()
        + "\(file) -> \(output)\n")
  }

  @Test func anImageThatIsTurnedEqualsItsUprightControl() throws {
    let turned = try ImageFile.read(Self.path("29-orientation-6.png"))
    #expect(try turned == ImageFile.read(Self.path("29c-upright-control.png")))
  }

  @Test func anotherKindUnderTheNameOfAJPEGIsNamed() throws {
    let file = Self.path("30b-really-heic.jpg")
    let refusal =
      "error: \(file): a HEIC image cannot be read (PNG, JPEG and WebP can). Convert it first: "
      + "heif-convert IN OUT.png (Debian package libheif-examples).\n"
    for arguments in [
      ["info", file], ["convert", "--model", Material.run, file, "-o", folder.path("a.wav")],
      ["classify", file],
    ] {
      let refused = try BuiltProgram.run(arguments)
      #expect(refused.code == 65 && refused.errors == refusal && refused.output.isEmpty)
    }
  }

  @Test func aTextWithAWrongChecksumIsNotShown() throws {
    let bytes = try InputFile.read(Self.path("32-bad-crc-of-a-text.png"))
    #expect(ImageFile.text(ofPNG: bytes).isEmpty)
  }
}
