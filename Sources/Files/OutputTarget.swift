import Glibc
import Synchronization
import SystemPackage

/// The place that one file is written to, and the way there: a hidden name beside it, then a rename.
struct OutputTarget {
  /// The path as the user gave it, for messages.
  let path: String
  /// The path that is renamed to: symbolic links are followed, so that they survive.
  let place: String
  /// The folder that the place lies in.
  let folder: String
  /// Whether a file that is already there may be replaced.
  let replacing: Bool
  /// False for devices and pipes, which are written to directly.
  let isRenamed: Bool
  /// Whether each step waits until the medium has taken it.
  let isForced: Bool

  /// Checks a path, as far as it can be checked before anything is written.
  ///
  /// - Throws: `Failure` of kind `cannotCreate`.
  init(_ path: String, replacing: Bool, isForced: Bool = true) throws {
    guard !path.isEmpty else { throw Failure(.cannotCreate, nil, "the output has an empty name") }
    let found = Result { () throws(Errno) in try Stat(path).type }
    if found == .failure(.fileNameTooLong) {
      throw Failure(.cannotCreate, path, Errno.fileNameTooLong.reason)
    }
    let type = try? found.get()
    if type == .directory { throw Failure(.cannotCreate, path, "is a directory") }
    if path.hasSuffix("/") {
      throw Failure(.cannotCreate, path, "is the name of a folder, a file is needed")
    }
    isRenamed = type == nil || type == .regular
    if type == .regular, !replacing { throw Self.alreadyExists(path) }
    (self.path, self.replacing, self.isForced) = (path, replacing, isForced)
    place = type == nil ? path : RealPath.of(path) ?? path
    folder = Folder.parent(of: place)
    if type == nil {
      do throws(Errno) {
        guard try Stat(folder).type == .directory else { throw .notDirectory }
      } catch {
        throw Failure(.cannotCreate, path, folderProblem(error))
      }
    }
  }

  /// The failure of a file that may not be replaced.
  private static func alreadyExists(_ path: String) -> Failure {
    Failure(.cannotCreate, path, "already exists", hint: "Use --force to replace it.")
  }

  /// Why nothing can be made in the folder, in words.
  func folderProblem(_ error: Errno) -> String {
    switch error {
    case .noSuchFileOrDirectory: "the folder \(folder) does not exist"
    case .notDirectory: "\(folder) is not a folder"
    default: "cannot write in the folder \(folder) (\(error.reason))"
    }
  }

  /// The number of temporary names that this process has tried.
  private static let temporaryCount = Atomic(0)

  /// Creates a new file of a hidden name beside the place, with the same ending.
  ///
  /// No name comes twice: a write that fails removes its file by name, which must not be that of another thread.
  func createTemporary() throws -> (path: String, file: FileDescriptor) {
    let name = Folder.lastName(of: place)
    let ending = name.lastIndex(of: ".").map { String(name[$0...]) } ?? ""
    while true {
      let number = Self.temporaryCount.wrappingAdd(1, ordering: .relaxed).oldValue
      let temporary = Folder.path(folder, ".cmcgan-\(getpid())-\(number).tmp\(ending)")
      do {
        let file = try FileDescriptor.open(
          temporary, .readWrite, options: [.create, .exclusiveCreate, .closeOnExec],
          permissions: .newFile)
        return (temporary, file)
      } catch Errno.fileExists {
        continue
      } catch let error as Errno {
        throw error.isLackOfSpace || error == .ioError
          ? lost(error, needed: nil) : Failure(.cannotCreate, path, folderProblem(error))
      }
    }
  }

  /// Opens a file that is already there.
  func opened(_ place: String, _ mode: FileDescriptor.AccessMode) throws -> FileDescriptor {
    do {
      return try FileDescriptor.open(place, mode, options: .closeOnExec)
    } catch let error as Errno {
      throw Failure(.cannotCreate, path, error.reason)
    }
  }

  /// Puts a finished file in its place, and waits until the medium knows the new name.
  func rename(_ temporary: String) throws {
    // A link, unlike a rename, never replaces: nothing is lost if the file appeared meanwhile.
    if !replacing, link(temporary, place) == 0 {
      unlink(temporary)
    } else if !replacing, Errno.current == .fileExists || InputFile.exists(place) {
      throw Self.alreadyExists(path)
    } else if Glibc.rename(temporary, place) != 0 {
      throw Failure(
        .inputOutput, path, "cannot be put in its place (\(Errno.current.reason))")
    }
    guard
      let file = try? FileDescriptor.open(folder, .readOnly, options: [.directory, .closeOnExec])
    else { return }
    defer { try? file.close() }
    try synchronize(file, needed: nil)
  }
}
