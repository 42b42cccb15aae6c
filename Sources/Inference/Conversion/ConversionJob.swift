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
    switch destination.output {
    case .file(let path) where destination.isFilm:
      try createFolder(of: destination)
      return try FilmConversion(converter, identity: identity)
        .run(source, to: path, destination, replacing: isReplacing)
    case .file(let path):
      return try make(source, destination) { bytes in
        try createFolder(of: destination)
        try OutputFile.write(bytes, to: path, replacing: isReplacing)
      }
    case .frames(let pattern): return try makeFrames(of: source, pattern, destination)
    case .standardOutput: return try make(source, destination, receive: standardOutput)
    }
  }

  /// Converts an input into one file, whose writing it begins.
  ///
  /// - Parameters:
  ///   - source: an input that is no film.
  ///   - destination: a single file that is no film.
  ///   - queue: what writes the file.
  /// - Returns: the result, and the write to wait for.
  /// - Throws: what reading and converting the input throw; what writing throws, the write tells.
  func begin(
    _ source: ConversionSource, to destination: ConversionDestination, by queue: WriteQueue
  ) throws -> (result: ConversionResult, write: WriteQueue.Write?) {
    var write: WriteQueue.Write?
    let result = try make(source, destination) { bytes in
      try createFolder(of: destination)
      write = queue.write(bytes, to: destination.text, replacing: isReplacing)
    }
    return (result, write)
  }

  /// Makes the results of an input, and hands on the content of one file after another.
  private func make(
    _ source: ConversionSource, _ destination: ConversionDestination,
    receive: ([UInt8]) throws -> Void
  ) throws -> ConversionResult {
    var result = ConversionResult(source, destination, by: converter)
    try converter.requireAbility(for: source)
    result.familiarity = try converter.familiarity(of: source)
    switch converter.target(of: source) {
    case .image: try makeImages(of: source, &result, receive)
    case .sound: try makeSound(of: source, isFLAC: destination.isFLAC, &result, receive)
    }
    return result
  }

  private func makeSound(
    of source: ConversionSource, isFLAC: Bool, _ result: inout ConversionResult,
    _ receive: ([UInt8]) throws -> Void
  ) throws {
    var notes: [String] = []
    let generated = try converter.sound(of: source) { notes.append($0) }
    let comment = ConversionRecord(
      converter, identity: identity, source: source, familiarity: result.familiarity
    ).comment
    try receive(
      isFLAC
        ? SoundFile.encodedFLAC(generated.sound, comment: comment)
        : SoundFile.encodedWAV(generated.sound, comment: comment))
    result.notes += notes
    result.duration = generated.sound.durationSeconds
    result.spectralConvergence = generated.spectralConvergence
  }

  private func makeImages(
    of source: ConversionSource, _ result: inout ConversionResult,
    _ receive: ([UInt8]) throws -> Void
  ) throws {
    var notes: [String] = []
    var count = 0
    try converter.images(of: source, note: { notes.append($0) }) { image in
      count += 1
      let record = ConversionRecord(
        converter, identity: identity, source: source, familiarity: result.familiarity,
        frame: converter.options.every == nil ? nil : count)
      try receive(ImageFile.encodedPNG(image, text: record.texts))
    }
    result.notes += notes
    result.imageCount = count
  }

  /// Makes numbered images, which are written while the next ones are made.
  private func makeFrames(
    of source: ConversionSource, _ pattern: FramePattern, _ destination: ConversionDestination
  ) throws -> ConversionResult {
    let isNewFolder = destination.folder.map { !Folder.exists($0) } ?? false
    let queue = WriteQueue()
    var writes: [WriteQueue.Write] = []
    do {
      var result = try make(source, destination) { bytes in
        try createFolder(of: destination)
        // A medium that is full is noticed soon, and not after the last image.
        if writes.count >= WriteQueue.capacity {
          try writes[writes.count - WriteQueue.capacity].wait()
        }
        writes.append(
          queue.write(bytes, to: pattern.path(writes.count + 1), replacing: isReplacing))
      }
      for write in writes { try write.wait() }
      let stale = removeFrames(after: writes.count, pattern)
      if stale > 0 {
        result.notes.append("removed \(stale) older images that followed the new ones")
      }
      return result
    } catch {
      // The input turned out to be damaged further on, or an image could not be written.
      for (index, write) in writes.enumerated() where (try? write.wait()) != nil {
        unlink(pattern.path(index + 1))
      }
      // This leaves a folder alone that holds anything else.
      if isNewFolder, let folder = destination.folder { rmdir(folder) }
      throw error
    }
  }

  /// Removes the images that an earlier and longer conversion left behind the new ones.
  ///
  /// - Returns: how many they were.
  private func removeFrames(after count: Int, _ pattern: FramePattern) -> Int {
    guard isReplacing else { return 0 }
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

  private func createFolder(of destination: ConversionDestination) throws {
    if let folder = destination.folder { try Folder.create(folder) }
  }
}
