import ArgumentParser
import Console
import Files
import Inference
import Training

struct MatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "match",
    abstract: "Rank images by how well they belong to a sound, or sounds to an image.",
    discussion: """
      Each line has a score from 0 to 1 and a path, the best first. Folders are searched with all \
      folders below them. A folder of sounds, or of images, in the first place gives a table with the \
      best candidate of each of its files.

        cmcgan-match sound.wav images/
        cmcgan-match instrument.png recordings/*.flac --top 3 --json
        cmcgan-match recordings/ images/

      The classifier, which the default model holds, gives the probability that both are of one class. \
      --by discriminator gives the probability that the pair is real, by the pair discriminator that a \
      CMCGAN was trained against; runs and checkpoints hold it.

      Exit codes: 0 done, 1 some files could not be read, 65 no candidate, 66 input missing.
      """)

  @Argument(help: "A sound or an image, or a folder of one kind.", completion: .file())
  var query: String

  @Argument(help: ArgumentHelp("Files and folders.", valueName: "candidates"), completion: .file())
  var candidates: [String]

  @Option(
    help: ArgumentHelp(
      "A run or model with the network (default: $CMCGAN_MODEL, else the default model).",
      valueName: "model"), completion: .file())
  var model: String?

  @Option(
    help: ArgumentHelp(
      "classifier or discriminator (default: the classifier, if the model holds one).",
      valueName: "evaluator"))
  var by: PairMatching.Evaluator?

  @Option(
    help: ArgumentHelp(
      "How many to print, the best first (default: all; of each file of a folder, 1).",
      valueName: "n"))
  var top: Int?

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Print one JSON object per candidate on standard output, one per line.")
  var json = false

  @Flag(help: "Print only errors on standard error.")
  var quiet = false

  func validate() throws {
    guard !candidates.isEmpty else { throw ValidationError("Nothing to choose from.") }
    try check("--top", top, 1...1_000_000)
  }

  func run() throws {
    try compute.apply()
    if Folder.exists(query) {
      try rank(FolderRanking(query, among: candidates))
    } else {
      try rank(PairRanking(query, among: candidates))
    }
  }

  private func rank(_ ranking: PairRanking) throws {
    let matching = try matching()
    var failures = 0
    let matches = try ranking.matches(by: matching) { tell($0, &failures) }
    for (index, match) in matches.prefix(top ?? matches.count).enumerated() {
      if json {
        Terminal.output(object(query, index, match, matching))
      } else {
        Terminal.output("\(match.score.fixed(3)) \(match.path)")
      }
    }
    guard failures == 0 else {
      let count = ranking.candidates.count + ranking.leftOut.count
      throw Failure(.partial, nil, "\(failures) of \(count) candidates could not be read")
    }
  }

  /// Prints a table with the best candidates of each file of a folder.
  private func rank(_ ranking: FolderRanking) throws {
    let matching = try matching()
    func width(_ paths: [String]) -> Int { paths.map { $0.printable.count }.max() ?? 0 }
    let columns = TextColumns(widths: [max(4, width(ranking.queries)), 5, 0])
    if !json { Terminal.output(columns.line(["file", "score", "best match"])) }
    var failures = 0
    try ranking.matches(by: matching) { event in
      tell(event, &failures)
    } receive: { query, matches in
      for (index, match) in matches.prefix(top ?? 1).enumerated() {
        if json {
          Terminal.output(object(query, index, match, matching))
        } else {
          Terminal.output(
            columns.line([query.printable, match.score.fixed(3), match.path.printable]))
        }
      }
    }
    guard failures == 0 else {
      let count = ranking.queries.count + ranking.candidates.count + ranking.leftOut.count
      throw Failure(.partial, nil, "\(failures) of \(count) files could not be read")
    }
  }

  private func matching() throws -> PairMatching {
    let checkpoint = try TrainedModel.checked(ModelLocation.path(asked: model)) {
      if !quiet { Terminal.warning($0) }
    }
    return try PairMatching(checkpoint, by: by, compute: compute.value)
  }

  private func tell(_ event: PairRanking.Event, _ failures: inout Int) {
    switch event {
    case .note(let path, let text): if !quiet { Terminal.note("note: \(path): \(text)") }
    case .failed(let failure):
      Terminal.error(failure.description)
      failures += 1
    }
  }

  private func object(
    _ query: String, _ index: Int, _ match: PairRanking.Match, _ matching: PairMatching
  ) -> JSONValue {
    [
      "schema": 1, "query": .string(query), "evaluator": .string(matching.evaluator.rawValue),
      "rank": .integer(Int64(index + 1)), "score": .real(match.score), "file": .string(match.path),
    ]
  }
}

extension PairMatching.Evaluator: ExpressibleByArgument {}
