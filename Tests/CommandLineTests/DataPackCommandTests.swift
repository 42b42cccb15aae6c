import Files
import Glibc
import TestSupport
import Testing

@Suite struct DataPackCommandTests {
  private let folder = TemporaryFolder()
  private let config = Golden.repository + "/configs/tiny.json"
  private var data: String { folder.path("data") }
  private var packed: String { folder.path("packed") }

  init() throws {
    let files = PairFiles(in: data)
    for number in 0..<24 {
      let place = "\(number < 20 ? "train" : "validation")/\(number % 2 == 0 ? "a" : "b")/\(number)"
      try files.writePair(number, image: "img/\(place).png", sound: "chunk/\(place).wav")
    }
  }

  private func pack(_ arguments: String...) throws -> BuiltProgram {
    try BuiltProgram.run(
      [
        "data", "pack", "--config", config, "--set", "data.source=files", "--set",
        "data.root=\(data)", "-o", packed,
      ] + arguments)
  }

  /// Trains a few steps on a data set; the last checkpoint, or what was said.
  private func train(on root: String, _ name: String, _ arguments: String...) throws -> (
    run: BuiltProgram, checkpoint: [UInt8]?
  ) {
    let run = try BuiltProgram.run(
      [
        "train", "--config", config, "--set", "data.source=files", "--set", "data.root=\(root)",
        "--steps", "3", "--output", folder.path(name), "--quiet", "--json",
      ] + arguments)
    return (
      run, try? InputFile.read(folder.path("\(name)/checkpoints/step-000003.safetensors"))
    )
  }

