import Files
import Glibc

/// The files below a folder by their keys, `[SPLIT/][CLASS/]STEM.ending`; hidden ones are not seen.
struct FolderTree {
  private(set) var files: [PairKey: String] = [:]
  private(set) var faults: [Failure] = []
  /// What is left out, each kind with its count and the first of it.
  var notes: [String] {
    [
      ("file(s) of other kinds", otherFiles),
      ("folder(s) with no place in the layout", otherFolders),
      ("name(s) that are no files (broken links, pipes, devices)", unusable),
      ("image(s) that cannot be read (GIF, BMP, TIFF, HEIC, AVIF; convert them)", unreadImages),
    ].compactMap { what, found in
      found.first.map { "\(found.count) \(what) are left out, such as \($0)" }
    }
  }

  private let endings: [String]
  private var otherFiles = LeftOut()
  private var otherFolders = LeftOut()
  private var unusable = LeftOut()
  private var unreadImages = LeftOut()

  private struct LeftOut {
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
      if let problem = PairKey.problem(ofClass: Folder.lastName(of: folder)) {
        faults.append(Failure(.badInput, folder, problem, hint: "Rename it."))
        continue
      }
      let inner = try self.contents(of: folder)
      collect(inner.files, split: split, className: Folder.lastName(of: folder))
      for path in inner.folders { otherFolders.add(path) }
    }
  }

  private mutating func collect(_ paths: [String], split: String, className: String) {
    for path in paths {
      let (stem, ending) = DataSetLayout.stemAndEnding(of: path)
      guard endings.contains(ending.lowercased()) else {
        let isImage = FileKind.promised(by: path).map(FileKind.unreadImages.contains) ?? false
        if isImage { unreadImages.add(path) } else { otherFiles.add(path) }
        continue
      }
      if let problem = PairKey.problem(ofStem: stem) {
        faults.append(Failure(.badInput, path, problem, hint: "Rename it."))
        continue
      }
      let key = PairKey(split: split, className: className, stem: stem)
      if let other = files[key] {
        faults.append(Self.double(path, of: other))
      } else {
        files[key] = path
      }
    }
  }

  /// The failure of a file with the stem of another.
  private static func double(_ path: String, of other: String) -> Failure {
    let names = [path, other].map { DataSetLayout.stemAndEnding(of: $0).stem }
    guard ExactPath(names[0]) != ExactPath(names[1]) else {
      return Failure(.badInput, path, "has the same stem as \(other)")
    }
    return Failure(
      .badInput, path,
      "has the same stem as \(other) in another form of Unicode (NFC and NFD, which look alike)",
      hint: "Rename one of them.")
  }

  /// The files and folders of a folder, links followed.
  private mutating func contents(of folder: String) throws -> (files: [String], folders: [String]) {
    var files: [String] = []
    var folders: [String] = []
    for name in try Folder.unusableNames(in: folder) {
      let path = Folder.path(folder, name)
      let ending = DataSetLayout.stemAndEnding(of: path).ending.lowercased()
      if ending.isEmpty || endings.contains(ending) {
        faults.append(Folder.notUTF8(path))
      } else {
        otherFiles.add(path)
      }
    }
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
