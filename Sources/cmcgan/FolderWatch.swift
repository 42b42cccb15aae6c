import Files
import Glibc
import Training

/// Converts what arrives in a folder, with a model that stays loaded, until the process is ended.
struct FolderWatch {
  private let work: ConversionWork
  private let folder: String
  /// Files that are done with, as they were then.
  private var known: [String: Mark] = [:]
  /// Files that may still be growing, as they were when they last changed, and for how many looks since.
  private var arriving: [String: (mark: Mark, looks: Int)] = [:]
  /// What was written of which file: it is replaced when that changes.
  private var written: [String: String] = [:]
  private var isFirstLook = true
  /// Files that were there when the watch began and were not looked at since; what exists of them is by an
  /// earlier one.
  private var early: Set<String> = []
  /// Those of them that an earlier watch converted: what exists is replaced when they change.
  private var inherited: Set<String> = []
  /// A file that did not change for so many looks is whole.
  private static let restingLooks = 2

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
    known = known.filter { present.contains($0.key) }
    arriving = arriving.filter { present.contains($0.key) }
    if isFirstLook { early = present }
    isFirstLook = false
    for path in files {
      guard let mark = Mark(path), known[path] != mark else { continue }
      guard let before = arriving[path], before.mark == mark, before.looks >= Self.restingLooks
      else {
        let looks = arriving[path].map { $0.mark == mark ? $0.looks + 1 : 0 } ?? 0
        arriving[path] = (mark, looks)
        continue
      }
      arriving[path] = nil
      known[path] = mark
      // What is no sound, picture or film is left alone.
      if FileKind.meant(by: path).isMedium { convert(path) }
    }
  }

  private mutating func convert(_ path: String) {
    let isEarly = early.remove(path) != nil
    let isAgain = written[path] != nil || inherited.contains(path)
    let others = Set(written.lazy.filter { $0.key != path }.map(\.value))
    let prepared = work.prepared(
      path, isOneOfMany: true, inputs: FileSet([path]), others: others,
      replacing: isAgain || isEarly)
    // What an earlier watch did is not done again.
    if case .ready(_, let destination) = prepared, isEarly, !work.command.force,
      destination.isTaken
    {
      inherited.insert(path)
      return
    }
    do {
      try work.convert(path, prepared, replacing: isAgain)
      if case .ready(_, let destination) = prepared { written[path] = destination.text }
    } catch {
      Terminal.error("\(error)")
    }
  }
}
