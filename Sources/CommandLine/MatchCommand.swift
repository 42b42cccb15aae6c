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
      folders below them.

        cmcgan-match sound.wav images/
        cmcgan-match instrument.png recordings/*.flac --top 3 --json

      The classifier, which the default model holds, gives the probability that both are of one class. \
      --by discriminator gives the probability that the pair is real, by the pair discriminator that a \
      CMCGAN was trained against; runs and checkpoints hold it.

      Exit codes: 0 done, 1 some candidates could not be read, 65 no candidate, 66 input missing.
      """)

  @Argument(help: "A sound or an image.", completion: .file())
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

  @Option(help: ArgumentHelp("How many to print, the best first (default: all).", valueName: "n"))
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
    let ranking = try PairRanking(query, among: candidates)
    let checkpoint = try TrainedModel.checked(ModelLocation.path(asked: model)) {
      if !quiet { Terminal.warning($0) }
    }
    let matching = try PairMatching(checkpoint, by: by, compute: compute.value)
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
        "schema": 1, "query": .string(query), "evaluator": .string(matching.evaluator.rawValue),
        "rank": .integer(Int64(index + 1)), "score": .real(match.score),
        "file": .string(match.path),
      ])
    }
    guard failed == 0 else {
      throw Failure(
        .partial, nil,
        "\(failed) of \(ranking.candidates.count + ranking.leftOut.count) candidates could not be read"
      )
    }
  }
}

extension PairMatching.Evaluator: ExpressibleByArgument {}
