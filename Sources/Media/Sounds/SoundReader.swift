import Files
import Glibc

/// Reads a sound file piece by piece, as one channel, in constant memory.
///
/// Channels are averaged. All formats of libsndfile can be read: WAV, FLAC, Ogg, MP3, AIFF and more;
/// the content tells the format. Nothing that a header declares makes it allocate memory. A reader
/// belongs to one thread at a time.
public final class SoundReader: SoundStream {
  /// The most channels that are averaged.
  public static let mostChannels = 64
  /// The largest sample that is accepted; full scale is 1.
  ///
  /// Files of floating-point numbers may exceed full scale, but larger numbers are no sound.
  public static let largestSample: Float = 1e10

  /// Samples a second of what `read` gives.
  public let sampleRate: Int
  /// Samples a second of the file.
  public let fileSampleRate: Int
  /// Channels of the file.
  public let channels: Int
  /// How many samples there are at `sampleRate`, as far as the file says; nil if it does not.
  ///
  /// Where the header declares more than the file holds, this counts what is there. A compressed
  /// file can still end earlier.
  public let frameCount: Int?
  /// The comment stored in the file.
  public let comment: String?
  /// What is odd about the file without preventing its use, as sentences for people.
  public let warnings: [String]
  /// Whether all channels were equal in the part that has been read.
  public private(set) var hasEqualChannels = true

  private let subject: String
  private let decoder: SoundDecoder
  private let resampler: Resampler?
  /// Samples that are ready, from `next` on.
  private var ready: [Float] = []
  private var next = 0
  private var position = 0
  private var isAtEnd = false

