import Files
import Films
import Glibc
import TestSupport
import Testing

@Suite struct ChildProcessTests {
  let folder = TemporaryFolder()

  /// A shell that runs a script.
  private func shell(_ script: String, _ direction: ChildProcess.Pipe) throws -> ChildProcess {
    try ChildProcess("sh", ["-c", script], direction)
  }

  @Test func bytesComeOutAsTheyWereWritten() throws {
    let process = try shell("head -c 3000000 /dev/zero; printf end", .output)
    var bytes = [UInt8](repeating: 1, count: 2_000_000)
    let first = bytes.withUnsafeMutableBytes(process.read)
    #expect(first == bytes.count && bytes.allSatisfy { $0 == 0 })
    let rest = bytes.withUnsafeMutableBytes(process.read)
    #expect(rest == 1_000_003)
    #expect(bytes.prefix(1_000_003).suffix(3).elementsEqual("end".utf8))
    #expect(process.end() == nil && process.lastComplaint == nil)
  }

  @Test func bytesGoInAsTheyAre() throws {
    let path = folder.path("copy")
    let process = try shell("cat > '\(path)'", .input)
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    for start in stride(from: 0, to: bytes.count, by: 700_000) {
      let piece = Array(bytes[start..<min(start + 700_000, bytes.count)])
      #expect(piece.withUnsafeBytes(process.write))
    }
    #expect(process.end() == nil)
    #expect(try InputFile.read(path) == bytes)
  }

  @Test func aProgramThatStopsReadingIsNoSignal() throws {
    let process = try shell("exit 0", .input)
    let bytes = [UInt8](repeating: 0, count: 4_000_000)
    #expect(!bytes.withUnsafeBytes(process.write))
    #expect(process.end() == nil)
  }

  @Test(arguments: [
    ("echo first >&2; echo last >&2; exit 3", "last"),
    ("exit 3", "it ended with 3"),
    ("kill -9 $$", "it was ended by signal 9"),
    ("yes complaint | head -c 5000000 >&2; echo last >&2; exit 1", "last"),
  ])
  func whyItEndedIsItsLastLineElseItsStatus(script: String, problem: String) throws {
    let process = try shell(script, .output)
    #expect(process.end() == problem)
    // The status is told once.
    #expect(process.end() == nil)
  }

  @Test(arguments: [true, false]) func aProgramThatIsStuckIsEnded(isRead: Bool) throws {
    let process = try ChildProcess(
      "sleep", ["600"], isRead ? .output : .input, patience: Patience(seconds: 1))
    var bytes = [UInt8](repeating: 0, count: 4_000_000)
    if isRead {
      #expect(bytes.withUnsafeMutableBytes(process.read) == 0)
    } else {
      #expect(!bytes.withUnsafeBytes(process.write))
    }
    #expect(process.end() == "it was stuck for 1 s")
  }

  @Test func aProgramThatDoesNotEndIsEnded() throws {
    let process = try ChildProcess(
      "sh", ["-c", "exec >&-; exec sleep 600"], .output, patience: Patience(seconds: 1))
    #expect(process.end() == "it was stuck for 1 s")
  }

  @Test func workAloneMayBeTooLittle() throws {
    let process = try ChildProcess(
      "sh", ["-c", "while :; do :; done"], .output,
      patience: Patience(seconds: 1, isForWork: false))
    var byte: [UInt8] = [0]
    #expect(byte.withUnsafeMutableBytes(process.read) == 0)
    #expect(process.end() == "it was stuck for 1 s")
  }

  /// ffmpeg brings OpenBLAS with it, which waits for ever where its threads find no memory.
  @Test func openBLASHasOneThreadInIt() throws {
    let process = try shell("echo $OPENBLAS_NUM_THREADS", .output)
    var bytes = [UInt8](repeating: 0, count: 9)
    #expect(bytes.withUnsafeMutableBytes(process.read) == 2)
    #expect(bytes.prefix(2).elementsEqual("1\n".utf8))
  }

  @Test func complaintsOfASuccessAreKept() throws {
    let process = try shell("echo 'half a frame' >&2", .output)
    #expect(process.end() == nil)
    #expect(process.lastComplaint == "half a frame")
  }

  @Test func aMissingProgramIsNamed() {
    let failure = Failure(
      .unavailable, nil,
      "nowhere-to-be-found is not installed; it is needed for films and some kinds of sound",
      hint: "Install ffmpeg (apt-get install ffmpeg).")
    #expect(throws: failure) { try ChildProcess("nowhere-to-be-found", [], .output) }
  }

  @Test func whatIsNoProgramIsExplained() throws {
    let path = folder.path("text")
    try OutputFile.write("no program", to: path, replacing: false)
    #expect(throws: Failure(.resources, nil, "\(path) cannot be started (permission denied)")) {
      try ChildProcess(path, [], .output)
    }
  }

  @Test func itEndsWhenItsOwnerLetsGo() throws {
    let id = try {
      let process = try shell("echo $$; exec sleep 600", .output)
      return try Self.readID(process)
    }()
    // It has been waited for, so the number names nobody any more.
    let result = kill(id, 0)
    let error = errno
    #expect(result != 0 && error == ESRCH)
  }

  @Test(arguments: [SIGKILL, SIGTERM])
  func itDiesWithItsParent(signal: Int32) async throws {
    // The parent is a process of its own, which says who its child is and is then ended.
    let result = try await #require(
      processExitsWith: .signal(signal), observing: [\.standardOutputContent]
    ) { [signal] in
      let process = try ChildProcess("sh", ["-c", "echo $$; exec sleep 600"], .output)
      print("child \(try ChildProcessTests.readID(process)).")
      fflush(nil)
      kill(getpid(), signal)
      withExtendedLifetime(process) { _ = sleep(60) }
    }
    let output = String(decoding: result.standardOutputContent, as: UTF8.self)
    let id = try #require(output.firstMatch(of: /child (\d+)\./)?.1)
    var isRunning = true
    for _ in 0..<100 where isRunning {
      isRunning = Self.isRunning(String(id))
      if isRunning { usleep(50_000) }
    }
    #expect(!isRunning)
  }

  /// The number that a process writes first, with a newline.
  private static func readID(_ process: ChildProcess) throws -> pid_t {
    var digits = ""
    var byte: [UInt8] = [0]
    while byte.withUnsafeMutableBytes(process.read) == 1, byte[0] != UInt8(ascii: "\n") {
      digits.unicodeScalars.append(Unicode.Scalar(byte[0]))
    }
    return try #require(pid_t(digits))
  }

  /// Whether a process is there and has not ended; one that nobody has waited for yet has ended.
  private static func isRunning(_ id: String) -> Bool {
    guard let status = try? InputFile.read("/proc/\(id)/stat") else { return false }
    let fields = String(decoding: status, as: UTF8.self).split(separator: ")").last ?? ""
    return fields.split(separator: " ").first != "Z"
  }
}
