import Files
import Glibc
import Media

/// The conversion of one input into its files.
public struct ConversionJob {
  /// What came of it.
  public struct Outcome: Sendable {
    /// The input, as what it was taken.
    public let source: ConversionSource
    /// How many images were made; nil for a sound.
    public var frames: Int?
    /// The length of the sound in seconds; nil for images.
    public var duration: Double?
    /// How well Griffin-Lim met the magnitudes; nil for images and silence.
    public var spectralConvergence: Double?
    /// What is odd about the input or the result.
    public var notes: [String] = []
  }

  private let converter: Converter
  private let identity: String
  private let isReplacing: Bool
  private let standardOutput: ([UInt8]) throws -> Void

  /// Jobs of one converter; `standardOutput` takes all bytes of what goes there.
  public init(
    _ converter: Converter, replacing: Bool, standardOutput: @escaping ([UInt8]) throws -> Void
  ) {
    self.converter = converter
    self.standardOutput = standardOutput
    isReplacing = replacing
    identity = converter.model.identity
  }

  /// Converts an input and writes what came of it; if that fails, nothing of it is left.
  public func run(
    _ source: ConversionSource, to destination: ConversionDestination
  ) throws -> Outcome {
    if destination.isFilm, case .file(let path) = destination.place {
      if let folder = destination.folder { try Folder.create(folder) }
      return try FilmConversion(converter, identity: identity)
        .run(source, to: path, replacing: isReplacing)
    }
    var outcome = Outcome(source: source)
    if let note = source.note { outcome.notes.append(note) }
    try converter.requireAbility(for: source)
    switch converter.target(of: source) {
    case .image: try makeImages(of: source, destination, &outcome)
    case .sound: try makeSound(of: source, destination, &outcome)
    }
    return outcome
  }

  private func makeSound(
    of source: ConversionSource, _ destination: ConversionDestination, _ outcome: inout Outcome
  ) throws {
    var notes: [String] = []
    let made = try converter.sound(of: source) { notes.append($0) }
    let comment = ConversionRecord(converter, identity: identity, source: source).comment
    let bytes =
      try destination.isFLAC
      ? SoundFile.encodedFLAC(made.sound, comment: comment)
      : SoundFile.encodedWAV(made.sound, comment: comment)
    try write(bytes, frame: nil, destination)
    outcome.notes += notes
    outcome.duration = made.sound.durationSeconds
    outcome.spectralConvergence = made.spectralConvergence
  }

  private func makeImages(
    of source: ConversionSource, _ destination: ConversionDestination, _ outcome: inout Outcome
  ) throws {
    var notes: [String] = []
    var count = 0
    let isNewFolder = destination.folder.map { !Folder.exists($0) } ?? false
    do {
      try converter.images(of: source, note: { notes.append($0) }) { image in
        let number = count + 1
        let isFrame = converter.options.every != nil
        let record = ConversionRecord(
          converter, identity: identity, source: source, frame: isFrame ? number : nil)
        let bytes = try ImageFile.encodedPNG(image, text: record.texts)
        try write(bytes, frame: number, destination)
        count = number
      }
    } catch {
      remove(frames: count, destination, withFolder: isNewFolder)
      throw error
    }
    outcome.notes += notes
    outcome.frames = count
  }

  private func write(_ bytes: [UInt8], frame: Int?, _ destination: ConversionDestination) throws {
    if let folder = destination.folder { try Folder.create(folder) }
    switch destination.place {
    case .standardOutput: try standardOutput(bytes)
    case .file(let path): try OutputFile.write(bytes, to: path, replacing: isReplacing)
    case .frames(let pattern):
      try OutputFile.write(bytes, to: pattern.path(frame ?? 1), replacing: isReplacing)
    }
  }

  /// Takes back the images of an input that turned out to be damaged further on.
  private func remove(
    frames: Int, _ destination: ConversionDestination, withFolder isNewFolder: Bool
  ) {
    guard case .frames(let pattern) = destination.place, frames > 0 else { return }
    for number in 1...frames { unlink(pattern.path(number)) }
    // This leaves a folder alone that holds anything else.
    if isNewFolder, let folder = destination.folder { rmdir(folder) }
  }
}
