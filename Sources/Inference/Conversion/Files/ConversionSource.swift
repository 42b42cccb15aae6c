import Configuration
import Files
import Films
import Media
import Models

/// A sound, image or film that a model is applied to; its kind is told from its content.
///
/// No more than that needs is read until `reader(sampleRate:)` or `image()` is called.
public struct ConversionSource: Sendable {
  /// What messages call it: its path, or `standard input`.
  ///
  /// Of a file it is the path as it was given.
  public let name: String
  /// What its content shows, or what the user says.
  ///
  /// Its name plays no part in it.
  public let kind: FileKind
  /// What is odd about it, such as a name that promises another kind.
  public let note: String?
  /// The modality that is used: of a film, its sound or its images.
  public private(set) var modality: Modality
  /// The description of a film; nil for a sound or an image.
  public let film: Film?
  /// Its path, as it was given; of a class, its name.
  let path: String
  /// Whether it stands for a class instead of a file.
  let isClass: Bool
  /// Nil for a class.
  private let file: MediaInput?

  /// Opens an input.
  ///
  /// - Parameters:
  ///   - path: a file, a pipe, or `-` for the standard input; the last two are read to their end.
  ///   - given: the kind; nil tells it from the content.
  ///   - filmModality: what is used of a film; nil refuses films.
  /// - Throws: `Failure` of kind `missingInput` if it cannot be opened, `badInput` if it is empty or neither
  ///   a sound nor an image, `unavailable` if it needs ffmpeg and that is not installed.
  public init(
    _ path: String, kind given: FileKind? = nil, filmModality: Modality? = nil
  ) throws {
    let input = try MediaInput(path, kind: given)
    (name, kind) = (input.name, input.kind)
    let isFilm = kind.isFilm && filmModality != nil
    guard kind.isSound || kind.isImage || isFilm else {
      if let refusal = kind.refusal(of: name) { throw refusal }
      throw Failure(
        .badInput, name,
        "neither a sound nor an image (\(kind.named); "
          + "\(FileKind.list(FileKind.sounds + FileKind.images, last: "and")) can be read)")
    }
    if isFilm, !input.isFile {
      throw Failure(.badInput, name, "a film in a pipe; it has to be a file")
    }
    film = isFilm ? try Film(path) : nil
    modality = filmModality.flatMap { isFilm ? $0 : nil } ?? (kind.isSound ? .sound : .image)
    note = path == "-" ? nil : Self.note(path, kind)
    (self.path, file, isClass) = (path, input, false)
  }

  /// Stands for an input where only a class is asked for, so that there is nothing to read.
  ///
  /// - Parameters:
  ///   - name: the class; results in a folder are named after it.
  ///   - target: the modality that is made.
  init(ofClass name: String, to target: Modality) {
    (self.name, path, kind, isClass) = ("class \(name.printable)", name, .unknown, true)
    (modality, film, file, note) = (target.other, nil, nil, nil)
  }

  /// What messages say it is, with its article: "a PNG image".
  var named: String { isClass ? "a class" : kind.named }

  private var input: MediaInput {
    guard let file else { preconditionFailure("a class has nothing to read") }
    return file
  }

  /// False for what came through a pipe.
  var canBeReadAgain: Bool { file?.isFile ?? true }

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
    guard !isClass else { return path.replacing("/", with: "-") }
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
    return try SoundReader(input, sampleRate: sampleRate)
  }

  /// How many samples a sound has at a rate, where that is known before it is decoded.
  func frameCount(sampleRate: Int) throws -> Int? {
    guard film == nil, !kind.needsFFmpeg else { return nil }
    return try SoundReader(input, sampleRate: sampleRate).frameCount
  }

  /// How long a sound is in seconds; it is decoded for that.
  ///
  /// - Throws: `Failure` of kind `badInput` where it is damaged.
  func soundSeconds() throws -> Double {
    let reader = try SoundReader(input)
    try reader.finish()
    return Double(reader.frameCount ?? 0) / Double(reader.sampleRate)
  }

  /// Its sound, which a film that is made of it keeps.
  ///
  /// - Throws: `Failure` of kind `badInput` where it cannot be read.
  func keptSound() throws -> KeptSound { try film.map(KeptSound.init(of:)) ?? KeptSound(of: input) }

  /// Reads its image.
  ///
  /// - Parameter note: called with what is odd about it although it can be read.
  /// - Returns: the image, upright.
  /// - Throws: `Failure` of kind `badInput` where it is damaged or too large.
  public func image(note: (String) -> Void = { _ in }) throws -> Image {
    try input.image(note: note)
  }

  /// A word about a name that promises something else.
  private static func note(_ path: String, _ kind: FileKind) -> String? {
    guard let promised = FileKind.promised(by: path), promised != kind else { return nil }
    // A recorded voice may well be in a container of films.
    guard kind.asSoundOnly != promised.asSoundOnly || kind.asSoundOnly == nil else { return nil }
    let ending = path.split(separator: ".").last?.lowercased() ?? ""
    return "is \(kind.named), though its name ends in .\(ending)"
  }
}
