import Files
import TestSupport
import Testing

@Suite struct FileKindTests {
  @Test(arguments: Sample.all)
  func theFirstBytesTellTheKind(sample: Sample) {
    #expect(FileKind.sniff(sample.bytes) == sample.kind)
  }

  @Test func aCutCharacterIsStillText() {
    for count in 0..<4 {
      let text = String(repeating: "a", count: count) + String(repeating: "é語", count: 40)
      #expect(FileKind.sniff([UInt8](text.utf8)) == .text)
      #expect(FileKind.sniff([UInt8](text.utf8.prefix(64))) == .text)
    }
  }

  @Test func aTagBeforeTheSoundIsSkipped() {
    func tagged(_ bytes: [UInt8], tags: Int = 1) -> FileKind {
      // 200 bytes of padding, in digits of seven bits.
      let tag = Array("ID3\u{4}\0\0\0\0\u{1}\u{48}".utf8) + [UInt8](repeating: 0, count: 200)
      return FileKind.of(ByteSource((0..<tags).flatMap { _ in tag } + bytes))
    }
    #expect(tagged(Array("fLaC\0\0\0\u{22}".utf8)) == .flac)
    #expect(tagged(Array("fLaC\0\0\0\u{22}".utf8), tags: 2) == .flac)
    #expect(tagged([0xFF, 0xF1, 0x50, 0x80, 0x02, 0x1F, 0xFC]) == .aac)
    for other in [[], [0xFF, 0xFB, 0x90, 0x64], [0, 0, 0], Array("words".utf8)] {
      #expect(tagged(other) == .mp3)
    }
  }

  @Test func framesAreFoundBehindOtherBytes() {
    // Layer III of 128 kilobits a second at 44.1 kHz: 417 bytes.
    let frame = [0xFF, 0xFB, 0x90, 0x64] + [UInt8](repeating: 0, count: 413)
    func kind(_ beginning: [UInt8], frames: Int) -> FileKind {
      FileKind.of(ByteSource(beginning + (0..<frames).flatMap { _ in frame }))
    }
    for beginning in [[0, 0, 0], Array("ICY 200 OK\r\n\r\n".utf8), [0xFF, 0xFB, 0x90, 1, 2]] {
      #expect(kind(beginning, frames: 4) == .mp3)
    }
    #expect(kind([0, 0, 0], frames: 3) == .unknown)
    #expect(kind(Array("{\(String(repeating: " ", count: 80))}".utf8), frames: 9) == .json)
  }

  @Test func theNameOfAFileDoesNotMatter() throws {
    let folder = TemporaryFolder()
    try OutputFile.write("RIFF....WAVE", to: folder.path("a.png"), replacing: false)
    #expect(try FileKind.of(folder.path("a.png")) == .wav)
    #expect(FileKind.wav.isSound && !FileKind.wav.isImage)
    #expect(FileKind.png.isImage && !FileKind.gif.isImage && FileKind.gif.isMedium)
    #expect(FileKind.gif.refusal(of: "a") != nil && FileKind.png.refusal(of: "a") == nil)
  }

  @Test func everyKindHasANameWithItsArticle() {
    for kind in FileKind.allCases where kind != .json && kind != .text {
      #expect(kind.named.hasPrefix("a ") || kind.named.hasPrefix("an "))
    }
  }
}

/// The beginning of a file and its kind.
struct Sample: Sendable {
  var kind: FileKind
  var bytes: [UInt8]

  init(_ kind: FileKind, _ bytes: [UInt8]) {
    self.kind = kind
    self.bytes = bytes
  }

  init(_ kind: FileKind, text: String) { self.init(kind, [UInt8](text.utf8)) }

  static let all: [Sample] = [
    Sample(.wav, text: "RIFF\u{1}\u{2}\u{3}\u{4}WAVEfmt "),
    Sample(.wav, text: "RF64....WAVE"),
    Sample(.wav, text: "RIFX....WAVEfmt "),
    Sample(.wav, text: "BW64....WAVEds64"),
    Sample(.flac, text: "fLaC\0\0\0\u{22}"),
    Sample(.ogg, text: "OggS\0\u{2}"),
    Sample(.mp3, text: "ID3\u{4}\0"),
    Sample(.mp3, [0xFF, 0xFB, 0x90, 0x64]),
    Sample(.mp3, [0xFF, 0xF3, 0x40, 0xC0]),
    Sample(.aiff, text: "FORM\0\0\0\u{1}AIFF"),
    Sample(.aiff, text: "FORM\0\0\0\u{1}AIFC"),
    Sample(.caf, text: "caff\0\u{1}\0\0"),
    Sample(.au, text: ".snd\0\0\0\u{18}"),
    Sample(.m4a, text: "\0\0\0\u{1C}ftypM4A "),
    Sample(.asf, [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, 0xA6, 0xD9]),
    Sample(.aac, [0xFF, 0xF1, 0x50, 0x80, 0x02, 0x1F, 0xFC]),
    Sample(.amr, text: "#!AMR\n"),
    Sample(.png, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
    Sample(.jpeg, [0xFF, 0xD8, 0xFF, 0xE0]),
    Sample(.gif, text: "GIF89a"),
    Sample(.mp4, text: "\0\0\0\u{20}ftypisom"),
    Sample(.mp4, text: "\0\0\0\u{14}ftypqt  "),
    Sample(.avif, text: "\0\0\0\u{1C}ftypavif"),
    Sample(.avif, text: "\0\0\0\u{1C}ftypmif1\0\0\0\0mif1avif"),
    Sample(.heic, text: "\0\0\0\u{18}ftypheic\0\0\0\0mif1heic"),
    Sample(.heic, text: "\0\0\0\u{18}ftypmif1\0\0\0\0mif1heic"),
    Sample(.webp, text: "RIFF\u{1}\u{2}\u{3}\u{4}WEBPVP8 "),
    Sample(.tiff, text: "II*\0\u{8}\0\0\0"),
    Sample(.tiff, text: "MM\0*\0\0\0\u{8}"),
    Sample(.bmp, text: "BM....\0\0\0\0....\u{28}\0\0\0"),
    Sample(.text, text: "BMX is a sport, and this is text"),
    Sample(.matroska, [0x1A, 0x45, 0xDF, 0xA3]),
    Sample(.avi, text: "RIFF\u{1}\u{2}\u{3}\u{4}AVI LIST"),
    Sample(.safetensors, [0x10, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x22]),
    Sample(.json, text: " \n{\"a\": 1}"),
    Sample(.json, text: "[1]"),
    Sample(.zip, [0x50, 0x4B, 3, 4]),
    Sample(.pickle, [0x80, 4, 0x95]),
    Sample(.text, text: "hello"),
    Sample(.text, text: "Grüße, naïve"),
    Sample(.unknown, []),
    Sample(.unknown, [0, 1, 2]),
    Sample(.unknown, [0x89, 0x50, 0x4E, 0x47]),
    Sample(.unknown, [0xFF, 0xFB, 0xF0, 0x64]),
    Sample(.unknown, [0xC0, 0xC1, 0xFE, 0x41]),
  ]
}
