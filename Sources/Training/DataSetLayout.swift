import Files
import Media

/// The layouts of files on disk that are recognised as data sets.
///
/// - A manifest: a file of JSON lines, or a folder with `manifest.jsonl`, each line
///   `{"sound": path, "image": path, "class": name, "split": "train" or "validation"}` with paths below
///   the manifest's folder.
/// - The released Sub-URMP: `img/SPLIT/CLASS/STEM.png` or `.jpg` beside `chunk/SPLIT/CLASS/STEM.wav`.
/// - Two folders paired by stem: `images` and `sounds`, each with or without `train`/`validation` and
///   class folders. Without a split, one stem in ten, chosen by its hash, is kept for validation.
public enum DataSetLayout {
  static let splits = ["train", "validation"]
  static let imageEndings = ["png", "jpg", "jpeg"]
  static let soundEndings = ["wav", "flac", "ogg", "mp3", "aiff", "aif"]

  /// The data set at a path, in whichever layout it has.
  ///
  /// - Throws: `Failure` of kind `missingInput` where nothing is there, `badInput` where the layout is
  ///   not known or no pair is whole.
  public static func open(_ root: String) throws -> DataSet {
    guard InputFile.exists(root) else {
      throw Failure(.missingInput, root, "no such file or folder")
    }
    let manifest = Folder.path(root, "manifest.jsonl")
    let set: DataSet
    if !Folder.exists(root) {
      set = try Manifest.open(root)
    } else if InputFile.exists(manifest) {
      set = try Manifest.open(manifest)
    } else if let folders = try pairOfFolders(in: root) {
      set = try paired(images: folders.images, sounds: folders.sounds)
    } else {
      throw Failure(
        .badInput, root,
        "not a known data set layout (found \(try summary(of: root)); manifest.jsonl, img and chunk, "
          + "or images and sounds are needed)", hint: "cmcgan-data import --help shows the layouts")
    }
    guard set.training.count + set.validation.count > 0 else {
      throw Failure(
        .badInput, root, "no pair of a picture and a sound with one name in both (0 found)")
    }
    if set.classes.count == 1 {
      throw Failure(
        .badInput, root, "only one class (\(set.classes[0])); mismatched pairs need two or more",
        hint: "leave the class folders out to treat every pair as its own class")
    }
    return set
  }

  private static func pairOfFolders(in root: String) throws -> (images: String, sounds: String)? {
    for (images, sounds) in [("img", "chunk"), ("images", "sounds"), ("image", "sound")] {
      let folders = (Folder.path(root, images), Folder.path(root, sounds))
      if Folder.exists(folders.0), Folder.exists(folders.1) { return folders }
    }
    return nil
  }

  private static func summary(of root: String) throws -> String {
    let names = try Folder.names(in: root)
    guard !names.isEmpty else { return "an empty folder" }
    return names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", ..." : "")
  }

  /// A file's place below its root: split and class folder, both perhaps empty, and the stem.
  struct Place: Hashable {
    var split: String
    var className: String
    var stem: String
  }

  private static func paired(images: String, sounds: String) throws -> DataSet {
    let imagePlaces = try places(below: images, endings: imageEndings)
    let soundPlaces = try places(below: sounds, endings: soundEndings)
    var notes: [String] = []
    for (kind, have, other) in [
      ("picture", imagePlaces, soundPlaces), ("sound", soundPlaces, imagePlaces),
    ] {
      let alone = have.keys.filter { other[$0] == nil }
      if let first = alone.compactMap({ have[$0] }).min() {
        notes.append("\(alone.count) \(kind)(s) without a partner are left out, such as \(first)")
      }
    }
    let both = imagePlaces.keys.filter { soundPlaces[$0] != nil }
      .sorted { ($0.className, $0.stem, $0.split) < ($1.className, $1.stem, $1.split) }
    return try assembled(
      both.compactMap { place in
        guard let image = imagePlaces[place], let sound = soundPlaces[place] else { return nil }
        return (place, image, sound)
      }, notes: notes)
  }

  /// A data set of pairs whose places say class and split.
  static func assembled(
    _ pairs: [(place: Place, image: String, sound: String)], notes: [String]
  ) throws -> DataSet {
    let classes = Set(pairs.map(\.place.className)).subtracting([""]).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    var training: [Pair] = []
    var validation: [Pair] = []
    for (place, image, sound) in pairs {
      let pair = Pair(
        stem: place.stem, classIndex: numbers[place.className] ?? 0,
        origin: .files(image: image, sound: sound))
      let isValidation =
        place.split.isEmpty ? hash(place.stem) % 10 == 0 : place.split == "validation"
      if isValidation { validation.append(pair) } else { training.append(pair) }
    }
    return DataSet(classes: classes, training: training, validation: validation, notes: notes)
  }

  /// The files below a folder by their place: `[SPLIT/][CLASS/]STEM.ending`.
  private static func places(below root: String, endings: [String]) throws -> [Place: String] {
    var found: [Place: String] = [:]
    func collect(_ folder: String, split: String, className: String) throws {
      for file in try Folder.files(in: folder) {
        let name = file[file.index(after: file.lastIndex(of: "/") ?? file.startIndex)...]
        guard let dot = name.lastIndex(of: "."),
          endings.contains(name[name.index(after: dot)...].lowercased())
        else { continue }
        let place = Place(split: split, className: className, stem: String(name[..<dot]))
        if let other = found[place] {
          throw Failure(.badInput, file, "has the same stem as \(other)")
        }
        found[place] = file
      }
    }
    func collectClasses(_ folder: String, split: String) throws {
      try collect(folder, split: split, className: "")
      for sub in try Folder.folders(in: folder) {
        try collect(sub, split: split, className: lastName(of: sub))
      }
    }
    let folders = try Folder.folders(in: root)
    let splitFolders = folders.filter { splits.contains(lastName(of: $0)) }
    for folder in splitFolders { try collectClasses(folder, split: lastName(of: folder)) }
    if splitFolders.isEmpty { try collectClasses(root, split: "") }
    return found
  }

  static func lastName(of path: String) -> String {
    String(path.split(separator: "/").last ?? "")
  }

  /// The hash FNV-1a of a name: the same on every machine.
  static func hash(_ text: String) -> UInt32 {
    text.utf8.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
  }
}
