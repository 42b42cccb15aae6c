import Files
import Media

/// A file that is opened as a sound, an image or a film: the one door for the inputs of commands.
///
/// Its content tells what it is, never its name. Containers are looked into, for what they begin with
/// does not tell a recorded voice from a film. Pipes are read to their end, once.
public struct MediaInput: Sendable {
  /// What messages call it: its path, or `standard input`.
  public let name: String
  /// What its content shows, or what the user says.
  public let kind: FileKind
  /// Where it is, as it was given.
  public let path: String
  /// The bytes of what cannot be read twice; files are opened anew, for many may be at hand.
  private let memory: ByteSource?

  /// Opens a file, a pipe, or `-` for the standard input.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - given: the kind; nil tells it from the content.
  /// - Throws: `Failure` of kind `missingInput` if it cannot be opened, `badInput` if it is empty,
  ///   `unavailable` if it needs ffmpeg, which is not installed.
  public init(_ path: String, kind given: FileKind? = nil) throws {
    let isStandardInput = path == "-"
    (self.path, name) = (path, isStandardInput ? "standard input" : path)
    let source =
      try isStandardInput ? ByteSource(InputFile.readStandardInput()) : ByteSource(path: path)
    memory = source.isInMemory ? source : nil
    guard source.count > 0 else { throw Failure(.badInput, name, "empty file") }
    kind = try given ?? Self.kind(of: source, at: path)
  }

  /// The kind of the file at a path.
  ///
  /// - Throws: `Failure` as `init` does.
  public static func kind(of path: String) throws -> FileKind {
    try kind(of: ByteSource(path: path), at: path)
  }

  private static func kind(of source: ByteSource, at path: String) throws -> FileKind {
    let kind = FileKind.of(source)
    try source.requireReadable(subject: path)
    // ffprobe cannot read a pipe again; as a film it would be refused anyway.
    guard kind.isFilm, let soundKind = kind.asSoundOnly, !source.isInMemory else { return kind }
    return try SoundTrack.isAlone(in: path) ? soundKind : kind
  }

  /// False for what came through a pipe.
  public var isFile: Bool { memory == nil }

  /// The bytes of the file.
  ///
  /// - Throws: `Failure` of kind `missingInput` where it cannot be opened any more.
  public func bytes() throws -> ByteSource { try memory ?? ByteSource(path: path) }

  /// Its image.
  ///
  /// - Parameter note: called with what is odd about it although it can be read.
  /// - Returns: the image, upright.
  /// - Throws: `Failure` of kind `badInput` where it is none, is damaged or too large.
  public func image(note: (String) -> Void = { _ in }) throws -> Image {
    try ImageFile.read(bytes: wholeBytes(), subject: name, note: note)
  }

  /// All bytes, for what is small enough to be in memory.
  ///
  /// - Throws: what `InputFile.read` throws.
  public func wholeBytes() throws -> [UInt8] {
    try memory.map { $0.bytes(at: 0, count: $0.count) } ?? InputFile.read(path)
  }
}

extension SoundReader {
  /// Opens the sound of an input, whoever decodes it.
  ///
  /// - Parameters:
  ///   - input: a sound.
  ///   - sampleRate: the rate that is wanted, in hertz; nil keeps that of the file.
  /// - Throws: `Failure` of kind `badInput` if it is no sound, has no samples, or breaks a limit of
  ///   channels or rate; `unavailable` if it needs ffmpeg, which is not installed.
  public convenience init(_ input: MediaInput, sampleRate: Int? = nil) throws {
    if input.kind.needsFFmpeg {
      try self.init(FFmpegDecoder(input), subject: input.name, sampleRate: sampleRate)
    } else {
      try self.init(input.bytes(), input.kind, subject: input.name, sampleRate: sampleRate)
    }
  }

  /// Opens the sound of a file, whoever decodes it.
  ///
  /// - Throws: `Failure` of kind `missingInput` if it cannot be opened, others as above.
  public convenience init(opening path: String, sampleRate: Int? = nil) throws {
    try self.init(MediaInput(path), sampleRate: sampleRate)
  }
}
