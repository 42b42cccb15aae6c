import Glibc

/// Writing whole files so that a reader sees all of one or nothing of it.
///
/// The bytes go to a hidden name in the same folder, are forced to the medium, and are renamed; then
/// the folder is forced too. Whatever goes wrong, the hidden file is removed and what stood at the
/// path before still stands there. Devices and pipes are written to directly.
public enum OutputFile {
  /// Throws what writing would throw, as far as it can be known before the work is done.
  public static func check(_ path: String, replacing: Bool) throws {
    let target = try Target(path, replacing: replacing)
    guard target.isRenamed else { return }
    guard access(target.folder, W_OK | X_OK) == 0 else {
      throw Failure(.cannotCreate, path, target.folderProblem(.current))
    }
  }

  /// Writes a file; one that exists is replaced only if `replacing` says so.
  ///
  /// Throws `.cannotCreate` where the path cannot be written to, `.inputOutput` where writing fails,
  /// which names the space that was needed and the space that is free if the medium is full; where
  /// that is known before, nothing is written. A writer of thousands of files that are checked before
  /// use leaves `isForced` out and calls `force` once.
  public static func write(
    _ bytes: UnsafeRawBufferPointer, to path: String, replacing: Bool, isForced: Bool = true
  ) throws {
    try write(count: bytes.count, to: path, replacing: replacing, isForced: isForced) {
      try $0(bytes)
    }
  }