  @Test func packThenCheckThenTrain() throws {
    let made = try pack("--shard-size", "10", "--threads", "2")
    #expect(made.code == 0 && made.output.isEmpty, "\(made.errors)")
    #expect(
      made.errors
        == "\(packed): 20 pairs to train on, 4 to validate, 2 classes, 24 images and 24 sounds, "
        + "6 files (0.1 MB)\n")
    let checked = try BuiltProgram.run(["data", "check", packed, "--config", config])
    #expect(checked.code == 0 && checked.errors.isEmpty, "\(checked.errors)")
    #expect(
      checked.text == """
        class  train  validation  silent
        a         10           2       0
        b         10           2       0
        all       20           4       0

        layout    packed (24 images, 24 sounds)
        images    16 x 16 (24)
        sounds    8000 Hz (24), 1 channel (24)
        lengths   0.500 s

        """)
    let described = try BuiltProgram.run(["info", "--json", packed])
    let object = try StrictJSON.parse(described.text, subject: "output")
    #expect(object["kind"] == "cmcgan-pack" && object["training_pairs"] == 20)
    #expect(object.value(at: "classes.b.validation_pairs") == 2)
    let shard = try BuiltProgram.run(["info", packed + "/images-00002.safetensors"])
    #expect(shard.code == 0 && shard.text.contains("samples: 4, 16, 16, 3"))

    let (files, pack) = (try train(on: data, "files"), try train(on: packed, "pack"))
    #expect(files.run.code == 0 && pack.run.code == 0, "\(pack.run.errors)")
    let same = files.checkpoint != nil && files.checkpoint == pack.checkpoint
    #expect(same)
  }

  @Test func theEndIsAnObject() throws {
    let made = try pack("--json")
    #expect(made.code == 0 && made.errors.isEmpty && made.lines.count == 1)
    let end = try StrictJSON.parse(made.text, subject: "output")
    #expect(end["event"] == "end" && end["schema"] == 1 && end["images"] == 24)
    #expect(end["shards"] == 2 && end["kept_shards"] == 0 && end["skipped_pairs"] == 0)
    let description = try StrictJSON.read(packed + "/pack.json")
    #expect(end["digest"] == description["digest"])
    let again = try pack()
    #expect(again.code == 73)
    #expect(
      again.errors
        == "error: \(packed): already holds a data set. Use --force to write into it.\n")
    #expect(try pack("--force").code == 0)
  }

  @Test func badFilesAreNamedAndLeftOut() throws {
    try PairFiles(in: data).write("no image", "img/train/a/2.png")
    let stopped = try pack()
    #expect(stopped.code == 65)
    #expect(stopped.errors.contains("error: \(data): 1 of 24 pairs cannot be used so far"))
    let train = try train(on: packed, "early")
    #expect(train.run.code == 65)
    let done = try pack("--keep-going", "--json")
    #expect(done.code == 0)
    #expect(
      done.errors.hasPrefix("warning: left out: \(data)/img/train/a/2.png: not a PNG, JPEG or WebP")
    )
    let lines = try done.lines.map { try StrictJSON.parse(String($0), subject: "output") }
    #expect(lines.map { $0["event"]?.text } == ["skipped", "end"])
    #expect(lines.last?["training_pairs"] == 19 && lines.last?["skipped_pairs"] == 1)
    #expect(lines.last?["kept_shards"] == 1)
    let checked = try BuiltProgram.run(["data", "check", packed])
    #expect(checked.code == 0)
    #expect(
      checked.errors == "warning: 1 pair(s) could not be read when it was packed\n")
  }

  @Test func aDamagedSampleIsWarnedOf() throws {
    #expect(try pack().code == 0)
    let path = packed + "/sounds-00000.safetensors"
    var bytes = try InputFile.read(path)
    bytes[bytes.count - 4 * 32 * 17 * 5] ^= 1
    try OutputFile.write(bytes, to: path, replacing: true)
    let checked = try BuiltProgram.run(["data", "check", packed])
    #expect(checked.code == 65)
    #expect(checked.errors.contains("error: \(path): sound 19 is damaged (CRC-32 "))
    let trained = try train(on: packed, "run", "--set", "faults.unreadableShare=0.1")
    #expect(trained.run.code == 0)
    #expect(trained.run.errors.hasPrefix("warning: \(path): sound 19 is damaged (CRC-32 "))
    #expect(trained.run.errors.hasSuffix("is recorded); it is left out\n"))
  }

  @Test func whatDoesNotFitIsOneLine() throws {
    #expect(try pack().code == 0)
    let other = try train(on: packed, "run", "--set", "image.width=32")
    #expect(other.run.code == 65)
    #expect(
      other.run.errors
        == "error: \(packed): was packed with image.width 16 (requested: 32). "
        + "Pack the data set again with this configuration.\n")
    let folds = try train(on: packed, "run", "--set", "data.folds=2")
    #expect(folds.run.code == 78 && folds.run.errors.hasPrefix("error: data.folds: 2, but "))
    let brought = try BuiltProgram.run(["data", "import", packed, "-o", folder.path("out")])
    #expect(brought.code == 65)
    #expect(brought.errors.hasPrefix("error: \(packed): is packed (it holds pack.json); "))
    truncate(packed + "/images-00000.safetensors", 1_000)
    let short = try train(on: packed, "run")
    #expect(short.run.code == 65)
    #expect(
      short.run.errors.hasPrefix("error: \(packed)/images-00000.safetensors: has 1000 bytes ("))
    #expect(short.run.errors.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    (["-o", "x"], 64, "Missing expected argument '--config <file>'"),
    (["--config", "x.json"], 64, "Missing expected argument '--output <folder>'"),
    (["--config", "/none.json", "-o", "x"], 66, "error: /none.json: no such file"),
    (
      ["--config", "c", "-o", "x", "--shard-size", "0"], 64,
      "--shard-size 0 is out of range (1 to 1048576)"
    ),
  ])
  func badUseIsExplained(arguments: [String], code: Int32, text: String) throws {
    let result = try BuiltProgram.run(["data", "pack"] + arguments)
    #expect(result.code == code)
    #expect(result.errors.contains(text), "\(result.errors)")
  }
}
