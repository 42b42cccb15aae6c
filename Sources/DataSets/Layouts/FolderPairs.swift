import Files
import Films
import Glibc

/// Pairs the files of two folders by their place: split, class and stem.
enum FolderPairs {
  static let imageEndings = ["png", "jpg", "jpeg"]
  static let soundEndings = ["wav", "flac", "ogg", "mp3", "aiff", "aif"]

  /// The pairs of a folder of images and a folder of sounds.
  static func listing(layout: String, images: String, sounds: String) throws -> DataSetListing {
    let imageTree = try FolderTree(images, endings: imageEndings)
    let soundTree = try FolderTree(sounds, endings: soundEndings)
    func alone(_ tree: FolderTree, _ other: FolderTree) -> [String] {
      tree.files.filter { other.files[$0.key] == nil }.map(\.value).sorted()
    }
    let both = imageTree.files.keys.filter { soundTree.files[$0] != nil }
      .sorted { ($0.className, $0.stem, $0.split) < ($1.className, $1.stem, $1.split) }
    let entries = both.compactMap { place -> DataSetListing.Entry? in
      guard let image = imageTree.files[place], let sound = soundTree.files[place] else {
        return nil
      }
      return .init(place: place, splitKey: place.stem, image: image, sound: sound)
    }
    return DataSetListing(
      layout: layout, entries, unpairedImages: alone(imageTree, soundTree),
      unpairedSounds: alone(soundTree, imageTree), faults: imageTree.faults + soundTree.faults,
      notes: imageTree.notes + soundTree.notes)
  }
}

extension FolderPairs {
  /// The sounds below a folder by their place, and what is wrong with them.
  static func sounds(
    in root: String
  ) throws -> (files: [DataSetListing.Place: String], faults: [Failure]) {
    guard Folder.exists(root) else {
      throw Failure(.missingInput, root, "no such folder")
    }
    let tree = try FolderTree(root, endings: soundEndings)
    return (tree.files, tree.faults)
  }

  /// The films below a folder by their place, what is wrong with them, and what was passed over.
  static func films(
    in root: String
  ) throws -> (files: [DataSetListing.Place: String], faults: [Failure], notes: [String]) {
    let tree = try FolderTree(root, endings: Film.endings + ["avi"])
    return (tree.files, tree.faults, tree.notes)
  }
}

/// The files below a folder by their place, `[SPLIT/][CLASS/]STEM.ending`; hidden ones are not seen.
private struct FolderTree {
  private(set) var files: [DataSetListing.Place: String] = [:]
  private(set) var faults: [Failure] = []
  /// What was passed over, each kind with its count and the first of it.
  var notes: [String] {
    [
      ("file(s) of other kinds", otherFiles),
      ("folder(s) with no place in the layout", otherFolders),
      ("name(s) that are no files (broken links, or not UTF-8)", unusable),
    ].compactMap { what, found in
      found.first.map { "\(found.count) \(what) are left out, such as \($0)" }
    }
  }

  private let endings: [String]
  private var otherFiles = Passed()
  private var otherFolders = Passed()
  private var unusable = Passed()

  private struct Passed {
    var count = 0
    var first: String?

    mutating func add(_ path: String) {
      count += 1
      first = first ?? path
    }
  }

  init(_ root: String, endings: [String]) throws {
    self.endings = endings
    let top = try contents(of: root)
    let splits = top.folders.filter {
      DataSetLayout.splits.contains(Folder.lastName(of: $0))
    }
    guard !splits.isEmpty else {
      try collectClasses(top, split: "")
      return
    }
    // Whatever stands beside the split folders, such as `test`, is neither trained nor validated on.
    for path in top.folders where !splits.contains(path) { otherFolders.add(path) }
    for path in top.files { otherFiles.add(path) }
    for path in splits {
      try collectClasses(contents(of: path), split: Folder.lastName(of: path))
    }
  }

  private mutating func collectClasses(
    _ contents: (files: [String], folders: [String]), split: String
  ) throws {
    collect(contents.files, split: split, className: "")
    for folder in contents.folders {
      let inner = try self.contents(of: folder)
      collect(inner.files, split: split, className: Folder.lastName(of: folder))
      for path in inner.folders { otherFolders.add(path) }
    }
  }

  private mutating func collect(_ paths: [String], split: String, className: String) {
    for path in paths {
      let (stem, ending) = DataSetLayout.stemAndEnding(of: path)
      guard endings.contains(ending.lowercased()) else {
        otherFiles.add(path)
        continue
      }
      let place = DataSetListing.Place(split: split, className: className, stem: stem)
      if let other = files[place] {
        faults.append(Failure(.badInput, path, "has the same stem as \(other)"))
      } else {
        files[place] = path
      }
    }
  }

  /// The files and folders of a folder, links followed.
  private mutating func contents(of folder: String) throws -> (files: [String], folders: [String]) {
    var files: [String] = []
    var folders: [String] = []
    for name in try Folder.names(in: folder) {
      let path = Folder.path(folder, name)
      var status = stat()
      guard stat(path, &status) == 0 else {
        unusable.add(path)
        continue
      }
      switch status.st_mode & S_IFMT {
      case S_IFREG: files.append(path)
      case S_IFDIR: folders.append(path)
      default: unusable.add(path)
      }
    }
    return (files, folders)
  }
}