  /// Calls its argument with each part of a file in turn; it may be asked to do so more than once.
  public typealias Parts = (_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Void

  /// Writes a file of `count` bytes that come in parts, so that it never lies in memory as a whole.
  ///
  /// With `isVerified` the bytes are read back from the medium before they are put in their place.
  public static func write(
    count: Int, to path: String, replacing: Bool, isForced: Bool = true, isVerified: Bool = false,
    parts: Parts
  ) throws {
    let target = try Target(path, replacing: replacing, isForced: isForced)
    guard target.isRenamed else {
      let descriptor = try target.opened(target.place, O_WRONLY)
      defer { close(descriptor) }
      return try parts { try target.write($0, to: descriptor, needed: count) }
    }
    try target.requireSpace(count)
    let (temporary, descriptor) = try target.createTemporary()
    do {
      do {
        defer { close(descriptor) }
        try parts { try target.write($0, to: descriptor, needed: count) }
        try target.synchronize(descriptor, needed: count)
        if isVerified { try target.verify(descriptor, parts) }
      }
      try target.rename(temporary)
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Writes a file of the given bytes.
  public static func write(
    _ bytes: [UInt8], to path: String, replacing: Bool, isForced: Bool = true
  ) throws {
    try bytes.withUnsafeBytes {
      try write($0, to: path, replacing: replacing, isForced: isForced)
    }
  }

  /// Waits until everything that was written without being forced is on the medium.
  public static func force() { sync() }

  /// Writes a file of text in UTF-8.
  public static func write(_ text: String, to path: String, replacing: Bool) throws {
    try write([UInt8](text.utf8), to: path, replacing: replacing)
  }

  /// Lets `body` write a file by itself, at a temporary path, and then puts it in its place.
  ///
  /// For libraries that want a path or a descriptor of their own. The temporary path ends like the
  /// final one, and an empty file is there when `body` begins; if it throws, that is removed.
  public static func write<Result>(
    to path: String, replacing: Bool, through body: (_ temporaryPath: String) throws -> Result
  ) throws -> Result {
    let target = try Target(path, replacing: replacing)
    guard target.isRenamed else { return try body(target.place) }
    let (temporary, created) = try target.createTemporary()
    close(created)
    do {
      let result = try InterruptedFile.removing(temporary) { try body(temporary) }
      let descriptor = try target.opened(temporary, O_RDONLY)
      do {
        defer { close(descriptor) }
        try target.synchronize(descriptor, needed: nil)
      }
      try target.rename(temporary)
      return result
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Whether a file name is one of those that this type writes to before renaming.
  public static func isTemporary(name: String) -> Bool {
    name.hasPrefix(".cmcgan-") && name.contains(".tmp")
  }

  /// Removes what writers that were killed left in a folder; only for a folder that is locked.
  public static func removeTemporaries(in folder: String) throws {
    for name in try Folder.names(in: folder, hidden: true) where isTemporary(name: name) {
      unlink(Folder.path(folder, name))
    }
  }
}

/// Where the bytes of one file go.
private struct Target {
  /// The path as the user gave it.
  let path: String
  /// The path that is renamed to: symbolic links are followed, so that they survive.
  let place: String
  let folder: String
  let replacing: Bool
  /// False for devices and pipes.
  let isRenamed: Bool
  /// Whether each step waits until the medium has taken it.
  let isForced: Bool

  init(_ path: String, replacing: Bool, isForced: Bool = true) throws {
    self.isForced = isForced
    guard !path.isEmpty else { throw Failure(.cannotCreate, nil, "the output has an empty name") }
    var status = stat()
    let exists = stat(path, &status) == 0
    if !exists, errno == ENAMETOOLONG {
      throw Failure(.cannotCreate, path, SystemError.current.reason)
    }
    let kind = status.st_mode & S_IFMT
    if exists, kind == S_IFDIR { throw Failure(.cannotCreate, path, "is a directory") }
    if path.hasSuffix("/") {
      throw Failure(.cannotCreate, path, "is the name of a folder, a file is needed")
    }
    isRenamed = !exists || kind == S_IFREG
    if isRenamed, exists, !replacing { throw Target.existsAlready(path) }
    self.path = path
    self.replacing = replacing
    place = exists ? Target.resolved(path) : path
    folder = Folder.parent(of: place)
    if isRenamed, !exists {
      let known = stat(folder, &status) == 0
      guard known, status.st_mode & S_IFMT == S_IFDIR else {
        throw Failure(
          .cannotCreate, path, folderProblem(SystemError(number: known ? ENOTDIR : errno)))
      }
    }
  }

  private static func existsAlready(_ path: String) -> Failure {
    Failure(.cannotCreate, path, "exists already", hint: "use --force to replace it")
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  func folderProblem(_ error: SystemError) -> String {
    switch error.number {
    case ENOENT: "the folder \(folder) does not exist"
    case ENOTDIR: "\(folder) is not a folder"
    default: "cannot write in the folder \(folder) (\(error.reason))"
    }
  }

  /// Creates a new file of a hidden name beside the place.
  func createTemporary() throws -> (path: String, descriptor: Int32) {
    let name = place.split(separator: "/").last ?? ""
    let ending = name.lastIndex(of: ".").map { String(name[$0...]) } ?? ""
    var number = 0
    while true {
      let temporary = Folder.path(folder, ".cmcgan-\(getpid())-\(number).tmp\(ending)")
      let descriptor = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (temporary, descriptor) }
      let error = SystemError.current
      guard error.number == EEXIST else {
        throw error.isLackOfSpace || error.number == EIO
          ? lost(error, needed: nil) : Failure(.cannotCreate, path, folderProblem(error))
      }
      number += 1
    }
  }

  func opened(_ place: String, _ flags: Int32) throws -> Int32 {
    let descriptor = open(place, flags | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(.cannotCreate, path, SystemError.current.reason)
    }
    return descriptor
  }

  func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, needed: Int) throws {
    guard bytes.write(to: descriptor) else { throw lost(.current, needed: needed) }
  }

  /// Throws where fewer bytes are free than are about to be written.
  func requireSpace(_ needed: Int) throws {
    guard let free = Folder.freeBytes(at: folder), free < needed else { return }
    throw lost(SystemError(number: ENOSPC), needed: needed)
  }

  /// Compares what the medium holds with what was written to it.
  func verify(_ descriptor: Int32, _ parts: OutputFile.Parts) throws {
    // Pages that are dropped have to come from the medium once more.
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
    var found = [UInt8](repeating: 0, count: 1 << 20)
    var place = 0
    try parts { part in
      var rest = part[...]
      while !rest.isEmpty {
        let count = pread(descriptor, &found, min(found.count, rest.count), off_t(place))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          throw lost(SystemError(number: count < 0 ? errno : EIO), needed: nil)
        }
        let expected = UnsafeRawBufferPointer(rebasing: rest).baseAddress
        guard let expected, memcmp(expected, found, count) == 0 else {
          throw Failure(
            .inputOutput, path,
            "cannot be written (what is read back differs after byte \(place))")
        }
        rest = rest.dropFirst(count)
        place += count
      }
    }
  }

  func synchronize(_ descriptor: Int32, needed: Int?) throws {
    guard isForced else { return }
    // Some file systems have nothing to force, and say so with EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw lost(.current, needed: needed) }
  }

  func rename(_ temporary: String) throws {
    // A link, unlike a rename, never replaces: nothing is lost if the file appeared meanwhile.
    if !replacing, link(temporary, place) == 0 {
      unlink(temporary)
    } else if !replacing, errno == EEXIST || InputFile.exists(place) {
      throw Target.existsAlready(path)
    } else if Glibc.rename(temporary, place) != 0 {
      throw Failure(
        .inputOutput, path, "cannot be put in its place (\(SystemError.current.reason))")
    }
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    try synchronize(descriptor, needed: nil)
  }

  /// The failure of a write that the medium did not take.
  private func lost(_ error: SystemError, needed: Int?) -> Failure {
    guard error.isLackOfSpace else {
      return Failure(.inputOutput, path, "cannot be written (\(error.reason))")
    }
    var figures = [error.reason]
    if let needed { figures.append("\(needed) bytes needed") }
    if let free = Folder.freeBytes(at: folder) { figures.append("\(free) bytes free") }
    return Failure(.inputOutput, path, "cannot be written (\(figures.joined(separator: ", ")))")
  }
}
