import Files
import Inference
import Media

extension HostileInput {
  /// A sound is read from memory at its own rate, and from a file at another.
  func readSound(_ bytes: [UInt8]) throws {
    // Longer ones show nothing more, and cost the time of many.
    let most = 1 << 18
    let reader = try SoundReader(bytes: bytes, subject: "sound")
    if let comment = reader.comment { _ = ConversionRecord(comment: comment) }
    let sound = try SoundFile.read(bytes: bytes, subject: "sound", mostSamples: most)
    precondition(sound.samples.allSatisfy(\.isFinite), "a sample that is not finite was accepted")
    let written = try SoundFile.encodedWAV(sound)
    let again = try SoundFile.read(bytes: written, subject: "copy")
    precondition(again.samples.count == sound.samples.count, "a sound lost samples")
    _ = try SoundFile.read(file(bytes), sampleRate: 22_050, mostSamples: most)
  }

  /// MPEG sound is found at any place, so that nothing is refused at the beginning.
  func readMP3(_ bytes: [UInt8]) throws {
    let reader = try SoundReader(ByteSource(bytes), .mp3, subject: "sound", sampleRate: 44_100)
    if let comment = reader.comment { _ = ConversionRecord(comment: comment) }
    let sound = try SoundFile.read(reader, "sound", mostSamples: 1 << 20)
    precondition(sound.samples.count == reader.frameCount, "samples were lost")
    precondition(reader.warnings.count <= 16, "too many notes")
  }
}
