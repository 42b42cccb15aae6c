import Files

/// Whole sound files: read as one channel, written as 16-bit WAV or FLAC.
public enum SoundFile {
  /// The most samples that are read into memory at once: 6.7 hours at 44.1 kHz, 4 GiB.
  public static let mostSamples = 1 << 30

  /// The sound of a file, channels averaged, at its own rate or at the rate that is asked for.
  ///
  /// Throws what `SoundReader` throws, and `.resources` if there are more than `mostSamples`.
  public static func read(
    _ path: String, sampleRate: Int? = nil, mostSamples: Int = mostSamples
  ) throws -> Sound {
    try read(SoundReader(path: path, sampleRate: sampleRate), path, mostSamples)
  }

  /// The sound of a file in memory; `subject` names it in failures.
  public static func read(
    bytes: [UInt8], subject: String, sampleRate: Int? = nil, mostSamples: Int = mostSamples
  ) throws -> Sound {
    try read(
      SoundReader(bytes: bytes, subject: subject, sampleRate: sampleRate), subject, mostSamples)
  }

  /// A 16-bit WAV file of one channel; the comment goes to its INFO chunk.
  ///
  /// Samples are rounded to 1/32768, so what was read from such a file is written back exactly;
  /// what exceeds full scale is clipped.
  public static func encodedWAV(_ sound: Sound, comment: String? = nil) throws -> [UInt8] {
    // Sizes are 32-bit numbers in a WAV file; a little of that is left to the header.
    let size = 2 * sound.samples.count + (comment?.utf8.count ?? 0)
    guard size < 0xFFFF_0000 else {
      throw Failure(
        .cannotCreate, nil, "too long for a WAV file (\(size) bytes; less than 4 GiB)",
        hint: "write FLAC instead")
    }
    return try encoded(sound, as: .wav, comment)
  }

  /// A 16-bit FLAC file of one channel, rounded and clipped like `encodedWAV`.
  public static func encodedFLAC(_ sound: Sound, comment: String? = nil) throws -> [UInt8] {
    // FLAC has 20 bits for the rate, of which libsndfile's encoder takes those up to this one.
    guard sound.sampleRate <= 655_350 else {
      throw Failure(
        .cannotCreate, nil, "sample rate too high for FLAC (\(sound.sampleRate); at most 655350)")
    }
    return try encoded(sound, as: .flac, comment)
  }

  /// Writes a sound in the format that the path ends in, `.wav` or `.flac`.
  ///
  /// The file appears as a whole or not at all; one that exists is replaced only if `replacing`.
  public static func write(
    _ sound: Sound, to path: String, replacing: Bool, comment: String? = nil
  ) throws {
    let name = path.lowercased()
    let bytes: [UInt8]
    do {
      if name.hasSuffix(".wav") || name.hasSuffix(".wave") {
        bytes = try encodedWAV(sound, comment: comment)
      } else if name.hasSuffix(".flac") {
        bytes = try encodedFLAC(sound, comment: comment)
      } else {
        throw Failure(.usage, nil, "sound is written as .wav or .flac, told by the file's name")
      }
    } catch let failure as Failure {
      throw Failure(failure.kind, path, failure.problem, hint: failure.hint)
    }
    try OutputFile.write(bytes, to: path, replacing: replacing)
  }

  private static func read(
    _ reader: SoundReader, _ subject: String, _ mostSamples: Int
  ) throws -> Sound {
    var samples: [Float] = []
    while true {
      let piece = try reader.read(maximumFrames: 1 << 16)
      if piece.isEmpty { return Sound(samples: samples, sampleRate: reader.sampleRate) }
      samples += piece
      guard samples.count <= mostSamples else {
        throw Failure(
          .resources, subject, "too long to be read at once (more than \(mostSamples) samples)")
      }
    }
  }

  private static func encoded(
    _ sound: Sound, as container: SoundEncoder.Container, _ comment: String?
  ) throws -> [UInt8] {
    let rounded = sound.samples.map { sample -> Int16 in
      precondition(sample.isFinite, "a sample that is not finite cannot be written")
      return Int16(max(-32_768, min(32_767, (sample * 32_768).rounded(.toNearestOrEven))))
    }
    guard
      let bytes = SoundEncoder.encode(
        rounded, sampleRate: sound.sampleRate, as: container, comment: comment)
    else {
      throw Failure(.internalError, nil, "the sound could not be encoded")
    }
    return bytes
  }
}
