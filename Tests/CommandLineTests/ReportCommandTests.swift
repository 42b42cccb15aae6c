import Files
import Foundation
import Orchestra
import TensorCore
import TestSupport
import Testing

/// The page of a run, made by the real program.
@Suite struct ReportCommandTests {
  private let folder = TemporaryFolder()

  private func page(_ path: String) throws -> String {
    String(decoding: try InputFile.read(path), as: UTF8.self)
  }

  /// What the page's script reads, run by run.
  private func runs(_ page: String) throws -> [JSONValue] {
    let opening = try #require(page.range(of: "id=\"data\">"))
    let rest = page[opening.upperBound...]
    let end = try #require(rest.range(of: "</script>"))
    let document = try StrictJSON.parse(String(rest[..<end.lowerBound]), subject: "data")
    return try #require(document["runs"]?.elements)
  }

  /// A run folder of some files of the trained run.
  private func copy(_ files: [String], as name: String) throws -> String {
    try Folder.create(folder.path(name))
    for file in files {
      try OutputFile.write(
        InputFile.read("\(Material.run)/\(file)"), to: "\(folder.path(name))/\(file)",
        replacing: false)
    }
    return folder.path(name)
  }

  @Test func trainingLeavesAPageOfAllThatItDid() throws {
    let page = try page(Material.run + "/report.html")
    let run = try #require(try runs(page).first)
    #expect(run["name"]?.text == Material.run)
    #expect(run["state"]?.text == "complete, step 60 of 60" && run["ended"] == true)
    let total = run["curves"]?["loss_total"]
    #expect(total?["steps"]?.elements?.last == 60)
    #expect(total?["steps"]?.elements?.count == total?["values"]?.elements?.count)
    #expect(run["curves"]?["validation_error"]?["steps"] == [0, 20, 40, 60])
    #expect(run["configuration"]?["model"] == "cmcgan")
    #expect(run["machine"]?["data"]?["classes"]?.elements?.count == 13)

    let sheet = try #require(run["sheets"]?.elements?.last)
    #expect(sheet["step"] == 60)
    #expect(sheet["image"]?.text?.hasPrefix("data:image/png;base64,iVBORw0KGgo") == true)
    let layout = try #require(sheet["layout"])
    #expect(layout["rows"]?.elements?.first?["name"] == "bassoon")
    #expect(
      layout["columns"]?.elements?.compactMap { $0["name"]?.text } == [
        "real", "a>v", "a>a>v", "v>v", "v>a>v", "real", "v>a", "v>v>a", "a>a", "a>v>a",
      ])
    #expect(layout["columns"]?.elements?.first?["width"] == 16)
    #expect(layout["image"] == "a>a>v" && layout["sound"] == "v>a")
    for kind in ["generated", "real"] {
      let sounds = try #require(run["sounds"]?[kind]?.members)
      #expect(sounds.count == 13)
      #expect(
        sounds.allSatisfy { $0.value.text?.hasPrefix("data:audio/wav;base64,UklGR") == true })
    }
    // Nothing is fetched, and the page of a run that has ended stays as it is.
    let addresses = page.split(separator: "\"").filter { $0.hasPrefix("http") }
    #expect(addresses == ["http://www.w3.org/2000/svg"])
    #expect(!page.contains("http-equiv"))
  }

  @Test func runsAreCompared() throws {
    let (first, second) = (
      try copy(["config.json", "metrics.jsonl", "events.jsonl"], as: "first"), Material.run
    )
    let several = try BuiltProgram.run(["report", first, second])
    #expect(several.code == 64 && several.errors.hasPrefix("error: Several runs need --output."))
    let output = folder.path("page.html")
    let made = try BuiltProgram.run(["report", first, second, "-o", output])
    #expect(made.code == 0 && made.errors == "\(output)\n" && made.output.isEmpty)
    let runs = try runs(page(output))
    #expect(runs.map { $0["name"]?.text } == [first, second])
    #expect(runs[0]["curves"] == runs[1]["curves"])
    #expect(runs[1]["sheets"] == [], "samples are those of the first")
    let again = try BuiltProgram.run(["report", first, "-o", output])
    #expect(again.code == 73 && again.errors.contains("already exists. Use --force"))
    #expect(
      try BuiltProgram.run(["report", first, "-o", output, "--force", "--quiet"]).errors == "")
  }

  @Test func aRunThatWasJustBegunIsShownAsFarAsItIs() throws {
    let run = try copy(["config.json", "metrics.jsonl"], as: "a<b>&c")
    let lines = try InputFile.read(run + "/metrics.jsonl").dropLast(9)
    try OutputFile.write(Array(lines), to: run + "/metrics.jsonl", replacing: true)
    let made = try BuiltProgram.run(["report", run])
    #expect(made.code == 0, "\(made.errors)")
    let page = try page(run + "/report.html")
    #expect(!page.contains("a<b>"), "no text becomes a part of the page")
    let shown = try #require(try runs(page).first)
    #expect(shown["name"]?.text == run)
    #expect(shown["state"]?.text == "interrupted, step 0 of 60" && shown["ended"] == true)
    #expect(shown["curves"]?["loss_total"]?["steps"]?.elements?.last != 60)
    #expect(shown["sheets"] == [] && shown["sounds"] == .null && shown["evaluation"] == .null)
  }

  @Test func aRunWhoseProcessHoldsTheLockIsAtWork() throws {
    let run = try copy(["config.json", "metrics.jsonl"], as: "run")
    let descriptor = open(run + "/lock", O_RDWR | O_CREAT, 0o666)
    #expect(flock(descriptor, LOCK_EX) == 0)
    #expect(try BuiltProgram.run(["report", run]).code == 0)
    let shown = try #require(try runs(page(run + "/report.html")).first)
    #expect(shown["state"]?.text == "at work, step 0 of 60" && shown["ended"] == false)
    close(descriptor)
  }

  @Test func whatARollbackThrewAwayIsNotShown() throws {
    let run = try copy(["config.json"], as: "run")
    let events: [JSONValue] = [
      ["event": "checkpoint", "step": 0, "validation_error": 3],
      ["event": "checkpoint", "step": 20, "validation_error": 9],
      ["event": "rollback", "step": 33, "to_step": 0],
      ["event": "checkpoint", "step": 10, "validation_error": 2],
      ["event": "rollback", "step": 12, "to_step": 10],
    ]
    try OutputFile.write(
      events.map { $0.encoded() + "\n" }.joined(), to: run + "/events.jsonl", replacing: false)
    #expect(try BuiltProgram.run(["report", run]).code == 0)
    let shown = try #require(try runs(page(run + "/report.html")).first)
    #expect(shown["curves"]?["validation_error"]?["steps"] == [0, 10])
    #expect(shown["state"]?.text == "interrupted, step 10 of 60")
  }

  @Test func theFilesOfARunAreNeverReplaced() throws {
    let run = try copy(["config.json", "metrics.jsonl"], as: "run")
    for name in ["metrics.jsonl", "config.json"] {
      let before = try InputFile.read("\(run)/\(name)")
      let call = try BuiltProgram.run(["report", run, "-o", "\(run)/./\(name)", "--force"])
      #expect(call.code == 73)
      #expect(call.errors == "error: \(run)/./\(name): is an input as well\n")
      #expect(try InputFile.read("\(run)/\(name)") == before)
    }
    let page = try BuiltProgram.run(["report", run, "-o", "\(run)/report.html", "--force"])
    let again = try BuiltProgram.run(["report", run, "-o", "\(run)/report.html", "--force"])
    #expect(page.code == 0 && again.code == 0)
  }

  @Test func metricsThatCannotBeReadAreTold() throws {
    let run = try copy(["config.json"], as: "run")
    try OutputFile.write("noise\n{\"step\":1}\n", to: run + "/metrics.jsonl", replacing: false)
    let call = try BuiltProgram.run(["report", run, "--quiet"])
    #expect(call.code == 0)
    #expect(
      call.errors
        == "warning: \(run)/metrics.jsonl: 1 of 2 lines cannot be read and are left out\n")
  }

  @Test func tensorBoardFindsCurvesSheetsAndSounds() throws {
    let log = folder.path("log")
    let made = try BuiltProgram.run(["report", Material.run, "--tensorboard", log])
    #expect(made.code == 0 && made.errors == "\(log)\n")
    let file = try #require(Folder.files(in: "\(log)/run").first)
    let bytes = try InputFile.read(file)
    func count(_ text: String) -> Int {
      String(decoding: bytes, as: Unicode.ASCII.self).components(separatedBy: text).count - 1
    }
    let metrics = try InputFile.read(Material.run + "/metrics.jsonl")
    #expect(count("loss/total") == metrics.count { $0 == UInt8(ascii: "\n") })
    #expect(count("validation_error") == 4)
    let samples = try Folder.names(in: Material.run + "/samples").filter { $0.hasPrefix("step-") }
    #expect(count("IHDR") == samples.count { $0.hasSuffix(".png") })
    #expect(count("WAVEfmt") == samples.count { $0.hasSuffix(".wav") })
    let both = try BuiltProgram.run(["report", Material.run, Material.run, "--tensorboard", log])
    #expect(both.code == 64 && both.errors.contains("two runs are called run"))
    let more = try BuiltProgram.run(["report", Material.run, "--tensorboard", log, "--live"])
    #expect(more.code == 64)
  }

  @Test func whatIsNoRunIsRefused() throws {
    let missing = try BuiltProgram.run(["report", folder.path("none")])
    #expect(missing.code == 66)
    #expect(
      missing.errors
        == "error: \(folder.path("none")): not a run folder (it has no config.json)\n")
    #expect(try BuiltProgram.run(["report"]).code == 64)
  }
}
