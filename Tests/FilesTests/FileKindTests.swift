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
    Sample(.flac, text: "fLaC\0\0\0\u{22}"),
    Sample(.ogg, text: "OggS\0\u{2}"),
    Sample(.mp3, text: "ID3\u{4}\0"),
    Sample(.mp3, [0xFF, 0xFB, 0x90, 0x64]),
    Sample(.mp3, [0xFF, 0xF3, 0x40, 0xC0]),
    Sample(.aiff, text: "FORM\0\0\0\u{1}AIFF"),
    Sample(.aiff, text: "FORM\0\0\0\u{1}AIFC"),
    Sample(.caf, text: "caff\0\u{1}\0\0"),
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
