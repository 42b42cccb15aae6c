import Configuration
import Files
import Glibc
import TestSupport
import Testing

@Suite struct DataCommandTests {
  let folder = TemporaryFolder()
  var files: PairFiles { PairFiles(in: folder.path("pairs")) }

  /// Two classes with three training pairs and one validation pair each.
  private func writePairs() throws {
    for (classNumber, name) in ["a", "b"].enumerated() {
      for number in 0...3 {
        let place = "\(number == 3 ? "validation" : "train")/\(name)/\(number)"
        try files.writePair(
          10 * classNumber + number, image: "img/\(place).png", sound: "chunk/\(place).wav")
      }
    }
  }

  private func run(_ arguments: String...) throws -> BuiltProgram {
    try BuiltProgram.run(["data"] + arguments)
  }

  @Test func synthesizeThenCheckThenImport() throws {
    let made = try run(
      "synthesize", "-o", folder.path("made"), "--train-pairs", "2", "--validation-pairs",
      "1", "--size", "32", "--seed", "5", "--threads", "2")
    #expect(made.code == 0 && made.output.isEmpty)
    #expect(
      made.errors
        == "\(folder.path("made")): 26 pairs to train on, 13 to validate, 13 classes\n")
    let checked = try run("check", folder.path("made"))
    #expect(checked.code == 0 && checked.errors.isEmpty)
    let lines = checked.text.split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count == 21)
    #expect(lines[0] == "class        train  validation  silent")
    #expect(lines[1] == "bassoon          2           1       0")
    #expect(lines[14] == "all             26          13       0")
    #expect(
      lines[15...] == [
        "", "layout    manifest", "images    32 x 32 (39)",
        "sounds    44100 Hz (39), 1 channel (39)", "lengths   0.500 s", "",
      ])
    let brought = try run(
      "import", folder.path("made"), "-o", folder.path("small"), "--size", "16", "--json")
    #expect(brought.code == 0)
    let object = try StrictJSON.parse(brought.text, subject: "output")
    #expect(object["event"] == "end" && object["training_pairs"] == 26)
    #expect(InputFile.exists(folder.path("small/img/train/double_bass/double_bass00001.png")))
  }

  @Test func theNameOfTheLinkIsTheSubcommand() throws {
    let link = folder.path("cmcgan-data")
    symlink(BuiltProgram.path, link)
    let result = try BuiltProgram.run(["synthesize", "--help"], program: link)
    #expect(result.code == 0)
    #expect(result.text.contains("cmcgan-data synthesize -o orchestra"))
  }

  @Test func checkEndsWith65WhereTrainingWouldFail() throws {
    try writePairs()
    try files.write("text", "img/train/a/1.png")
    try files.write("x", "chunk/train/b/only-sound.wav")
    let result = try run("check", files.root)
    #expect(result.code == 65)
    #expect(
      result.errors == """
        error: \(files.root)/img/train/a/1.png: not a PNG, JPEG or WebP image (found plain text)
        warning: 1 sound(s) without a partner are left out, such as \
        \(files.root)/chunk/train/b/only-sound.wav
        error: \(files.root): cannot be trained on: 1 file(s) or line(s) cannot be used. \
        Use cmcgan-data import to leave bad pairs out.

        """)
    let json = try run("check", files.root, "--json")
    #expect(json.code == 65)
    #expect(try StrictJSON.parse(json.text, subject: "output")["usable"] == false)
  }

  @Test func checkTakesTheConfigurationsRoot() throws {
    try writePairs()
    var value = try StrictJSON.parse(Configuration.tiny().document(), subject: "tiny.json")
    try value.set(assignment: "data.source=files")
    try value.set(assignment: "data.root=\(files.root)")
    try OutputFile.write(value.encoded(), to: folder.path("a.json"), replacing: false)
    let result = try run("check", "--config", folder.path("a.json"))
    #expect(result.code == 65)
    #expect(
      result.errors.contains("6 training pairs (training.batchSize is 8, as many are needed)"))
    let made = try run("check", "--config", Golden.repository + "/configs/tiny.json")
    #expect(made.code == 64)
  }

  @Test func importLeavesBadPairsOutOnRequest() throws {
    try writePairs()
    try files.write("text", "img/train/a/1.png")
    let output = folder.path("out")
    let stopped = try run("import", files.root, "-o", output)
    #expect(stopped.code == 65)
    #expect(stopped.errors.contains("1 of 8 pairs cannot be used so far (at most 1 % may be bad)"))
    #expect(try run("check", output).code == 65)
    let done = try run("import", files.root, "-o", output, "--keep-going")
    #expect(done.code == 0)
    #expect(
      done.errors.hasPrefix("warning: left out: \(files.root)/img/train/a/1.png: not a PNG"))
    #expect(try run("check", output).code == 0)
    let again = try run("import", files.root, "-o", output)
    #expect(again.code == 73)
    #expect(
      again.errors
        == "error: \(output): already holds a data set. Use --force to write into it.\n")
  }

  @Test(arguments: [
    (["synthesize"], 64, "Missing expected argument '--output <folder>'"),
    (["synthesize", "-o", "x", "--size", "8"], 64, "--size 8 is out of range (16 to 1024)"),
    (["synthesize", "-o", "x", "--train-pairs", "0"], 64, "--train-pairs 0 is out of range"),
    (["check"], 64, "A folder, a manifest or --config is needed."),
    (["check", "/nowhere"], 66, "error: /nowhere: no such file or folder"),
    (["import", "/nowhere", "-o", "x"], 66, "error: /nowhere: no such file or folder"),
    (["synthesize", "-o", "/dev/null/x"], 73, "error: "),
  ])
  func badUseIsExplained(arguments: [String], code: Int32, text: String) throws {
    let result = try BuiltProgram.run(["data"] + arguments)
    #expect(result.code == code)
    #expect(result.errors.contains(text))
    #expect(result.output.isEmpty)
  }
}
