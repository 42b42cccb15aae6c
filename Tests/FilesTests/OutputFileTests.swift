import Files
import Glibc
import TestSupport
import Testing

@Suite struct OutputFileTests {
  let folder = TemporaryFolder()

  private func text(_ name: String) throws -> String {
    String(decoding: try InputFile.read(folder.path(name)), as: UTF8.self)
  }

  private func exists(_ path: String) -> Failure {
    Failure(.cannotCreate, path, "already exists", hint: "Use --force to replace it.")
  }

  @Test func aFileIsWrittenAndNothingElse() throws {
    try OutputFile.write("hello", to: folder.path("a.txt"), replacing: false)
    #expect(try text("a.txt") == "hello")
    #expect(folder.names == ["a.txt"])
  }

  @Test func anExistingFileIsReplacedOnlyWhenAsked() throws {
    let path = folder.path("a.txt")
    try OutputFile.write("old", to: path, replacing: true)
    #expect(throws: exists(path)) { try OutputFile.check(path, replacing: false) }
    #expect(throws: exists(path)) { try OutputFile.write("new", to: path, replacing: false) }
    #expect(try text("a.txt") == "old")
    try OutputFile.check(path, replacing: true)
    try OutputFile.write("new", to: path, replacing: true)
    #expect(try text("a.txt") == "new")
    #expect(folder.names == ["a.txt"])
  }

  @Test func aFileThatAppearsMeanwhileIsNotReplaced() throws {
    let path = folder.path("a.txt")
    #expect(throws: exists(path)) {
      try OutputFile.write(to: path, replacing: false) { temporary in
        try OutputFile.write("mine", to: temporary, replacing: true)
        try OutputFile.write("theirs", to: path, replacing: false)
      }
    }
    #expect(try text("a.txt") == "theirs")
    #expect(folder.names == ["a.txt"])
  }

  @Test func aLibraryWritesAtATemporaryPath() throws {
    let path = folder.path("a.wav")
    let result = try OutputFile.write(to: path, replacing: false) { temporary in
      #expect(temporary.hasSuffix(".wav") && temporary.hasPrefix(folder.path + "/."))
      #expect(folder.names.count == 1 && OutputFile.isTemporary(name: folder.names[0]))
      try OutputFile.write("sound", to: temporary, replacing: true)
      #expect(!InputFile.exists(path))
      return 3
    }
    #expect(result == 3)
    #expect(try text("a.wav") == "sound")
    #expect(folder.names == ["a.wav"])
  }

  @Test func whenABodyFailsTheOldFileStands() throws {
    let path = folder.path("a")
    try OutputFile.write("old", to: path, replacing: false)
    let fault = Failure(.internalError, nil, "broken")
    #expect(throws: fault) {
      try OutputFile.write(to: path, replacing: true) { temporary in
        try OutputFile.write("half", to: temporary, replacing: true)
        throw fault
      }
    }
    #expect(try text("a") == "old")
    #expect(folder.names == ["a"])
  }

  @Test func placesThatCannotBeWrittenToAreExplained() throws {
    try OutputFile.write("a", to: folder.path("file"), replacing: false)
    let faults = [
      (folder.path("no/a"), "the folder \(folder.path("no")) does not exist"),
      (folder.path("file/a"), "\(folder.path("file")) is not a folder"),
      (folder.path, "is a directory"),
      (folder.path("new/"), "is the name of a folder, a file is needed"),
    ]
    for (path, problem) in faults {
      #expect(throws: Failure(.cannotCreate, path, problem)) {
        try OutputFile.check(path, replacing: true)
      }
      #expect(throws: Failure(.cannotCreate, path, problem)) {
        try OutputFile.write("a", to: path, replacing: true)
      }
    }
  }

  @Test(.enabled(if: getuid() != 0, "root may write everywhere"))
  func aFolderThatMayNotBeWrittenToIsExplained() {
    chmod(folder.path, 0o500)
    let failure = Failure(
      .cannotCreate, folder.path("a"),
      "cannot write in the folder \(folder.path) (permission denied)")
    #expect(throws: failure) { try OutputFile.check(folder.path("a"), replacing: false) }
    #expect(throws: failure) { try OutputFile.write("a", to: folder.path("a"), replacing: false) }
  }

  @Test func aFullMediumIsNamedWithTheNeededSpace() {
    #expect {
      try OutputFile.write([UInt8](repeating: 0, count: 1000), to: "/dev/full", replacing: false)
    } throws: { error in
      guard let failure = error as? Failure else { return false }
      let start = "cannot be written (no space left on device, 1000 bytes needed, "
      return failure.kind == .inputOutput && failure.problem.hasPrefix(start)
        && failure.problem.hasSuffix(" bytes free)")
    }
  }

  @Test func aWriteThatFailsHalfWayLeavesWhatWasThere() async {
    // The limit holds for a whole process, so a process of its own is given it.
    await #expect(processExitsWith: .success) {
      let folder = TemporaryFolder()
      let path = folder.path("a")
      try OutputFile.write("old", to: path, replacing: false)
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 4096, rlim_max: 4096)
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      let bytes = [UInt8](repeating: 1, count: 10_000)
      #expect {
        try OutputFile.write(bytes, to: path, replacing: true)
      } throws: { error in
        "\(error)".contains("a: cannot be written (file too large, 10000 bytes needed, ")
      }
      #expect(folder.names == ["a"])
      #expect(try InputFile.read(path) == [UInt8]("old".utf8))
    }
  }

  @Test func devicesAreWrittenToDirectly() throws {
    try OutputFile.write("gone", to: "/dev/null", replacing: false)
    try OutputFile.write(to: "/dev/null", replacing: false) { #expect($0 == "/dev/null") }
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func linksAreFollowed() throws {
    for name in ["one", "two"] { try Folder.create(folder.path(name)) }
    try OutputFile.write("old", to: folder.path("one/a"), replacing: false)
    symlink("../one/a", folder.path("two/link"))
    try OutputFile.write("new", to: folder.path("two/link"), replacing: true)
    #expect(try text("one/a") == "new")
    var status = stat()
    #expect(lstat(folder.path("two/link"), &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFLNK)
  }

  @Test func whatKilledWritersLeftIsRemoved() throws {
    for name in [".cmcgan-12-0.tmp", ".cmcgan-12-1.tmp.png", ".keep", "a.tmp"] {
      try OutputFile.write("x", to: folder.path(name), replacing: false)
    }
    try OutputFile.removeTemporaries(in: folder.path)
    #expect(folder.names == [".keep", "a.tmp"])
  }
}
