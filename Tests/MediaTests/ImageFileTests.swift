import Files
import Media
import TestSupport
import Testing

@Suite struct ImageFileTests {
  let image = Image(width: 3, height: 2, pixels: (0..<18).map { UInt8($0 * 14) })

  @Test func anImageSurvivesARoundTrip() throws {
    let folder = TemporaryFolder()
    let path = folder.path("image.png")
    try ImageFile.write(image, to: path)
    #expect(try ImageFile.read(path) == image)
    #expect(folder.names == ["image.png"])
  }

  @Test func aFileIsReplacedOnlyOnRequest() throws {
    let folder = TemporaryFolder()
    let path = folder.path("image.png")
    try ImageFile.write(image, to: path)
    let failure = #expect(throws: Failure.self) { try ImageFile.write(image, to: path) }
    #expect(failure?.kind == .cannotCreate)
    try ImageFile.write(image.mirrored(), to: path, replacing: true)
    #expect(try ImageFile.read(path) == image.mirrored())
  }

  @Test func textsTravelWithThePixels() throws {
    let texts = [
      ("cmcgan:spectrogram", #"{"bands": 128}"#), ("Title", "Flöte – 笛"), ("Title", ""),
      ("Comment", String(repeating: "long ", count: 4000)),
    ]
    let bytes = try ImageFile.encodedPNG(image, text: texts)
    let found = ImageFile.text(ofPNG: bytes)
    #expect(found.map(\.key) == texts.map(\.0))
    #expect(found.map(\.value) == texts.map(\.1))
    #expect(try ImageFile.read(bytes: bytes, subject: "a.png") == image)
    #expect(ImageFile.text(ofPNG: try ImageFile.encodedPNG(image)).isEmpty)
    #expect(ImageFile.text(ofPNG: Array("no image".utf8)).isEmpty)
  }

  @Test func cutTextsNeverCrash() throws {
    let bytes = try ImageFile.encodedPNG(image, text: [("Title", "ö"), ("Author", "nobody")])
    for length in 0..<bytes.count {
      #expect(ImageFile.text(ofPNG: Array(bytes[..<length])).count <= 2)
    }
    for place in 8..<bytes.count {
      var damaged = bytes
      damaged[place] = 0
      #expect(ImageFile.text(ofPNG: damaged).count <= 2)
    }
  }

  @Test func equalImagesGiveEqualBytes() throws {
    let texts = [("Title", "one")]
    #expect(
      try ImageFile.encodedPNG(image, text: texts) == ImageFile.encodedPNG(image, text: texts))
  }

  @Test func contentDecidesWhateverTheNameSays() throws {
    let folder = TemporaryFolder()
    try OutputFile.write(
      ImageFile.encodedPNG(image), to: folder.path("sound.wav"), replacing: false)
    #expect(try ImageFile.read(folder.path("sound.wav")) == image)
  }

  @Test(arguments: [
    ("", "empty file"),
    ("hello, this is text", "not a PNG or JPEG image (found plain text)"),
    ("GIF89a......", "not a PNG or JPEG image (found a GIF image)"),
    ("RIFF....WAVEfmt ", "not a PNG or JPEG image (found a WAV sound)"),
  ])
  func otherFilesAreRefusedByKind(_ content: String, _ problem: String) throws {
    #expect(throws: Failure(.badInput, "a.png", problem)) {
      try ImageFile.read(bytes: Array(content.utf8), subject: "a.png")
    }
  }

  @Test func aMissingFileIsNamed() throws {
    let path = TemporaryFolder().path("none.png")
    let failure = #expect(throws: Failure.self) { try ImageFile.read(path) }
    #expect(failure?.kind == .missingInput && failure?.subject == path)
  }
}
