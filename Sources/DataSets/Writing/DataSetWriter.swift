import Files
import Glibc
import Media
import Preprocessing

/// Writes a data set in the layout of the released Sub-URMP; a manifest at its end completes it.
///
/// `img/SPLIT/CLASS/STEM.png` beside `chunk/SPLIT/CLASS/STEM.wav`, and `manifest.jsonl`. Until it is
/// complete, the folder is an `UnfinishedFolder`.
struct DataSetWriter {
  /// Whether this work was interrupted before, so that existing files can be kept.
  var isContinued: Bool { unfinished.isContinued }
  private let folder: String
  private let realFolder: String
  private let unfinished: UnfinishedFolder

  /// Prepares the folder for work that `work` describes completely, on so many pairs.
  ///
  /// - Throws: what `UnfinishedFolder` throws, such as where the pairs cannot fit on the medium.
  init(
    _ folder: String, work: JSONValue, pairs: Int, imageSize: Int, replacing: Bool
  ) throws {
    // A PNG of a photograph takes about two bytes a pixel, a clip two bytes a sample.
    unfinished = try UnfinishedFolder(
      folder, work: work, bytes: pairs * (2 * imageSize * imageSize + 2 * ClipFormat.samples),
      replacing: replacing)
    self.folder = folder
    realFolder = RealPath.of(folder) ?? folder
  }

  /// Makes the folders that pairs go to.
  ///
  /// - Throws: `Failure` of kind `cannotCreate` where a link leads out of the data set.
  func makeFolders(for keys: some Sequence<PairKey>) throws {
    let folders = Set(
      keys.flatMap { [Folder.parent(of: image($0)), Folder.parent(of: sound($0))] })
    for name in folders.sorted() {
      let path = Folder.path(folder, name)
      try Folder.create(path)
      guard let real = RealPath.of(path), RealPath.isInside(real, realFolder) else {
        throw Failure(.cannotCreate, path, "leads out of \(folder) by a link")
      }
      try OutputFile.removeTemporaries(in: path)
    }
  }

  /// Writes both files of a pair.
  func write(_ content: Image, _ clip: Sound, as key: PairKey) throws {
    try write(ImageFile.encodedPNG(content), to: image(key))
    try write(SoundFile.encodedWAV(clip), to: sound(key))
  }

  /// Whether the clip of a pair is silent, if both its files already exist and are complete; else `nil`.
  func silenceOfFinished(_ key: PairKey, imageSize: Int) -> Bool? {
    guard isContinued,
      let clip = try? SoundFile.read(Folder.path(folder, sound(key))),
      clip.samples.count == ClipFormat.samples, clip.sampleRate == ClipFormat.sampleRate,
      let content = try? ImageFile.read(Folder.path(folder, image(key))),
      content.width == imageSize, content.height == imageSize
    else { return nil }
    return Preprocessing.isSilent(clip.samples)
  }

  /// Writes the manifest, and removes the file that marks the folder as unfinished.
  func finish(_ lines: [(key: PairKey, isSilent: Bool)]) throws {
    var text = ""
    for (key, isSilent) in lines {
      text += Manifest.line(
        image: image(key), sound: sound(key), key, isSilent: isSilent
      ).encoded()
      text += "\n"
    }
    OutputFile.force()
    try OutputFile.write(text, to: Folder.path(folder, "manifest.jsonl"), replacing: true)
    unfinished.finish()
  }

  private func image(_ key: PairKey) -> String { "img/\(key.path).png" }
  private func sound(_ key: PairKey) -> String { "chunk/\(key.path).wav" }

  private func write(_ bytes: [UInt8], to name: String) throws {
    let path = Folder.path(folder, name)
    var status = stat()
    // A link would be followed to a file that may not be ours to change.
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK { unlink(path) }
    // Each file on its own would wait for the medium; what is kept after a fault is read first.
    try OutputFile.write(bytes, to: path, replacing: true, isForced: false)
  }
}
