import Files
import Media
import TestSupport
import Testing

@Suite struct SoundReaderTests {
  /// What is wrong with a file, and what is said of it.
  struct Complaint: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let problem: String
  }

  static let complaints: [Complaint] = {
    let tone = BadSound.samples([Int16](repeating: 1000, count: 100))
    let kinds = "WAV, FLAC, Ogg, MP3, AIFF, AU, CAF, M4A, Matroska, WMA, AAC and AMR"
    func changed(_ change: (inout BadSound) -> Void) -> [UInt8] {
      var bad = tone
      change(&bad)
      return bad.bytes
    }
    var lateNaN = [Float](repeating: 0.1, count: 8820)
    lateNaN[5733] = .nan
    return [
      Complaint(testDescription: "empty", bytes: [], problem: "empty file"),
      Complaint(
        testDescription: "cut at 20 bytes", bytes: Array(tone.bytes.prefix(20)),
        problem: "truncated WAV header (20 bytes; at least 44 are needed)"),
      Complaint(
        testDescription: "cut at 44 bytes", bytes: Array(tone.bytes.prefix(44)),
        problem: "no audio samples"),
      Complaint(
        testDescription: "no samples", bytes: BadSound().bytes, problem: "no audio samples"),
      Complaint(
        testDescription: "0 channels", bytes: changed { $0.channels = 0 },
        problem: "no channels (0; 1 to 64)"),
      Complaint(
        testDescription: "65 channels",
        bytes: changed {
          $0.channels = 65
          $0.data = [UInt8](repeating: 1, count: 1300)
        },
        problem: "too many channels (65; at most 64)"),
      Complaint(
        testDescription: "1024 channels",
        bytes: changed {
          $0.channels = 1024
          $0.data = [UInt8](repeating: 1, count: 20_480)
        },
        problem: "too many channels (1024; at most 64)"),
      Complaint(
        testDescription: "65535 channels", bytes: changed { $0.channels = 65_535 },
        problem: "too many channels (65535; at most 64)"),
      Complaint(
        testDescription: "rate 0", bytes: changed { $0.sampleRate = 0 },
        problem: "sample rate out of range (0; 1000 to 768000 Hz)"),
      Complaint(
        testDescription: "rate 999", bytes: changed { $0.sampleRate = 999 },
        problem: "sample rate out of range (999; 1000 to 768000 Hz)"),
      Complaint(
        testDescription: "rate 2^32 - 1", bytes: changed { $0.sampleRate = 0xFFFF_FFFF },
        problem: "sample rate out of range (4294967295; 1000 to 768000 Hz)"),
      Complaint(
        testDescription: "unknown codec", bytes: changed { $0.formatTag = 0x1234 },
        problem: "a WAV codec that cannot be read (format tag 4660 of 16 bits; integers (1), "
          + "floating point (3) and the common compressed codecs can be read)"),
      Complaint(
        testDescription: "not a number", bytes: BadSound.floats(lateNaN).bytes,
        problem: "non-finite samples at 0.13 s"),
      Complaint(
        testDescription: "infinity", bytes: BadSound.floats([0, -.infinity]).bytes,
        problem: "non-finite samples at 0.0 s"),
      Complaint(
        testDescription: "1e30", bytes: BadSound.floats([0, 1e30]).bytes,
        problem: "samples too large for sound at 0.0 s (1e+30; at most 1e+10)"),
      Complaint(
        testDescription: "a PNG image",
        bytes: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0],
        problem: "not a sound (a PNG image; \(kinds) can be read)"),
      Complaint(
        testDescription: "text", bytes: Array("hello there, this is no sound".utf8),
        problem: "not a sound (plain text; \(kinds) can be read)"),
      Complaint(
        testDescription: "another RIFF file", bytes: Array("RIFF\u{8}\0\0\0WEBPVP8 ".utf8),
        problem:
          "not a sound (\(FileKind.sniff(Array("RIFF\u{8}\0\0\0WEBPVP8 ".utf8)).named); \(kinds) can be read)"
      ),
      Complaint(
        testDescription: "no data chunk",
        bytes: tone.bytes.replacing(Array("data".utf8), with: Array("date".utf8)),
        problem: "a WAV file without a data chunk, which holds the samples"),
    ]
  }()

  @Test(arguments: complaints)
  func badSoundIsRefusedInWords(complaint: Complaint) throws {
    let folder = TemporaryFolder()
    let path = folder.path("bad.wav")
    try OutputFile.write(complaint.bytes, to: path, replacing: false)
    let expected = Failure(.badInput, path, complaint.problem)
    #expect(throws: expected) { try SoundFile.read(path) }
    #expect(throws: expected) { try SoundFile.read(bytes: complaint.bytes, subject: path) }
  }

  @Test func everyPrefixOfAFileIsReadOrRefused() throws {
    let sound = Sound(samples: (0..<300).map { Float($0 % 50) / 100 }, sampleRate: 8000)
    for bytes in [try SoundFile.encodedWAV(sound), try SoundFile.encodedFLAC(sound)] {
      for count in 0..<bytes.count {
        do {
          let read = try SoundFile.read(bytes: Array(bytes.prefix(count)), subject: "cut")
          #expect(read.samples.count <= sound.samples.count)
        } catch let failure as Failure {
          #expect(failure.kind == .badInput)
        }
      }
    }
  }

  @Test func missingFilesAndFoldersAreNamed() {
    let folder = TemporaryFolder()
    let path = folder.path("none.wav")
    #expect(throws: Failure(.missingInput, path, "no such file")) { try SoundReader(path: path) }
    #expect(throws: Failure(.missingInput, folder.path, "is a directory")) {
      try SoundReader(path: folder.path)
    }
  }

  @Test(arguments: [0xFFFF_FFFF, 0x8000_0000, 5000])
  func moreDeclaredThanThereIsWarnsOnly(declared: Int) throws {
    var file = BadSound.samples([Int16](repeating: 16_384, count: 1000))
    file.declaredDataSize = declared
    let reader = try SoundReader(bytes: file.bytes, subject: "stream.wav")
    #expect(reader.frameCount == 1000)
    #expect(
      reader.warnings == ["the header declares \(declared) bytes of sound, 2000 are there"])
    #expect(try reader.read(maximumFrames: 5000) == [Float](repeating: 0.5, count: 1000))
    #expect(try reader.read(maximumFrames: 5000).isEmpty)
  }

  @Test func channelsAreAveraged() throws {
    let file = BadSound.samples([16_384, 0, -16_384, -16_384, 8192, -8192], channels: 2)
    let reader = try SoundReader(bytes: file.bytes, subject: "stereo.wav")
    #expect(reader.channels == 2)
    #expect(reader.frameCount == 3)
    #expect(reader.warnings.isEmpty)
    #expect(try reader.read(maximumFrames: 100) == [0.25, -0.5, 0])
  }

  @Test func coreAudioFilesAreRead() throws {
    let samples: [Int16] = [16_384, 0, -16_384, 8192]
    let sound = try SoundFile.read(bytes: BadSound.coreAudio(samples), subject: "sound.caf")
    #expect(sound.sampleRate == 8_000)
    #expect(sound.samples == [0.5, 0, -0.5, 0.25])
  }

  @Test func sixtyFourChannelsAreRead() throws {
    var file = BadSound.samples([Int16](repeating: 3277, count: 640))
    file.channels = 64
    #expect(try SoundFile.read(bytes: file.bytes, subject: "many.wav").samples.count == 10)
  }

  @Test(arguments: [1, 7, 1000, 100_000])
  func piecesMakeTheWhole(piece: Int) throws {
    let samples = (0..<40_000).map { Int16(truncatingIfNeeded: $0 &* 7919) }
    let bytes = BadSound.samples(samples).bytes
    let whole = try SoundFile.read(bytes: bytes, subject: "whole.wav", sampleRate: 16_000)
    let reader = try SoundReader(bytes: bytes, subject: "pieces.wav", sampleRate: 16_000)
    #expect(reader.frameCount == 14_512)
    #expect(reader.fileSampleRate == 44_100)
    var read: [Float] = []
    while true {
      let next = try reader.read(maximumFrames: piece)
      #expect(next.count <= piece)
      if next.isEmpty { break }
      read += next
    }
    #expect(read == whole.samples)
    #expect(read.count == 14_512)
  }

  @Test func tooLongForMemoryIsRefused() throws {
    let bytes = BadSound.samples([Int16](repeating: 5, count: 1000)).bytes
    #expect(
      throws: Failure(
        .resources, "long.wav", "too long to be read at once (more than 999 samples)")
    ) {
      try SoundFile.read(bytes: bytes, subject: "long.wav", mostSamples: 999)
    }
  }
}
