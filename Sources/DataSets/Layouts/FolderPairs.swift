import Files
import Films

/// Pairs the files of two folders by their keys: split, class and stem.
enum FolderPairs {
  /// The endings of files that are images.
  static let imageEndings = FileKind.images.flatMap(\.endings)
  /// The endings of files that are sounds.
  static let soundEndings = FileKind.sounds.flatMap(\.endings)

  /// The pairs of a folder of images and a folder of sounds.
  static func listing(layout: String, images: String, sounds: String) throws -> DataSetListing {
    let imageTree = try FolderTree(images, endings: imageEndings)
    let soundTree = try FolderTree(sounds, endings: soundEndings)
    func alone(_ tree: FolderTree, _ other: FolderTree) -> [PairKey: String] {
      tree.files.filter { other.files[$0.key] == nil }
    }
    let (imagesAlone, soundsAlone) = (alone(imageTree, soundTree), alone(soundTree, imageTree))
    let both = imageTree.files.keys.filter { soundTree.files[$0] != nil }
      .sorted { ($0.className, $0.stem, $0.split) < ($1.className, $1.stem, $1.split) }
    let entries = both.compactMap { key -> DataSetListing.Entry? in
      guard let image = imageTree.files[key], let sound = soundTree.files[key] else {
        return nil
      }
      return .init(key: key, splitKey: key.stem, image: image, sound: sound)
    }
    return DataSetListing(
      layout: layout, entries, unpairedImages: imagesAlone.values.sorted(),
      unpairedSounds: soundsAlone.values.sorted(),
      offer: sharePlaces(imagesAlone, soundsAlone)
        ? "cmcgan-data pair-by-class \(images) \(sounds) -o DATA draws partners of their class"
        : nil,
      faults: imageTree.faults + soundTree.faults, notes: imageTree.notes + soundTree.notes)
  }

  /// Whether there are files of both kinds in one class and split.
  private static func sharePlaces(_ one: [PairKey: String], _ other: [PairKey: String]) -> Bool {
    func places(_ files: [PairKey: String]) -> Set<PairKey> {
      Set(
        files.keys.filter { !$0.className.isEmpty }
          .map { PairKey(split: $0.split, className: $0.className, stem: "") })
    }
    return !places(one).isDisjoint(with: places(other))
  }
}

extension FolderPairs {
  /// The images below a folder by their keys, and what is wrong with them.
  static func images(in root: String) throws -> (files: [PairKey: String], faults: [Failure]) {
    try files(in: root, endings: imageEndings)
  }

  /// The sounds below a folder by their keys, and what is wrong with them.
  static func sounds(in root: String) throws -> (files: [PairKey: String], faults: [Failure]) {
    try files(in: root, endings: soundEndings)
  }

  private static func files(
    in root: String, endings: [String]
  ) throws -> (files: [PairKey: String], faults: [Failure]) {
    guard Folder.exists(root) else {
      throw Failure(.missingInput, root, "no such folder")
    }
    let tree = try FolderTree(root, endings: endings)
    return (tree.files, tree.faults)
  }

  /// The films below a folder by their keys, what is wrong with them, and what is left out.
  static func films(
    in root: String
  ) throws -> (files: [PairKey: String], faults: [Failure], notes: [String]) {
    let tree = try FolderTree(root, endings: Film.endings + ["avi"])
    return (tree.files, tree.faults, tree.notes)
  }
}
