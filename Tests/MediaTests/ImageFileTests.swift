import Files
import Media
import Safetensors
import TensorCore
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

  /// A PNG with chunks put in before its pixels and before its end.
  private func png(before: [UInt8] = [], after: [UInt8] = []) throws -> [UInt8] {
    var bytes = try ImageFile.encodedPNG(image)
    bytes.insert(contentsOf: after, at: bytes.count - 12)
    bytes.insert(contentsOf: before, at: 33)
    return bytes
  }

  /// A chunk with its checksum.
  private func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    let number = { (number: UInt32) in withUnsafeBytes(of: number.bigEndian) { Array($0) } }
    let checksum = body.withUnsafeBytes { Checksum.crc32(of: $0) }
    return number(UInt32(content.count)) + body + number(checksum)
  }

  /// A zlib stream of stored bytes, as many blocks as are needed.
  private func stored(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: bytes.count, by: 65_535) {
      let block = bytes[start..<min(start + 65_535, bytes.count)]
      let (low, high) = (UInt8(block.count & 0xFF), UInt8(block.count >> 8))
      stream += [start + 65_535 >= bytes.count ? 1 : 0, low, high, ~low, ~high] + block
    }
    let sum = bytes.reduce((a: 1, b: 0)) { sums, byte in
      let a = (sums.a + Int(byte)) % 65_521
      return (a, (sums.b + a) % 65_521)
    }
    return stream + withUnsafeBytes(of: UInt32(sum.b << 16 | sum.a).bigEndian) { Array($0) }
  }

  @Test func textsOfEveryChunkAreReadOnBothSidesOfThePixels() throws {
    let before =
      chunk("tEXt", Array("Plain\0caf".utf8) + [0xE9])
      + chunk("zTXt", Array("Packed\0\0".utf8) + stored(Array("small".utf8)))
    let after = chunk("iTXt", Array("World\0\0\0de\0Welt\0Flöte".utf8))
    let found = ImageFile.text(ofPNG: try png(before: before, after: after))
    #expect(found.map(\.key) == ["Plain", "Packed", "World"])
    #expect(found.map(\.value) == ["café", "small", "Flöte"])
  }

  @Test func aTextWithAWrongChecksumIsLeftOut() throws {
    var wrong = chunk("tEXt", Array("Title\0one".utf8))
    wrong[wrong.count - 1] ^= 1
    let good = chunk("tEXt", Array("Author\0nobody".utf8))
    #expect(ImageFile.text(ofPNG: try png(before: wrong + good)).map(\.key) == ["Author"])
  }

  @Test func damagedPixelsDoNotHideATextBehindThem() throws {
    var bytes = try png(after: chunk("tEXt", Array("Title\0late".utf8)))
    let pixels = try #require(bytes.firstRange(of: Array("IDAT".utf8)))
    for place in pixels.upperBound..<pixels.upperBound + 8 { bytes[place] ^= 0x55 }
    #expect(ImageFile.text(ofPNG: bytes).map(\.value) == ["late"])
  }

  @Test func unpackedSizeAndNumberOfTextsHaveALimit() throws {
    let large = [UInt8](repeating: 0x61, count: 1 << 20)
    let plain = chunk("tEXt", Array("Large\0".utf8) + large)
    let packed = chunk("zTXt", Array("Packed\0\0".utf8) + stored(large))
    // What is not packed costs no more than the file itself.
    let sizes = ImageFile.text(ofPNG: try png(before: plain + packed)).map(\.value.utf8.count)
    #expect(sizes == [1 << 20])
    let many = (0..<1000).flatMap { chunk("tEXt", Array("Key \($0)\0x".utf8)) }
    let found = ImageFile.text(ofPNG: try png(before: many))
    #expect((100...128).contains(found.count) && found[99].key == "Key 99")
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
    ("hello, this is text", "not a PNG, JPEG or WebP image (found plain text)"),
    ("RIFF....WAVEfmt ", "not a PNG, JPEG or WebP image (found a WAV sound)"),
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
