import Configuration
import DataSets
import Files
import Films
import Glibc
import Models

/// Where the result of one input goes.
struct ConversionDestination: Sendable {
  /// What is written to.
  enum Output: Sendable {
    case file(String)
    case frames(FramePattern)
    case standardOutput
  }

  let output: Output
  /// The folder that is made if it is not there; nil where it has to be there.
  let folder: String?
  /// Whether a film is written.
  let isFilm: Bool

  /// What the ending of a name says is made; nil where it says nothing, or names a film.
  static func modality(named output: String) -> Modality? {
    if imageEndings.contains(where: output.lowercased().hasSuffix) { return .image }
    return soundEndings.contains(where: output.lowercased().hasSuffix) ? .sound : nil
  }

  private static let imageEndings = [".png"]
  private static let soundEndings = [".wav", ".wave", ".flac"]

  /// Whether a name is that of a film, by its ending.
  static func namesFilm(_ output: String) -> Bool {
    Film.endings.contains { output.lowercased().hasSuffix(".\($0)") }
  }

  /// The destination of an input.
  ///
  /// `output` is a folder if it is one already, ends with a slash, or there are several inputs; then
  /// the file is named like the input. `-` is the standard output.
  ///
  /// - Parameters:
  ///   - output: what the user gave.
  ///   - source: the input.
  ///   - asked: what is to be made of it; nil is the other modality, and of a film what is missing.
  ///   - isOneOfMany: whether there are other inputs.
  ///   - inFrames: whether many images are made of the input.
  /// - Throws: `Failure` of kind `usage` where the name does not fit what is made.
  init(
    _ output: String, for source: ConversionSource, making asked: Modality?,
    isOneOfMany: Bool, inFrames: Bool
  ) throws {
    let isFolder = isOneOfMany || output.hasSuffix("/") || Folder.exists(output)
    let isFileName = Self.modality(named: output) != nil || Self.namesFilm(output)
    if isOneOfMany, isFileName, !Folder.exists(output) {
      throw Failure(.usage, output, "several results need a folder, this is the name of a file")
    }
    let target = asked ?? source.modality.other
    let isInFolder = isFolder && source.film != nil && asked == nil && !inFrames
    isFilm = isInFolder || (!isFolder && Self.namesFilm(output))
    if isFilm, source.kind.isImage || source.isClass {
      throw Failure(
        .usage, output, "a film is made of a sound or a film, not of \(source.named)")
    }
    if output == "-" {
      (self.output, folder) = (.standardOutput, nil)
    } else if isFilm {
      (self.output, folder) =
        isFolder
        ? (.file(Folder.path(output, source.stem + ".mp4")), output) : (.file(output), nil)
    } else if inFrames {
      if !isFolder, let pattern = FramePattern(output) {
        try Self.checkEnding(output, source, target)
        (self.output, folder) = (.frames(pattern), nil)
        return
      }
      if !isFolder, output.lowercased().hasSuffix(".png") {
        throw Failure(
          .usage, output, "--every makes many images",
          hint: "Give a folder, or a pattern such as frame-%04d.png.")
      }
      let frames = isOneOfMany ? Folder.path(output, source.stem) : output
      (self.output, folder) = (.frames(FramePattern(in: frames)), frames)
    } else if isFolder {
      let name = source.stem + (target == .image ? ".png" : ".wav")
      (self.output, folder) = (.file(Folder.path(output, name)), output)
    } else {
      if !Self.isDevice(output) { try Self.checkEnding(output, source, target) }
      (self.output, folder) = (.file(output), nil)
    }
  }

  /// The path for people: that of the file, or the pattern of the images.
  var text: String {
    switch output {
    case .file(let path): path
    case .frames(let pattern): pattern.text
    case .standardOutput: "-"
    }
  }

  /// Whether a sound is to be written as FLAC.
  var isFLAC: Bool { text.lowercased().hasSuffix(".flac") }

  /// Throws what writing would throw, as far as that is known before.
  ///
  /// - Parameters:
  ///   - replacing: whether a file that exists may be replaced.
  ///   - inputs: all inputs, none of which may be written to.
  ///   - others: the texts of the destinations of other inputs of the same call.
  /// - Throws: `Failure` of kind `cannotCreate`.
  func check(replacing: Bool, inputs: FileSet, others: Set<ExactPath>) throws {
    guard let path = firstPath else { return }
    if others.contains(ExactPath(text)) {
      throw Failure(
        .cannotCreate, path, "would hold the results of two inputs",
        hint: "Convert inputs of equal names into different folders.")
    }
    if let folder, !Folder.exists(folder) {
      // One that is not there is made when the first file is written.
      var name = folder[...]
      while name.count > 1, name.last == "/" { name.removeLast() }
      guard InputFile.exists(String(name)) else { return }
      throw Failure(.cannotCreate, String(name), "is a file, a folder is needed")
    }
    try OutputFile.check(path, replacing: replacing, inputs: inputs)
  }

  /// The first file that is written; nil for the standard output.
  private var firstPath: String? {
    switch output {
    case .file(let path): path
    case .frames(let pattern): pattern.path(1)
    case .standardOutput: nil
    }
  }

  /// Whether something already exists there.
  var isTaken: Bool { firstPath.map(InputFile.exists) ?? false }

  private static func checkEnding(
    _ output: String, _ source: ConversionSource, _ target: Modality
  ) throws {
    let named = modality(named: output)
    let (isImage, isSound) = (named == .image, named == .sound)
    guard target == .image ? !isImage : !isSound else { return }
    let rule =
      target == .image
      ? "it becomes an image, .png, or a film, .\(Film.endings.joined(separator: ", ."))"
      : "it becomes a sound, .wav or .flac"
    throw Failure(
      .usage, output, "the name does not fit (\(source.name) is \(source.named); \(rule))",
      hint: isImage || isSound
        ? "Use --to \(isImage ? "image" : "sound") to stay in the same modality."
        : Folder.lastName(of: output).contains(".") ? nil : "End the name of a folder in /.")
  }

  /// Whether a path leads to a pipe or a device.
  private static func isDevice(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
  }
}
