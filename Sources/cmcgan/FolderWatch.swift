import Files
import Glibc
import Training

/// Converts what arrives in a folder, with a model that stays loaded, until the process is ended.
struct FolderWatch {
  private let work: ConversionWork
  private let folder: String
  /// Files that are done with, as they were then.
  private var known: [String: Mark] = [:]
  /// Files that were seen once, and may still be growing.
  private var arriving: [String: Mark] = [:]

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
    known = known.filter { files.contains($0.key) }
    for path in files {
      guard let mark = Mark(path), known[path] != mark else { continue }
      guard arriving[path] == mark else {
        arriving[path] = mark
        continue
      }
      arriving[path] = nil
      known[path] = mark
      let prepared = work.prepared(path, isOneOfMany: true)
      // What an earlier watch did is not done again, and what is no sound or picture is left alone.
      if case .refused(let failure) = prepared, isOld(failure) || !isMedium(path) { continue }
      do {
        try work.convert(path, prepared)
      } catch let failure as Failure {
        Terminal.error(failure.description)
      }
    }
  }

  private func isOld(_ failure: Failure) -> Bool {
    failure.kind == .cannotCreate && failure.subject.map(InputFile.exists) == true
  }

  private func isMedium(_ path: String) -> Bool {
    (try? FileKind.of(path).isMedium) == true
  }
}
