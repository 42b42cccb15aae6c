import Files
import Glibc
import Media

/// Decodes the sound of a file by ffmpeg, to its end.
///
/// All channels come as they are: how they become one is the same for all sounds.
final class FFmpegDecoder: SoundDecoder {
  let sampleRate: Int
  let channels: Int
  let frameCount: Int? = nil
  let comment: String?
  private(set) var notes: [String] = []

  private let name: String
  /// What messages call the file: "a sound" or "a film".
  private let what: String
  private let process: ChildProcess
  /// A copy of what came through a pipe, which ffmpeg reads.
  private let copy: Int32?
  private var isEmpty = true
  private var isAtEnd = false

  /// Begins to read a sound that stands alone.
  ///
  /// - Parameter input: a sound that ffmpeg reads.
  /// - Throws: `Failure` of kind `badInput` where it has no sound, `unavailable` where ffmpeg is not
  ///   installed, `inputOutput` where there is no room for a copy.
  convenience init(_ input: MediaInput) throws {
    let copy = try input.isFile ? nil : Self.copy(of: input.bytes())
    do {
      // Other processes find files without a name there.
      let path = copy.map { "/proc/\(getpid())/fd/\($0)" } ?? input.path
      guard let track = try SoundTrack(path, named: input.name) else {
        throw Failure(.badInput, input.name, "\(input.kind.named) without samples")
      }
      try self.init(FFmpeg.input(path), track, named: input.name, "a sound", copy: copy)
    } catch {
      if let copy { close(copy) }
      throw error
    }
  }

  /// Begins to read the sound of a film.
  ///
  /// - Throws: `Failure` of kind `badInput` where it has none.
  convenience init(_ film: Film) throws {
    try self.init(film.input, film.requireSound(), named: film.path, "a film", copy: nil)
  }

  private init(
    _ input: [String], _ track: SoundTrack, named name: String, _ what: String, copy: Int32?
  ) throws {
    (sampleRate, channels, comment) = (track.sampleRate, track.channels, track.comment)
    (self.name, self.what, self.copy) = (name, what, copy)
    // Where times leap, silence comes between. Rate and channels may change on the way, in ffmpeg only.
    process = try FFmpeg.start(
      input + ["-map", "0:\(track.index)", "-af", "aresample=\(sampleRate):async=1"]
        + ["-ar", "\(sampleRate)", "-ac", "\(max(1, channels))", "-f", "f32le", "pipe:1"],
      .output)
  }

  deinit { if let copy { close(copy) } }

  private static func copy(of source: ByteSource) throws -> Int32 {
    let descriptor = try NamelessFile.open()
    let isWritten = source.bytes(at: 0, count: source.count).withUnsafeBytes {
      $0.write(to: descriptor)
    }
    guard isWritten else {
      close(descriptor)
      throw Failure(
        .inputOutput, nil, "a temporary file cannot be written",
        hint: "Set TMPDIR to another folder.")
    }
    return descriptor
  }

  func read(frames: Int) throws -> [Float] {
    guard !isAtEnd else { return [] }
    let size = frames * channels
    let samples = [Float](unsafeUninitializedCapacity: size) { buffer, count in
      let bytes = process.read(UnsafeMutableRawBufferPointer(buffer))
      count = bytes / MemoryLayout<Float>.size / channels * channels
    }
    isEmpty = isEmpty && samples.isEmpty
    if samples.count < size {
      isAtEnd = true
      let problem = process.end()
      let complaint = process.lastComplaint
      if let problem = problem ?? (isEmpty ? complaint ?? "its sound has no samples" : nil) {
        throw FFmpeg.unreadable(name, problem, what)
      }
      notes += complaint.map { ["ffmpeg says of its sound: \($0)"] } ?? []
    }
    // A damaged file can decode to any number.
    return samples.map { $0.isFinite ? min(max($0, -1e3), 1e3) : 0 }
  }
}
