import Files

/// Reads a sound piece by piece, as one channel, in constant memory.
///
/// Channels are averaged, or one is taken where they cancel each other out. The content tells the
/// format. Everything is decoded to its end: what a header says of its length is only a hint, and makes
/// nothing allocate memory. A reader belongs to one thread at a time.
public final class SoundReader: SoundStream {
  /// The most channels that are averaged.
  public static let mostChannels = 64
  /// The largest sample that is accepted; full scale is 1.
  ///
  /// Files of floating-point numbers may exceed full scale, but larger numbers are no sound.
  public static let largestSample: Float = 1e10

  /// Samples a second of what `read` gives.
  public let sampleRate: Int
  /// Samples a second of the file, at its beginning.
  public let fileSampleRate: Int
  /// Channels of the file, at its beginning.
  public let channels: Int
  /// The comment stored in the file.
  public let comment: String?
  /// Whether all channels were equal in the part that has been read.
  public var hasEqualChannels: Bool { mixer.hasEqualChannels }

  private let subject: String
  private let decoder: any SoundDecoder
  /// The bytes that are decoded here, if they are.
  private let source: ByteSource?
  private var mixer = ChannelMixer()
  private var resampler: Resampler?
  /// The sample rate of the file where it is read now.
  private var rate: Int
  /// Samples that are ready, from `next` on.
  private var ready: [Float] = []
  private var next = 0
  /// Samples that were decoded, and the seconds before the rate changed.
  private var position = 0
  private var seconds = 0.0
  /// Samples that were made of them.
  private var made = 0
  private var isAtEnd = false

  /// Opens what the linked libraries decode; `sampleRate` asks for another rate than the file's, in hertz.
  ///
  /// - Parameters:
  ///   - source: the bytes of the file.
  ///   - kind: what they are.
  ///   - subject: the name of the file in failures.
  ///   - sampleRate: the rate that is wanted, in hertz; nil keeps that of the file.
  /// - Throws: `Failure` of kind `badInput` if it is no sound, has no samples, or breaks a limit of
  ///   channels or rate.
  public convenience init(
    _ source: ByteSource, _ kind: FileKind, subject: String, sampleRate: Int? = nil
  ) throws {
    guard source.count > 0 else { throw Failure(.badInput, subject, "empty file") }
    guard kind.isSound, !kind.needsFFmpeg,
      let decoder = JoinedDecoder(SoundParts(source, kind).parts)
    else {
      try source.requireReadable(subject: subject)
      throw SoundReader.notUnderstood(source, kind, subject: subject)
    }
    try self.init(decoder, subject: subject, sampleRate: sampleRate, source: source)
  }

  /// Opens a file that the linked libraries decode.
  ///
  /// - Throws: `Failure` of kind `missingInput` if it cannot be opened, `badInput` as above.
  public convenience init(path: String, sampleRate: Int? = nil) throws {
    let source = try ByteSource(path: path)
    try self.init(source, FileKind.of(source), subject: path, sampleRate: sampleRate)
  }

  /// Opens a file in memory; `subject` names it in failures.
  ///
  /// - Throws: `Failure` of kind `badInput`, as for a file.
  public convenience init(bytes: [UInt8], subject: String, sampleRate: Int? = nil) throws {
    let source = ByteSource(bytes)
    try self.init(source, FileKind.of(source), subject: subject, sampleRate: sampleRate)
  }

  /// Reads what a decoder gives.
  ///
  /// - Throws: `Failure` of kind `badInput` if it has no samples, or breaks a limit of channels or rate.
  package init(
    _ decoder: any SoundDecoder, subject: String, sampleRate: Int? = nil, source: ByteSource? = nil
  ) throws {
    try Self.check(decoder, subject)
    (self.decoder, self.subject, self.source) = (decoder, subject, source)
    (channels, fileSampleRate, rate) = (decoder.channels, decoder.sampleRate, decoder.sampleRate)
    self.sampleRate = sampleRate ?? decoder.sampleRate
    comment = decoder.comment
    resampler = try Self.resampler(from: rate, to: self.sampleRate)
    try decode()
    guard position > 0 else { throw Failure(.badInput, subject, "no audio samples") }
  }

  /// How many samples there are at `sampleRate`, where that is known.
  ///
  /// The end is certain, and so is the size of a file that is not compressed.
  public var frameCount: Int? {
    if isAtEnd { return made }
    return decoder.frameCount.map {
      Resampler.outputCount(ofSamples: $0, from: fileSampleRate, to: sampleRate)
    }
  }

