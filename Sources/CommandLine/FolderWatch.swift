import Console
import Files
import Glibc
import Inference

/// Converts what arrives in a folder, with a model that stays loaded, until the process is ended.
struct FolderWatch {
  private let work: ConversionWork
  private let folder: String
  /// What is known of each file, also of one that went after something was written of it.
  private var members: [String: Member] = [:]
  private var isFirstLook = true
  /// A file that is the same at so many looks after one is whole.
  private static let restingLooks = 3

  /// What changes when a file is written to.
  private struct Mark: Equatable {
    let size: Int
    let seconds: Int
    let nanoseconds: Int

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0, status.st_size > 0 else { return nil }
      size = Int(status.st_size)
      (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }
  }

  /// A file of the folder.
  private struct Member {
    /// As it was at the last look; nothing while it is not there.
    var mark: Mark?
    /// At how many looks it was the same since.
    var looks = 0
    var output: Output
  }

  /// What the output folder may have of a file.
  private enum Output: Equatable {
    case nothing
    /// The file was there when the watch began: what exists of it is by an earlier one.
    case early
    /// An earlier watch converted it: what exists is replaced when the file changes.
    case inherited
    /// This one did, into a file that is replaced when that changes.
    case written(String)
  }

  /// The watch that a command line asks for.
  ///
  /// - Throws: `Failure` of kind `missingInput` where the folder is not there, `cannotCreate` where the output
  ///   is the same or no folder.
  init(_ command: ConvertCommand, over folder: String) throws {
    guard Folder.exists(folder) else { throw Failure(.missingInput, folder, "no such folder") }
    self.folder = folder
    work = try ConversionWork(command)
    try Folder.create(command.output)
    guard RealPath.of(command.output) != RealPath.of(folder) else {
      throw Failure(.cannotCreate, command.output, "is the folder that is watched")
    }
  }

  /// Looks again and again.
  mutating func run() throws -> Never {
    _ = try work.converter.get()
    // A parent may have left blocked the signals that end this.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    if !work.command.quiet { Terminal.note("watching \(folder)") }
    while true {
      try look()
      usleep(500_000)
    }
  }

  /// Converts what came to rest since the last look.
  private mutating func look() throws {
    let files = try Folder.files(in: folder)
    let present = Set(files)
    members = members.filter { present.contains($0.key) || $0.value.output != .nothing }
    for path in members.keys where !present.contains(path) { members[path]?.mark = nil }
    for path in files {
      var member = members[path] ?? Member(output: isFirstLook ? .early : .nothing)
      if let mark = Mark(path) {
        (member.mark, member.looks) = (mark, member.mark == mark ? member.looks + 1 : 0)
        // What is no sound, image or film is left alone.
        if member.looks == Self.restingLooks, FileKind.meant(by: path).isMedium {
          member.output = converted(path, over: member.output)
        }
      }
      members[path] = member
    }
    isFirstLook = false
  }

  /// Converts a file.
  ///
  /// - Returns: what the output folder has of it then, given what it had before.
  private func converted(_ path: String, over output: Output) -> Output {
    let isAgain = output != .nothing && output != .early
    let others = members.filter { $0.key != path }.values.compactMap { member in
      if case .written(let output) = member.output { output } else { nil }
    }
    let prepared = work.prepared(
      path, isOneOfMany: true, inputs: FileSet([path]), others: Set(others),
      replacing: isAgain || output == .early)
    // What an earlier watch did is not done again.
    if case .ready(_, let destination) = prepared, output == .early, !work.command.force,
      destination.isTaken
    {
      return .inherited
    }
    do {
      try work.convert(path, prepared, replacing: isAgain)
      if case .ready(_, let destination) = prepared { return .written(destination.text) }
    } catch {
      Terminal.error("\(error)")
    }
    return isAgain ? output : .nothing
  }
}
