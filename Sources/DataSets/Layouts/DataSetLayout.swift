import Files

/// The layouts of files on disk that are recognised as data sets.
///
/// - A manifest: a file of JSON lines, or a folder with `manifest.jsonl`, each line
///   `{"sound": path, "image": path, "class": name, "split": "train" or "validation"}` with paths below
///   the manifest's folder; `"silent": true` may be added.
/// - The released Sub-URMP: `img/SPLIT/CLASS/STEM.png` or `.jpg` beside `chunk/SPLIT/CLASS/STEM.wav`.
/// - A packed data set: a folder with `pack.json`, which `open` takes, and `listing` does not.
/// - Two folders paired by stem: `images` and `sounds`, each with or without `train`/`validation` and
///   class folders. Without a split, one stem in ten, chosen by its hash, is kept for validation.
///
/// Endings may be in capitals; hidden files are not seen. Links are followed in folders, but a
/// manifest, which may come from somebody else, does not lead out of its folder.
public enum DataSetLayout {
  static let splits = ["train", "validation"]

  /// The data set at a path, in whichever layout it has.
  ///
  /// - Throws: `Failure` of kind `missingInput` where nothing is there, `badInput` where the layout is
  ///   not known, the listing is wrong or no pair is whole.
  public static func open(_ root: String) throws -> DataSet {
    if let pack = try pack(at: root) { return try pack.set() }
    let listing = try listing(of: root)
    if let fault = listing.faults.first {
      let others = listing.faults.count - 1
      guard others > 0 else { throw fault }
      throw Failure(
        fault.kind, fault.subject, "\(fault.problem) (and \(others) more such faults)",
        hint: fault.hint ?? "Use cmcgan-data check to list them.")
    }
    let set = listing.set
    guard set.training.count + set.validation.count > 0 else {
      throw Failure(
        .badInput, root, "no pair of an image and a sound with one name in both (0 found)",
        hint: set.notes.first.map { "\($0)." })
    }
    if set.classes.count == 1 {
      throw Failure(
        .badInput, root, "only one class (\(set.classes[0])); mismatched pairs need two or more",
        hint: "Leave the class folders out to treat every pair as its own class.")
    }
    return set
  }

  /// The packed data set at a path; `nil` where there is something else.
  ///
  /// - Throws: `Failure` of kind `badInput` where it is damaged or still being written.
  package static func pack(at root: String) throws -> Pack? {
    guard Pack.isPack(root) else { return nil }
    try requireFinished(root)
    return try Pack(root)
  }

  private static func requireFinished(_ root: String) throws {
    guard InputFile.exists(Folder.path(root, UnfinishedFolder.markerName)) else { return }
    throw Failure(
      .badInput, root, "an unfinished data set (it holds \(UnfinishedFolder.markerName))",
      hint: "Run the command that was writing it once more.")
  }

  /// Everything below a root, usable or not.
  ///
  /// - Throws: `Failure` of kind `missingInput` where nothing is there, `badInput` where the layout is
  ///   not known, or the data set is packed or still being written.
  public static func listing(of root: String) throws -> DataSetListing {
    guard InputFile.exists(root) else {
      throw Failure(.missingInput, root, "no such file or folder")
    }
    guard Folder.exists(root) else { return try Manifest.listing(root) }
    try requireFinished(root)
    guard !Pack.isPack(root) else {
      throw Failure(
        .badInput, root, "is packed (it holds \(PackDescription.name)); files are needed",
        hint: "Name the data set that it was packed from.")
    }
    let manifest = Folder.path(root, "manifest.jsonl")
    if InputFile.exists(manifest) { return try Manifest.listing(manifest) }
    if let (images, sounds) = pairOfFolders(in: root) {
      return try FolderPairs.listing(
        layout: "\(images) and \(sounds)", images: Folder.path(root, images),
        sounds: Folder.path(root, sounds))
    }
    let below = try Folder.folders(in: root).first(where: isKnown)
    throw Failure(
      .badInput, root,
      "not a known data set layout (found \(try summary(of: root)); manifest.jsonl, img and chunk, "
        + "or images and sounds are needed)",
      hint: below.map { "Perhaps \($0) is meant." }
        ?? "Use cmcgan-data import --help to see the layouts.")
  }

  /// Whether a folder has a layout of pairs.
  static func isKnown(_ root: String) -> Bool {
    InputFile.exists(Folder.path(root, "manifest.jsonl")) || pairOfFolders(in: root) != nil
  }

  private static func pairOfFolders(in root: String) -> (images: String, sounds: String)? {
    [("img", "chunk"), ("images", "sounds"), ("image", "sound")].first { images, sounds in
      Folder.exists(Folder.path(root, images)) && Folder.exists(Folder.path(root, sounds))
    }
  }

  private static func summary(of root: String) throws -> String {
    let names = try Folder.names(in: root)
    guard !names.isEmpty else { return "an empty folder" }
    return names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", ..." : "")
  }

  /// The parts of a file's name before and after its last full stop.
  static func stemAndEnding(of path: String) -> (stem: String, ending: String) {
    let name = Folder.lastName(of: path)
    guard let dot = name.lastIndex(of: ".") else { return (name, "") }
    return (String(name[..<dot]), String(name[name.index(after: dot)...]))
  }
}
