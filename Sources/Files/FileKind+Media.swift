/// Which kinds are sounds, images and films, and what names and messages call them.
///
/// A further format stands in `sounds`, `images`, `unreadImages` or `films` below; help, messages and the
/// endings that data sets may have follow from it.
extension FileKind {
  /// The sounds that can be read.
  public static let sounds: [FileKind] =
    [.wav, .flac, .ogg, .mp3, .aiff, .au, .caf] + soundsOfFFmpeg

  /// The sounds that ffmpeg reads.
  private static let soundsOfFFmpeg: [FileKind] = [.m4a, .mka, .wma, .aac, .amr]

  /// The images that can be read.
  public static let images: [FileKind] = [.png, .jpeg, .webp]

  /// The images that are known by their content, but cannot be read.
  public static let unreadImages: [FileKind] = [.gif, .bmp, .tiff, .heic, .avif]

  /// The films that ffmpeg can read.
  public static let films: [FileKind] = [.mp4, .matroska, .avi, .asf]

  /// Whether it is a sound that can be read.
  public var isSound: Bool { Self.sounds.contains(self) }

  /// Whether it is an image that can be read.
  public var isImage: Bool { Self.images.contains(self) }

  /// Whether it is a film, which ffmpeg can read.
  public var isFilm: Bool { Self.films.contains(self) }

  /// Whether it is a sound that ffmpeg reads.
  public var needsFFmpeg: Bool { Self.soundsOfFFmpeg.contains(self) }

  /// The kind of a file in this container that has a sound and no moving image.
  ///
  /// The beginning of a file does not tell whether it has one. Nil for what is no such container.
  public var asSoundOnly: FileKind? {
    switch self {
    case .mp4, .m4a: .m4a
    case .matroska, .mka: .mka
    case .asf, .wma: .wma
    default: nil
    }
  }

  /// Whether it is a sound, an image or a film, even an image that cannot be read.
  ///
  /// Such an image is refused by name rather than left out in silence.
  public var isMedium: Bool { isSound || isImage || isFilm || Self.unreadImages.contains(self) }

  /// The failure that refuses an image which is known but cannot be read; nil for other kinds.
  ///
  /// - Parameter subject: the name of the file.
  /// - Returns: a failure of kind `badInput`, whose hint says how to convert the image.
  public func refusal(of subject: String) -> Failure? {
    guard Self.unreadImages.contains(self) else { return nil }
    let command =
      self == .heic || self == .avif
      ? "heif-convert IN OUT.png (Debian package libheif-examples)"
      : "ffmpeg -i IN -frames:v 1 OUT.png"
    return Failure(
      .badInput, subject,
      "\(named) cannot be read (\(Self.list(Self.images, last: "and")) can)",
      hint: "Convert it first: \(command).")
  }

  /// The kind that the ending of a name promises; nil where it promises no sound, image or film.
  ///
  /// Capital letters make no difference. The name may be a path.
  public static func promised(by name: String) -> FileKind? {
    guard let dot = name.lastIndex(of: ".") else { return nil }
    let ending = name[name.index(after: dot)...].lowercased()
    return allCases.first { $0.endings.contains(ending) }
  }

  /// The endings of names that promise this kind, without the dot; the usual one first.
  public var endings: [String] {
    switch self {
    case .wav: ["wav", "wave", "w64", "rf64"]
    case .flac: ["flac"]
    case .ogg: ["ogg", "oga", "opus"]
    case .mp3: ["mp3", "mp2"]
    case .aiff: ["aiff", "aif", "aifc"]
    case .caf: ["caf"]
    case .au: ["au", "snd"]
    case .m4a: ["m4a", "m4b"]
    case .mka: ["mka", "weba"]
    case .wma: ["wma"]
    case .aac: ["aac"]
    case .amr: ["amr"]
    case .png: ["png"]
    case .jpeg: ["jpg", "jpeg", "jpe", "jfif"]
    case .mp4: ["mp4", "m4v", "mov"]
    case .matroska: ["mkv", "webm"]
    case .avi: ["avi"]
    case .asf: ["wmv", "asf"]
    case .webp: ["webp"]
    case .gif: ["gif"]
    case .bmp: ["bmp", "dib"]
    case .tiff: ["tiff", "tif"]
    case .heic: ["heic", "heif", "hif"]
    case .avif: ["avif"]
    case .safetensors, .json, .zip, .pickle, .text, .unknown: []
    }
  }

  /// What messages call it, with its article: "a PNG image".
  public var named: String {
    switch self {
    case .wav, .flac, .caf, .mka, .wma: "a \(format) sound"
    case .ogg, .mp3, .aiff, .au, .m4a, .aac, .amr: "an \(format) sound"
    case .png, .jpeg, .webp, .gif, .bmp, .tiff, .heic: "a \(format) image"
    case .avif: "an \(format) image"
    case .matroska: "a \(format) film"
    case .mp4, .avi, .asf: "an \(format) film"
    case .safetensors: "a safetensors file"
    case .json: "JSON text"
    case .zip: "a zip archive"
    case .pickle: "a Python pickle"
    case .text: "plain text"
    case .unknown: "an unknown kind of file"
    }
  }

  /// The name of the format: "PNG".
  private var format: String {
    switch self {
    case .ogg: "Ogg"
    case .webp: "WebP"
    case .matroska, .mka: "Matroska"
    default: rawValue.uppercased()
    }
  }

  /// The formats of some kinds as a list: "WAV, FLAC and Ogg".
  ///
  /// - Parameters:
  ///   - kinds: at least one.
  ///   - word: what stands before the last: "and", "or"; nil for a comma.
  /// - Returns: the names of the formats, in the order of `kinds`.
  public static func list(_ kinds: [FileKind], last word: String? = nil) -> String {
    let formats = kinds.map(\.format)
    guard let word, formats.count > 1 else { return formats.joined(separator: ", ") }
    return formats.dropLast().joined(separator: ", ") + " \(word) \(formats[formats.count - 1])"
  }
}
