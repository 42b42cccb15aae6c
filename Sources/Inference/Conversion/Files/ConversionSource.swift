import Configuration
import Files
import Films
import Glibc
import Media
import Models

/// A sound, image or film that a model is applied to; its kind is told from its first bytes.
///
/// Nothing but these is read until `reader(sampleRate:)` or `image()` is called.
public struct ConversionSource: Sendable {
  /// What messages call it: its path, or `standard input`.
  ///
  /// Of a file it is the path as it was given.
  public let name: String
  /// What its first bytes show, or what the user says.
  ///
  /// Its name plays no part in it.
  public let kind: FileKind
  /// What is odd about it, such as a name that promises another kind.
  public let note: String?
  /// The modality that is used: of a film, its sound or its images.
  public private(set) var modality: Modality
  /// The description of a film; nil for a sound or an image.
  public let film: Film?
  let path: String
  /// The content of what cannot be read twice.
  private let bytes: [UInt8]?

  /// Opens an input.
  ///
  /// - Parameters:
  ///   - path: a file, a pipe, or `-` for the standard input; the last two are read to their end.
  ///   - given: the kind; nil tells it from the content.
  ///   - filmModality: what is used of a film; nil refuses films.
  /// - Throws: `Failure` of kind `missingInput` if it cannot be opened, `badInput` if it is empty or neither
  ///   a sound nor an image, `unavailable` if a film needs ffmpeg and that is not installed.
  public init(
    _ path: String, kind given: FileKind? = nil, filmModality: Modality? = nil
  ) throws {
    let isStandardInput = path == "-"
    let name = isStandardInput ? "standard input" : path
    let beginning: [UInt8]
    if isStandardInput || !Self.isSeekable(path) {
      let whole = try isStandardInput ? InputFile.readStandardInput() : InputFile.read(path)
      bytes = whole
      beginning = Array(whole.prefix(64))
    } else {
      bytes = nil
      beginning = try InputFile.readBeginning(path)
    }
    guard !beginning.isEmpty else { throw Failure(.badInput, name, "empty file") }
    let kind = given ?? FileKind.sniff(beginning)
    let isFilm = kind.isFilm && filmModality != nil
    guard kind.isSound || kind.isImage || isFilm else {
      if let refusal = kind.refusal(of: name) { throw refusal }
      throw Failure(
        .badInput, name,
        "neither a sound nor an image (\(kind.named); "
          + "\(FileKind.list(FileKind.sounds + FileKind.images, last: "and")) can be read)")
    }
    if isFilm, bytes != nil {
      throw Failure(.badInput, name, "a film in a pipe; it has to be a file")
    }
    film = isFilm ? try Film(path) : nil
    modality = filmModality.flatMap { isFilm ? $0 : nil } ?? (kind.isSound ? .sound : .image)
    (self.path, self.name, self.kind) = (path, name, kind)
    note = isStandardInput ? nil : Self.note(path, kind)
  }

  /// False for what came through a pipe.
  var canBeReadAgain: Bool { bytes == nil }

  /// The same film, of which a modality is used.
  func taken(as modality: Modality) -> ConversionSource {
    var source = self
    source.modality = modality
    return source
  }

  /// Its name without folder and ending.
  ///
  /// Results in a folder are named after it; that of the standard input is `stdin`.
  public var stem: String {
    guard path != "-" else { return "stdin" }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
    return String(name[..<dot])
  }

  /// Opens its sound at a rate in hertz, channels averaged, to be read piece by piece.
  ///
  /// - Throws: `Failure` of kind `badInput` where it is damaged.
  public func reader(sampleRate: Int) throws -> any SoundStream {
    if let film { return try FilmSound(film, sampleRate: sampleRate) }
    guard let bytes else { return try SoundReader(path: path, sampleRate: sampleRate) }
    return try SoundReader(bytes: bytes, subject: name, sampleRate: sampleRate)
  }

  /// How many samples a sound has at a rate, as far as its file says; nil for that of a film.
  func frameCount(sampleRate: Int) throws -> Int? {
    guard film == nil else { return nil }
    return try (reader(sampleRate: sampleRate) as? SoundReader)?.frameCount
  }

  /// Reads its image.
  ///
  /// - Parameter note: called with what is odd about it although it can be read.
  /// - Returns: the image, upright.
  /// - Throws: `Failure` of kind `badInput` where it is damaged or too large.
  public func image(note: (String) -> Void = { _ in }) throws -> Image {
    guard let bytes else { return try ImageFile.read(path, note: note) }
    return try ImageFile.read(bytes: bytes, subject: name, note: note)
  }

  /// False for pipes and devices; what is not there counts as a file, for reading says it best.
  private static func isSeekable(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
  }

  /// A word about a name that promises something else.
  private static func note(_ path: String, _ kind: FileKind) -> String? {
    guard let promised = FileKind.promised(by: path), promised != kind else { return nil }
    let ending = path.split(separator: ".").last?.lowercased() ?? ""
    return "is \(kind.named), though its name ends in .\(ending)"
  }
}