  /// Opens a file; `sampleRate` asks for another rate than that of the file, in hertz.
  ///
  /// - Throws: `Failure` of kind `missingInput` if it cannot be opened, `badInput` if it is no sound,
  ///   has no samples, or breaks a limit of channels or rate.
  public convenience init(path: String, sampleRate: Int? = nil) throws {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      // A pipe cannot be read from any place, as libsndfile needs: it is read into memory first.
      try self.init(bytes: InputFile.read(path), subject: path, sampleRate: sampleRate)
    } else {
      let beginning = try InputFile.readBeginning(path, count: 4096)
      guard !beginning.isEmpty else { throw Failure(.badInput, path, "empty file") }
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw Failure(.missingInput, path, "cannot be opened") }
      try self.init(
        SoundDecoder(descriptor: descriptor), beginning, Int(status.st_size), subject: path,
        sampleRate)
    }
  }

  /// Opens a file in memory; `subject` names it in failures.
  ///
  /// - Throws: `Failure` of kind `badInput`, as for a file.
  public convenience init(bytes: [UInt8], subject: String, sampleRate: Int? = nil) throws {
    guard !bytes.isEmpty else { throw Failure(.badInput, subject, "empty file") }
    try self.init(
      SoundDecoder(bytes: bytes), Array(bytes.prefix(4096)), bytes.count, subject: subject,
      sampleRate)
  }

  private init(
    _ decoder: SoundDecoder?, _ beginning: [UInt8], _ size: Int, subject: String,
    _ wantedRate: Int?
  ) throws {
    let header = WAVHeader(beginning)
    guard let decoder else {
      throw SoundReader.notUnderstood(beginning, size, header, subject: subject)
    }
    guard (1...SoundReader.mostChannels).contains(decoder.channels) else {
      throw Failure(.badInput, subject, SoundReader.channelProblem(decoder.channels))
    }
    guard Sound.sampleRates.contains(decoder.sampleRate) else {
      throw Failure(.badInput, subject, SoundReader.rateProblem(decoder.sampleRate))
    }
    self.decoder = decoder
    self.subject = subject
    channels = decoder.channels
    fileSampleRate = decoder.sampleRate
    let rate = wantedRate ?? decoder.sampleRate
    sampleRate = rate
    resampler =
      rate == decoder.sampleRate ? nil : try Resampler(from: decoder.sampleRate, to: rate)
    frameCount = decoder.frameCount.map {
      Resampler.outputCount(ofSamples: $0, from: decoder.sampleRate, to: rate)
    }
    comment = decoder.comment
    warnings =
      if let data = header?.data, data.declared > size - data.offset {
        ["the header declares \(data.declared) bytes of sound, \(size - data.offset) are there"]
      } else {
        []
      }
    try decode()
    guard position > 0 else { throw Failure(.badInput, subject, "no audio samples") }
  }

  /// The next samples, at most as many as asked for; none only at the end.
  ///
  /// - Throws: `Failure` of kind `badInput` at samples that are not finite or larger than
  ///   `largestSample`, and where the file is damaged.
  public func read(maximumFrames: Int) throws -> [Float] {
    precondition(maximumFrames > 0, "cannot read \(maximumFrames) frames")
    while ready.count - next < maximumFrames, !isAtEnd { try decode() }
    let end = min(ready.count, next + maximumFrames)
    defer { next = end }
    return Array(ready[next..<end])
  }

  /// Decodes one more block, or finds the end.
  private func decode() throws {
    ready.removeFirst(next)
    next = 0
    let block = decoder.read(frames: 1 << 14)
    if let problem = decoder.problem {
      throw Failure(.badInput, subject, "damaged at \(seconds(position)) s (\(problem))")
    }
    guard !block.isEmpty else {
      isAtEnd = true
      ready += try resampler?.finish() ?? []
      return
    }
    let samples = try mixed(block)
    position += samples.count
    ready += try resampler?.process(samples) ?? samples
  }

  /// The mean of the channels, checked.
  private func mixed(_ block: [Float]) throws -> [Float] {
    let channels = channels
    var isEqual = hasEqualChannels
    let samples =
      channels == 1
      ? block
      : [Float](unsafeUninitializedCapacity: block.count / channels) { mono, count in
        count = block.count / channels
        block.withUnsafeBufferPointer { block in
          for frame in 0..<count {
            let first = block[frame * channels]
            var sum: Float = 0
            for channel in 0..<channels {
              sum += block[frame * channels + channel]
              isEqual = isEqual && block[frame * channels + channel] == first
            }
            mono[frame] = sum / Float(channels)
          }
        }
      }
    hasEqualChannels = isEqual
    // The comparison is false for a NaN, so one pass finds all that is wrong.
    if let index = samples.firstIndex(where: { !(abs($0) <= SoundReader.largestSample) }) {
      let time = seconds(position + index)
      let what =
        samples[index].isFinite
        ? "samples too large for sound at \(time) s (\(samples[index]); at most "
          + "\(SoundReader.largestSample))"
        : "non-finite samples at \(time) s"
      throw Failure(.badInput, subject, what)
    }
    return samples
  }

  private func seconds(_ position: Int) -> Double {
    (Double(position) / Double(fileSampleRate) * 100).rounded() / 100
  }

  static func channelProblem(_ channels: Int) -> String {
    channels > mostChannels
      ? "too many channels (\(channels); at most \(mostChannels))"
      : "no channels (\(channels); 1 to \(mostChannels))"
  }

  static func rateProblem(_ rate: Int) -> String {
    let limits = Sound.sampleRates
    return "sample rate out of range (\(rate); \(limits.lowerBound) to \(limits.upperBound) Hz)"
  }

  /// The failure for bytes that libsndfile refuses, in words that say more than it does.
  private static func notUnderstood(
    _ beginning: [UInt8], _ size: Int, _ header: WAVHeader?, subject: String
  ) -> Failure {
    if let header {
      guard header.formatTag != nil, size >= 44 else {
        return Failure(
          .badInput, subject, "truncated WAV header (\(size) bytes; at least 44 are needed)")
      }
      if let problem = header.problem { return Failure(.badInput, subject, problem) }
    }
    let kind = FileKind.sniff(beginning)
    if kind.isSound {
      return Failure(
        .badInput, subject, "\(kind.named) that cannot be read (\(SoundDecoder.openProblem))")
    }
    return Failure(
      .badInput, subject,
      "not a sound (\(kind.named); \(FileKind.list(FileKind.sounds, last: "and")) can be read)")
  }
}
