import Files
import Glibc
import TestSupport
import Testing

@Suite struct LineFileTests {
  let folder = TemporaryFolder()

  @Test func linesAreAddedAtTheEnd() throws {
    let file = LineFile(folder.path("log"))
    #expect(file.objects().isEmpty)
    for step in 1...3 { try file.append(["step": .integer(Int64(step))]) }
    #expect(file.objects() == [["step": 1], ["step": 2], ["step": 3]])
  }

  @Test func aLineThatIsCutIsLeftOut() throws {
    let path = folder.path("log")
    try OutputFile.write("{\"a\":1}\n{\"a\":2}\n{\"a\":", to: path, replacing: false)
    #expect(LineFile(path).objects() == [["a": 1], ["a": 2]])
  }

  @Test func linesThatCannotBeReadAreCounted() throws {
    let path = folder.path("log")
    #expect(LineFile(path).problem() == nil)
    try OutputFile.write("", to: path, replacing: false)
    #expect(LineFile(path).problem() == nil)
    // The last line is being written.
    try OutputFile.write("{\"a\":1}\n{\"a\":", to: path, replacing: true)
    #expect(LineFile(path).problem() == nil)
    try OutputFile.write("{\"a\":1}\nnoise\n{\"a\":2}\n", to: path, replacing: true)
    #expect(
      LineFile(path).problem() == "\(path): 1 of 3 lines cannot be read and are left out")
    try Folder.create(folder.path("folder"))
    #expect(LineFile(folder.path("folder")).problem()?.hasSuffix("; it is left out") == true)
  }

  @Test func ofManyLinesSomeAreReadAndTheLast() throws {
    let file = LineFile(folder.path("log"))
    for step in 0..<100 { try file.append(["step": .integer(Int64(step))]) }
    let steps = file.objects(atMost: 10).compactMap { $0["step"]?.wholeNumber }
    #expect(steps == Array(stride(from: 0, to: 100, by: 10)) + [99])
  }

  @Test func aLineThatDoesNotFitLeavesNothing() async {
    await #expect(processExitsWith: .success) {
      let folder = TemporaryFolder()
      let file = LineFile(folder.path("log"))
      try file.append(["a": 1])
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 20, rlim_max: 20)
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      let long = JSONValue.string(String(repeating: "x", count: 100))
      #expect { try file.append(["a": long]) } throws: { error in
        (error as? Failure)?.kind == .inputOutput
      }
      #expect(InputFile.size(of: folder.path("log")) == 8)
    }
  }

  @Test func aFileThatCannotBeOpenedIsNamed() {
    let path = folder.path("no/log")
    #expect(throws: Failure(.inputOutput, path, "cannot append a line (no such file)")) {
      try LineFile(path).append(["a": 1])
    }
  }
}
