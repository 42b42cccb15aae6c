import Files

/// Reading whole sound files as one channel, and writing them as 16-bit WAV or FLAC.
///
/// `SoundReader` reads a sound of any length piece by piece.
public enum SoundFile {
  /// The most samples that are read into memory at once: 6.7 hours at 44.1 kHz, 4 GiB.
  public static let mostSamples = 1 << 30

  /// Reads a sound file as one channel, the mean of its channels.
  ///
  /// - Parameters:
  ///   - path: where it is; its content tells the format.
  ///   - sampleRate: the rate that is wanted, in hertz; nil keeps that of the file.
  ///   - mostSamples: the most samples that are accepted, at the rate that is wanted.
  /// - Returns: at least one sample.
  /// - Throws: what `SoundReader` throws, and `Failure` of kind `resources` for more samples.
  public static func read(
    _ path: String, sampleRate: Int? = nil, mostSamples: Int = mostSamples
  ) throws -> Sound {
    try read(
      SoundReader(path: path, sampleRate: sampleRate), path,
      mostSamples: mostSamples)
  }

  /// Reads a sound file in memory, under the same rules; `subject` names it in failures.
  public static func read(
    bytes: [UInt8], subject: String, sampleRate: Int? = nil, mostSamples: Int = mostSamples
  ) throws -> Sound {
    try read(
      SoundReader(bytes: bytes, subject: subject, sampleRate: sampleRate), subject,
      mostSamples: mostSamples)
  }

  /// A 16-bit WAV file of one channel; the comment goes to its INFO chunk.
  ///
  /// Samples are rounded to 1/32768 and clipped at full scale, so a file that was written here is
  /// written again with the same bytes.
  ///
  /// - Throws: `Failure` of kind `cannotCreate` for a sound of 4 GiB or more.
  public static func encodedWAV(_ sound: Sound, comment: String? = nil) throws -> [UInt8] {
    // Sizes are 32-bit numbers in a WAV file; a little of that is left to the header.
    let size = 2 * sound.samples.count + (comment?.utf8.count ?? 0)
    guard size < 0xFFFF_0000 else {
      throw Failure(
        .cannotCreate, nil, "too long for a WAV file (\(size) bytes; less than 4 GiB)",
        hint: "Write FLAC instead.")
    }
    return try encoded(sound, as: .wav, comment)
  }

  /// A 16-bit FLAC file of one channel, rounded and clipped like `encodedWAV`.
  ///
  /// - Throws: `Failure` of kind `cannotCreate` for a rate above 655,350 Hz.
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
  /// The file appears as a whole or not at all.
  ///
  /// - Parameters:
  ///   - sound: finite samples.
  ///   - path: where it goes.
  ///   - replacing: whether a file that is already there is replaced.
  ///   - comment: a text that is stored in it.
  /// - Throws: `Failure` of kind `usage` for another ending, and those of `encodedWAV`, `encodedFLAC`
  ///   and `OutputFile`.
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

  /// Reads what is left of a sound into memory, under the same rules; `subject` names it in failures.
  public static func read(
    _ reader: SoundReader, _ subject: String, mostSamples: Int = mostSamples
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
