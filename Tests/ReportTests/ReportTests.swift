import Files
import Foundation
import Report
import TestSupport
import Testing

@Suite struct ReportTests {
  /// The page of a run, with the path of its temporary folder replaced.
  private func page(_ run: SmallRun) throws -> String {
    try Report([run.path]).html.replacing(run.path, with: "runs/small")
  }

  /// The data that the page's script reads of its first run.
  private func data(_ page: String) throws -> JSONValue {
    let opening = try #require(page.range(of: "id=\"data\">"))
    let end = try #require(page[opening.upperBound...].range(of: "</script>"))
    let text = String(page[opening.upperBound..<end.lowerBound])
    return try #require(try StrictJSON.parse(text, subject: "page")["runs"]?.elements?.first)
  }

  /// `UPDATE_SNAPSHOTS=1` writes the page anew, to be opened in a browser.
  @Test func thePageIsTheSnapshot() throws {
    try Snapshot("page.html").expect(page(SmallRun()))
  }

  @Test func everythingOfTheRunIsInThePage() throws {
    let run = try data(page(SmallRun()))
    #expect(run["name"] == "runs/small" && run["model"] == "cmcgan")
    #expect(run["state"] == "complete, step 20 of 20" && run["ended"] == true)
    #expect(
      run["curves"] == [
        "loss_total": ["steps": [10, 20], "values": [2.5, 1.5]],
        "loss_generator": ["steps": [10], "values": [1.0]],
        "validation_error": ["steps": [10, 20], "values": [0.5, 0.25]],
      ])
    let sheets = try #require(run["sheets"]?.elements)
    #expect(sheets.map { $0["step"] } == [10, 20])
    #expect(sheets[0]["layout"]?["image"] == "a>v")
    #expect(
      sheets[0]["image"]
        == .string("data:image/png;base64,\(Data(SmallRun.png).base64EncodedString())"))
    #expect(run["sounds"]?["step"] == 20)
    for kind in ["generated", "real"] {
      #expect(
        run["sounds"]?[kind]?["oboe"]
          == .string("data:audio/wav;base64,\(Data(SmallRun.wav).base64EncodedString())"))
    }
    #expect(run["evaluation"]?["accuracy"]?.elements?.count == 1)
    #expect(run["machine"]?["machine"] == "a <fast> one")
  }

  /// A list with a number for each pair is not for people: "1 to 0 to 1 to 1".
  @Test func tablesHaveNoListOfPairs() throws {
    let evaluation = try #require(try data(page(SmallRun()))["evaluation"])
    let row = try #require(evaluation["accuracy"]?.elements?.first)
    #expect(
      row.members?.map(\.key) == [
        "evaluated", "route", "evaluator", "accuracy", "interval", "confusion", "latent_samples",
      ])
    #expect(row["interval"] == [0.3, 0.95] && row["confusion"] == [[2, 0], [1, 1]])
    #expect(evaluation["classes"] == ["oboe", "tuba"] && evaluation["groups"] == [0, 1, 2, 3])
  }

  @Test func theVerdictStandsAboveTheCurves() throws {
    let page = try page(SmallRun())
    let verdict = try data(page)["evaluation"]?["verdict"]
    #expect(
      verdict
        == ["summary": ["Images from sounds: fair."], "problems": ["Images are blurred."]])
    let own = try #require(page.range(of: "section(\"Verdict\""))
    let curves = try #require(page.range(of: "section(\"Curves\""))
    #expect(own.upperBound < curves.lowerBound)
  }

  /// Only a script element's end tag could end the data, so no text may hold a `<`.
  @Test func noTextOfTheRunBecomesMarkup() throws {
    let page = try page(SmallRun())
    #expect(!page.contains("<fast>") && page.contains("\\u003cfast>"))
  }

  @Test(arguments: [
    "metrics.jsonl", "events.jsonl", "run.json", "evaluation.json", "samples/real-oboe.wav",
  ])
  func aMissingFileLeavesItsPartOut(name: String) throws {
    let whole = try data(page(SmallRun()))
    let run = try data(page(SmallRun(without: [name])))
    #expect(run != whole && run["configuration"] == whole["configuration"])
  }

  @Test func aRunThatIsAtWorkLoadsItsPageAgain() throws {
    let run = try SmallRun(without: ["events.jsonl"])
    let descriptor = open(run.path + "/lock", O_RDWR | O_CREAT, 0o666)
    #expect(flock(descriptor, LOCK_EX) == 0)
    defer { close(descriptor) }
    let report = try Report([run.path], isLive: true)
    #expect(!report.hasEnded && report.html.contains("http-equiv=\"refresh\" content=\"10\""))
    #expect(try !Report([run.path]).html.contains("http-equiv"), "only where it is asked for")
  }

  @Test func aFolderWithoutAConfigurationIsRefused() throws {
    let run = try SmallRun(without: ["config.json"])
    #expect(
      throws: Failure(.missingInput, run.path, "not a run folder (it has no config.json)")
    ) { try Report([run.path]) }
  }
}
