import Files
import Media
import TestSupport
import Testing

/// Files whose headers say less, or something else, than what is in them.
@Suite struct JoinedSoundTests {
  private func read(_ bytes: [UInt8]) throws -> (samples: [Float], warnings: [String]) {
    let reader = try SoundReader(bytes: bytes, subject: "sound")
    let sound = try SoundFile.read(reader, "sound")
    #expect(reader.frameCount == sound.samples.count)
    return (sound.samples, reader.warnings)
  }

  private func big(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * (count - 1 - $0))) }
  }

  private func little(_ number: Int, _ count: Int) -> [UInt8] { big(number, count).reversed() }

  private static let tone = Sound(
    samples: (0..<9_000).map { Float(($0 * 37) % 200 - 100) / 256 }, sampleRate: 8_000)

  /// A FLAC file whose header declares any number of samples.
  private func flac(declared: Int) throws -> [UInt8] {
    var bytes = try SoundFile.encodedFLAC(Self.tone)
    let low = big(declared, 5)
    bytes.replaceSubrange(21..<26, with: [bytes[21] & 0xF0 | low[0] & 0x0F] + low[1...])
    return bytes
  }

  @Test(arguments: [0, 1, 8_999, 9_001, (1 << 36) - 1])
  func flacIsReadToItsEndWhateverItDeclares(_ declared: Int) throws {
    let (samples, warnings) = try read(flac(declared: declared))
    #expect(samples == Self.tone.samples)
    #expect(
      warnings
        == (declared == 0 ? [] : ["the header declares \(declared) samples, 9000 are there"]))
  }

  @Test func nothingIsKnownOfTheLengthOfAFLACBeforeItsEnd() throws {
    let reader = try SoundReader(bytes: flac(declared: 1 << 35), subject: "a.flac")
    #expect(reader.frameCount == nil)
    try reader.finish()
    #expect(reader.frameCount == 9_000)
  }

  @Test func whatStandsBehindAFLACDoesNotHideIt() throws {
    let flac = try flac(declared: 9_000)
    let tag = Array("TAG".utf8) + [UInt8](repeating: 0x20, count: 125)
    #expect(try read(flac + tag).samples == Self.tone.samples)
    let joined = try read(flac + flac)
    #expect(joined.samples == Self.tone.samples + Self.tone.samples)
    #expect(joined.warnings.isEmpty)
  }

  @Test func joinedWAVsAreReadOneAfterAnother() throws {
    let first = BadSound.samples([16_384, 8_192, -8_192])
    var second = BadSound.samples([8_192, 8_192, 0, 0], channels: 2)
    second.sampleRate = 44_100
    let list = Array("LIST".utf8) + little(4, 4) + Array("INFO".utf8)
    let whole = try read(first.bytes + list + second.bytes + first.bytes)
    #expect(whole.samples == [0.5, 0.25, -0.25, 0.25, 0, 0.5, 0.25, -0.25])
    #expect(whole.warnings.isEmpty)
    // Another rate on the way is changed to that of the beginning.
    second.sampleRate = 22_050
    #expect(try read(first.bytes + second.bytes).samples.count == 7)
    let odd = try read(first.bytes + BadSound(formatTag: 0x1234, data: [0, 0]).bytes)
    #expect(odd.samples.count == 3)
    #expect(
      odd.warnings == ["what was joined to it at 0.0 s cannot be read and is left out"])
  }

  /// A header whose size was never written, in each form of WAV.
  @Test(arguments: ["RIFF", "RIFX", "RF64", "BW64"]) func aSizeThatWasNeverWrittenIsFound(
    _ form: String
  ) throws {
    let isBig = form == "RIFX"
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      isBig ? big(value, count) : little(value, count)
    }
    let isLarge = form.hasSuffix("64")
    func file(size: Int) -> [UInt8] {
      let large =
        isLarge
        ? Array("ds64".utf8) + little(28, 4) + little(0, 8) + little(size, 8) + little(0, 12) : []
      let format = [(1, 2), (1, 2), (8_000, 4), (16_000, 4), (2, 2), (16, 2)]
      return Array(form.utf8) + number(isLarge ? 0xFFFF_FFFF : 0, 4) + Array("WAVE".utf8) + large
        + Array("fmt ".utf8) + number(16, 4) + format.flatMap { number($0.0, $0.1) }
        + Array("data".utf8) + number(isLarge ? 0xFFFF_FFFF : size, 4)
        + [16_384, -16_384, 8_192, 64].flatMap { number($0, 2) }
    }
    let samples: [Float] = [0.5, -0.5, 0.25, 1 / 512]
    let dead = try read(file(size: 0))
    #expect(dead.samples == samples)
    #expect(dead.warnings == ["the header declares 0 bytes of sound, 8 are there"])
    let whole = try read(file(size: 8))
    #expect(whole.samples == samples && whole.warnings.isEmpty)
  }

  @Test(arguments: [0, -1]) func sizesOfCAFAndAUMayBeUnwritten(_ size: Int) throws {
    let samples: [Int16] = [16_384, 0, -16_384, 8_192]
    func warnings(_ count: Int) -> [String] {
      size == 0 ? ["the header declares 0 bytes of sound, \(count) are there"] : []
    }
    var caf = BadSound.coreAudio(samples)
    let place = try #require(caf.firstRange(of: Array("data".utf8))).upperBound
    caf.replaceSubrange(place..<place + 8, with: big(size, 8))
    let (found, notes) = try read(caf)
    #expect(found == [0.5, 0, -0.5, 0.25] && notes == warnings(8))
    let data: [UInt8] = samples.flatMap { big(Int($0), 2) } + [0, 0, 0, 0]
    let header: [UInt8] = [24, size, 3, 8_000, 1].flatMap { big($0, 4) }
    let au = try read(Array(".snd".utf8) + header + data)
    #expect(au.samples == [0.5, 0, -0.5, 0.25, 0, 0] && au.warnings == warnings(12))
  }

  @Test func damageInTheMiddleOfAFLACIsAFailure() throws {
    let tone = Sound(
      samples: (0..<60_000).map { Float(($0 &* 7_919) % 20_000 - 10_000) / 32_768 },
      sampleRate: 8_000)
    var bytes = try SoundFile.encodedFLAC(tone)
    let middle = bytes.count / 2
    bytes.replaceSubrange(middle..<middle + 300, with: [UInt8](repeating: 0, count: 300))
    let failure = #expect(throws: Failure.self) { try read(bytes) }
    #expect(failure?.kind == .badInput && failure?.problem.hasPrefix("damaged at ") == true)
  }

  @Test func samplesMayBeginFarBehindTheHeader() throws {
    let wav = BadSound.samples([16_384, 0]).bytes
    let padding = Array("JUNK".utf8) + little(100_001, 4) + [UInt8](repeating: 7, count: 100_002)
    let (samples, _) = try read(Array(wav[..<12]) + padding + wav[12...])
    #expect(samples == [0.5, 0])
  }

  @Test func channelsThatCancelOutAreHeardOneAtATime() throws {
    let tone = (0..<40_000).map { Int16(($0 * 37) % 20_000 - 10_000) }
    func stereo(_ share: (Int) -> Float) throws -> (samples: [Float], warnings: [String]) {
      let samples = tone.indices.flatMap { [tone[$0], Int16(Float(tone[$0]) * share($0))] }
      return try read(BadSound.samples(samples, channels: 2).bytes)
    }
    let left = tone.map { Float($0) / 32_768 }
    let opposite = "its channels cancel each other out (opposite phase)"
    for share in [Float(-1), -0.9] {
      let found = try stereo { _ in share }
      #expect(found.samples == left)
      #expect(found.warnings == [opposite + "; channel 1 is used alone"])
    }
    // Blocks of 16,384 samples.
    let late = try stereo { $0 < 16_384 ? 1 : -1 }
    #expect(late.samples == left)
    #expect(late.warnings == [opposite + " from 0.37 s on; channel 1 is used alone"])
    for share in [Float(1), 0.5, 0, -0.5] {
      let found = try stereo { _ in share }
      #expect(found.warnings.isEmpty)
      #expect(
        closeness(of: found.samples, to: left.map { $0 * (1 + share) / 2 }, absolute: 1e-4).isClose)
    }
  }

  @Test func silentChannelsAreAveraged() throws {
    let samples = (0..<1_000).map { Int16($0 % 2 == 0 ? 1 : -1) }
    #expect(try read(BadSound.samples(samples, channels: 2).bytes).warnings.isEmpty)
  }
}
