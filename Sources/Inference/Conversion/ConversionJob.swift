import Files
import Glibc
import Media

/// The conversion of one input into its files.
struct ConversionJob {
  private let converter: Converter
  private let identity: String
  private let isReplacing: Bool
  private let standardOutput: ([UInt8]) throws -> Void

  /// Jobs of one converter; `standardOutput` takes all bytes of what goes there.
  init(
    _ converter: Converter, replacing: Bool, standardOutput: @escaping ([UInt8]) throws -> Void
  ) {
    self.converter = converter
    self.standardOutput = standardOutput
    isReplacing = replacing
    identity = converter.model.identity
  }

  /// Converts an input and writes the results; if that fails, nothing of them is left.
  func run(
    _ source: ConversionSource, to destination: ConversionDestination
  ) throws -> ConversionResult {
    if destination.isFilm, case .file(let path) = destination.output {
      if let folder = destination.folder { try Folder.create(folder) }
      return try FilmConversion(converter, identity: identity)
        .run(source, to: path, destination, replacing: isReplacing)
    }
    var result = ConversionResult(source, destination, by: converter)
    try converter.requireAbility(for: source)
    result.familiarity = try converter.familiarity(of: source)
    switch converter.target(of: source) {
    case .image: try makeImages(of: source, destination, &result)
    case .sound: try makeSound(of: source, destination, &result)
    }
    return result
  }

  private func makeSound(
    of source: ConversionSource, _ destination: ConversionDestination,
    _ result: inout ConversionResult
  ) throws {
    var notes: [String] = []
    let generated = try converter.sound(of: source) { notes.append($0) }
    let comment = ConversionRecord(
      converter, identity: identity, source: source, familiarity: result.familiarity
    ).comment
    let bytes =
      try destination.isFLAC
      ? SoundFile.encodedFLAC(generated.sound, comment: comment)
      : SoundFile.encodedWAV(generated.sound, comment: comment)
    try write(bytes, frame: nil, destination)
    result.notes += notes
    result.duration = generated.sound.durationSeconds
    result.spectralConvergence = generated.spectralConvergence
  }

  private func makeImages(
    of source: ConversionSource, _ destination: ConversionDestination,
    _ result: inout ConversionResult
  ) throws {
    var notes: [String] = []
    var count = 0
    let isNewFolder = destination.folder.map { !Folder.exists($0) } ?? false
    do {
      try converter.images(of: source, note: { notes.append($0) }) { image in
        let number = count + 1
        let isFrame = converter.options.every != nil
        let record = ConversionRecord(
          converter, identity: identity, source: source, familiarity: result.familiarity,
          frame: isFrame ? number : nil)
        let bytes = try ImageFile.encodedPNG(image, text: record.texts)
        try write(bytes, frame: number, destination)
        count = number
      }
    } catch {
      remove(frames: count, destination, withFolder: isNewFolder)
      throw error
    }
    let stale = removeFrames(after: count, destination)
    if stale > 0 { notes.append("removed \(stale) older images that followed the new ones") }
    result.notes += notes
    result.imageCount = count
  }

  private func write(_ bytes: [UInt8], frame: Int?, _ destination: ConversionDestination) throws {
    if let folder = destination.folder { try Folder.create(folder) }
    switch destination.output {
    case .standardOutput: try standardOutput(bytes)
    case .file(let path): try OutputFile.write(bytes, to: path, replacing: isReplacing)
    case .frames(let pattern):
      try OutputFile.write(bytes, to: pattern.path(frame ?? 1), replacing: isReplacing)
    }
  }

  /// Removes the images that an earlier and longer conversion left behind the new ones.
  ///
  /// - Returns: how many they were.
  private func removeFrames(after count: Int, _ destination: ConversionDestination) -> Int {
    guard isReplacing, case .frames(let pattern) = destination.output else { return 0 }
    var number = count + 1
    // What this program did not generate is somebody else's.
    while let bytes = try? InputFile.read(pattern.path(number)),
      ConversionRecord(texts: ImageFile.text(ofPNG: bytes)) != nil,
      unlink(pattern.path(number)) == 0
    {
      number += 1
    }
    return number - count - 1
  }

  /// Removes the images of an input that turned out to be damaged further on.
  private func remove(
    frames: Int, _ destination: ConversionDestination, withFolder isNewFolder: Bool
  ) {
    guard case .frames(let pattern) = destination.output, frames > 0 else { return }
    for number in 1...frames { unlink(pattern.path(number)) }
    // This leaves a folder alone that holds anything else.
    if isNewFolder, let folder = destination.folder { rmdir(folder) }
  }
}
