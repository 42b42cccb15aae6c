import Files
import Media
import TestSupport
import Testing

@Suite struct SoundFileTests {
  private let steps = Sound(
    samples: (-16_384..<16_384).map { Float($0 * 2) / 32_768 }, sampleRate: 44_100)

  @Test(arguments: ["steps.wav", "steps.flac", "STEPS.WAV"])
  func soundSurvivesARoundTrip(name: String) throws {
    let folder = TemporaryFolder()
    let path = folder.path(name)
    try SoundFile.write(steps, to: path, replacing: false)
    #expect(try SoundFile.read(path) == steps)
    #expect(folder.names == [name])
  }

  @Test func theWAVHeaderIsThePlainOne() throws {
    let bytes = try SoundFile.encodedWAV(Sound(samples: [0.5, -1, 1, 2], sampleRate: 44_100))
    let header: [UInt8] =
      Array("RIFF".utf8) + [44, 0, 0, 0] + Array("WAVEfmt ".utf8)
      + [16, 0, 0, 0, 1, 0, 1, 0, 0x44, 0xAC, 0, 0, 0x88, 0x58, 1, 0, 2, 0, 16, 0]
      + Array("data".utf8) + [8, 0, 0, 0]
    // Full scale is 32767; beyond it is clipped, never wrapped round.
    #expect(bytes == header + [0, 0x40, 0, 0x80, 0xFF, 0x7F, 0xFF, 0x7F])
  }

  @Test func equalSoundsHaveEqualBytes() throws {
    #expect(try SoundFile.encodedWAV(steps) == SoundFile.encodedWAV(steps))
    #expect(try SoundFile.encodedFLAC(steps) == SoundFile.encodedFLAC(steps))
  }

  @Test func commentsAreStored() throws {
    let comment = #"{"model": "demo", "seed": 7}"#
    let wav = try SoundFile.encodedWAV(steps, comment: comment)
    let flac = try SoundFile.encodedFLAC(steps, comment: comment)
    #expect(try SoundReader(bytes: wav, subject: "a.wav").comment == comment)
    #expect(try SoundReader(bytes: flac, subject: "a.flac").comment == comment)
    #expect(try SoundReader(bytes: SoundFile.encodedWAV(steps), subject: "b").comment == nil)
    #expect(try SoundFile.read(bytes: wav, subject: "a.wav") == steps)
  }

  @Test func otherNamesAreRefused() {
    let failure = Failure(
      .usage, "a.mp3", "sound is written as .wav or .flac, told by the file's name")
    #expect(throws: failure) { try SoundFile.write(steps, to: "a.mp3", replacing: false) }
  }

  @Test func existingFilesAreKept() throws {
    let folder = TemporaryFolder()
    let path = folder.path("a.wav")
    try SoundFile.write(steps, to: path, replacing: false)
    let other = Sound(samples: [0], sampleRate: 8000)
    #expect(throws: Failure.self) { try SoundFile.write(other, to: path, replacing: false) }
    #expect(try SoundFile.read(path) == steps)
    try SoundFile.write(other, to: path, replacing: true)
    #expect(try SoundFile.read(path) == other)
  }
}
