import ArgumentParser
import Console
import Files
import Inference
import Training

struct MatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "match",
    abstract: "Which image belongs to a sound, and which sound to an image.",
    discussion: """
      Candidates of the other modality are ranked, the best first: a score from 0 to 1 and the path, a \
      line each. Folders are searched with all below them.

        cmcgan-match sound.wav images/
        cmcgan-match instrument.png recordings/*.flac --top 3 --json

      The classifier listens and looks, and the score is how probable it is that both are of one class; it \
      comes with the default model. --by discriminator asks the pair discriminator that a CMCGAN was trained \
      against, which runs and checkpoints hold.

      Exit codes: 0 done, 1 some candidates could not be read, 65 no candidate, 66 input missing.
      """)

  @Argument(help: "A sound or an image.", completion: .file())
  var query: String

  @Argument(help: ArgumentHelp("Files and folders.", valueName: "candidates"), completion: .file())
  var candidates: [String]

  @Option(
    help: ArgumentHelp(
      "A run or model with the judge (default: $CMCGAN_MODEL, else the model that comes along).",
      valueName: "model"), completion: .file())
  var model: String?

  @Option(
    help: ArgumentHelp(
      "classifier or discriminator (default: the classifier, where there is one).",
      valueName: "judge"))
  var by: PairMatching.Evaluator?

  @Option(help: ArgumentHelp("Print that many, the best first (default: all).", valueName: "n"))
  var top: Int?

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "One JSON object a line on standard output for each.")
  var json = false

  @Flag(help: "Say nothing on standard error but errors.")
  var quiet = false

  func validate() throws {
    guard !candidates.isEmpty else { throw ValidationError("Nothing to choose from.") }
    try check("--top", top, 1...1_000_000)
  }

  func run() throws {
    try compute.apply()
    let ranking = try PairRanking(query, among: candidates)
    let checkpoint = try TrainedModel.checked(ModelLocation.path(asked: model)) {
      if !quiet { Terminal.warning($0) }
    }
    let matching = try PairMatching(checkpoint, by: by)
    var failed = 0
    let matches = try ranking.matches(by: matching) { event in
      switch event {
      case .note(let path, let text): if !quiet { Terminal.note("note: \(path): \(text)") }
      case .failed(let failure):
        Terminal.error(failure.description)
        failed += 1
      }
    }
    for (index, match) in matches.prefix(top ?? matches.count).enumerated() {
      guard json else {
        Terminal.output("\(match.score.fixed(3)) \(match.path)")
        continue
      }
      Terminal.output([
        "schema": 1, "query": .string(query), "judge": .string(matching.evaluator.rawValue),
        "rank": .integer(Int64(index + 1)), "score": .real(match.score),
        "file": .string(match.path),
      ])
    }
    guard failed == 0 else {
      throw Failure(
        .partial, nil, "\(failed) of \(ranking.candidates.count) candidates could not be read")
    }
  }
}

extension PairMatching.Evaluator: ExpressibleByArgument {}
