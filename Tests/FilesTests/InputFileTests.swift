import Files
import Glibc
import TestSupport
import Testing

@Suite struct InputFileTests {
  let folder = TemporaryFolder()

  @Test func aFileIsReadWhole() throws {
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try OutputFile.write(bytes, to: folder.path("a"), replacing: false)
    #expect(try InputFile.read(folder.path("a")) == bytes)
    #expect(try InputFile.read(folder.path("a"), limit: 200_000) == bytes)
    #expect(try InputFile.readBeginning(folder.path("a"), count: 5) == Array(bytes.prefix(5)))
  }

  @Test func filesThatHideTheirSizeAreReadToTheirEnd() throws {
    let limits = try InputFile.read("/proc/self/limits")
    #expect(String(decoding: limits, as: UTF8.self).contains("Max open files"))
    let pipe = folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let bytes = [UInt8](repeating: 7, count: 300_000)
    let writer = Thread { try? OutputFile.write(bytes, to: pipe, replacing: false) }
    #expect(try InputFile.read(pipe) == bytes)
    writer.join()
  }

  @Test func whatCannotBeOpenedIsExplained() {
    #expect(throws: Failure(.missingInput, folder.path("a"), "no such file")) {
      try InputFile.read(folder.path("a"))
    }
    #expect(throws: Failure(.missingInput, folder.path, "is a directory")) {
      try InputFile.read(folder.path)
    }
    #expect(throws: Failure(.missingInput, folder.path, "is a directory")) {
      try InputFile.check(folder.path)
    }
  }

  @Test(.enabled(if: getuid() != 0, "root may read everything"))
  func whatMayNotBeReadIsExplained() throws {
    try OutputFile.write("a", to: folder.path("a"), replacing: false)
    chmod(folder.path("a"), 0)
    #expect(throws: Failure(.missingInput, folder.path("a"), "permission denied")) {
      try InputFile.read(folder.path("a"))
    }
  }

  @Test func aPathThroughAFileIsExplained() throws {
    try OutputFile.write("a", to: folder.path("a"), replacing: false)
    #expect(
      throws: Failure(
        .missingInput, folder.path("a/b"), "a part of the path is not a folder")
    ) { try InputFile.read(folder.path("a/b")) }
  }

  @Test func emptyAndTooLargeFilesAreRefused() throws {
    try OutputFile.write("", to: folder.path("empty"), replacing: false)
    #expect(throws: Failure(.badInput, folder.path("empty"), "empty file")) {
      try InputFile.read(folder.path("empty"))
    }
    try OutputFile.write("abcd", to: folder.path("four"), replacing: false)
    #expect(throws: Failure(.badInput, folder.path("four"), "too large (4 bytes; at most 3)")) {
      try InputFile.read(folder.path("four"), limit: 3)
    }
    #expect(
      throws: Failure(.badInput, "/dev/zero", "too large (more bytes; at most 100000)")
    ) { try InputFile.read("/dev/zero", limit: 100_000) }
  }

  @Test func existenceFollowsLinks() {
    symlink(folder.path("nowhere"), folder.path("link"))
    #expect(InputFile.exists(folder.path))
    #expect(!InputFile.exists(folder.path("link")))
  }
}

/// A thread of the system, for the other end of a pipe.
private final class Thread: @unchecked Sendable {
  private var handle = pthread_t()
  private let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) {
    self.body = body
    let context = Unmanaged.passRetained(self).toOpaque()
    pthread_create(
      &handle, nil,
      { context in
        if let context { Unmanaged<Thread>.fromOpaque(context).takeRetainedValue().body() }
        return nil
      }, context)
  }

  func join() { pthread_join(handle, nil) }
}