  /// What is odd about the part that has been read, or was repaired, as sentences for people.
  ///
  /// All of it is known at the end only.
  public var warnings: [String] {
    let first = mixer.firstAlone.map { channel, frame in
      let time = frame == 0 ? "" : " from \(time(of: frame)) s on"
      return "its channels cancel each other out (opposite phase)\(time); "
        + "channel \(channel) is used alone"
    }
    return decoder.notes + (first.map { [$0] } ?? [])
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

  /// Reads to the end, and forgets what was read.
  ///
  /// Then `frameCount` and `warnings` are complete.
  ///
  /// - Throws: as `read` does.
  public func finish() throws {
    while !isAtEnd {
      next = ready.count
      try decode()
    }
    next = ready.count
  }

  /// Decodes one more block, or finds the end.
  private func decode() throws {
    ready.removeFirst(next)
    next = 0
    let block: [Float]
    do {
      block = try decoder.read(frames: 1 << 14)
    } catch let damage as SoundDamage {
      try source?.requireReadable(subject: subject)
      throw Failure(.badInput, subject, "damaged at \(time(of: position)) s (\(damage.reason))")
    }
    if decoder.sampleRate != rate { try change(to: decoder.sampleRate) }
    guard !block.isEmpty else {
      try source?.requireReadable(subject: subject)
      isAtEnd = true
      try add(resampler?.finish() ?? [])
      return
    }
    let samples = mixer.mix(block, channels: decoder.channels)
    try check(samples)
    position += samples.count
    try add(resampler?.process(samples) ?? samples)
  }

  /// Goes on at another rate of the file.
  private func change(to newRate: Int) throws {
    try Self.check(decoder, subject)
    try add(resampler?.finish() ?? [])
    seconds += Double(position) / Double(rate)
    (rate, position) = (newRate, 0)
    resampler = try Self.resampler(from: newRate, to: sampleRate)
  }

  private func add(_ samples: [Float]) {
    ready += samples
    made += samples.count
  }

  private func check(_ samples: [Float]) throws {
    // The comparison is false for a NaN, so one pass finds all that is wrong.
    if let index = samples.firstIndex(where: { !(abs($0) <= SoundReader.largestSample) }) {
      let time = time(of: position + index)
      let what =
        samples[index].isFinite
        ? "samples too large for sound at \(time) s (\(samples[index]); at most "
          + "\(SoundReader.largestSample))"
        : "non-finite samples at \(time) s"
      throw Failure(.badInput, subject, what)
    }
  }

  private func time(of position: Int) -> Double {
    ((seconds + Double(position) / Double(rate)) * 100).rounded() / 100
  }
}

extension SoundReader {
  private static func resampler(from rate: Int, to wanted: Int) throws -> Resampler? {
    rate == wanted ? nil : try Resampler(from: rate, to: wanted)
  }

  /// Whether the channels and the rate of a decoder are within the limits.
  static func accepts(_ decoder: any SoundDecoder) -> Bool {
    (1...mostChannels).contains(decoder.channels) && Sound.sampleRates.contains(decoder.sampleRate)
  }

  private static func check(_ decoder: any SoundDecoder, _ subject: String) throws {
    guard !accepts(decoder) else { return }
    throw Failure(
      .badInput, subject,
      (1...mostChannels).contains(decoder.channels)
        ? rateProblem(decoder.sampleRate) : channelProblem(decoder.channels))
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

  /// The failure for what cannot be decoded, in words that say more than a library does.
  private static func notUnderstood(
    _ source: ByteSource, _ kind: FileKind, subject: String
  ) -> Failure {
    guard kind.isSound, !kind.needsFFmpeg else {
      return Failure(
        .badInput, subject,
        "not a sound (\(kind.named); \(FileKind.list(FileKind.sounds, last: "and")) can be read)")
    }
    let start = ID3Tag.end(in: source)
    if kind == .wav, let problem = WAVHeader(source, at: start)?.problem {
      return Failure(.badInput, subject, problem)
    }
    let reason = kind == .mp3 ? "no frame was found" : SndfileDecoder.openProblem
    return Failure(.badInput, subject, "\(kind.named) that cannot be read (\(reason))")
  }
}
