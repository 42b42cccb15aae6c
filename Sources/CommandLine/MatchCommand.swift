import ArgumentParser
import Configuration
import Console
import Files
import Inference
import Models
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
    let source = try ConversionSource(query)
    let found = try self.found(source.modality.other)
    guard !found.isEmpty else {
      throw Failure(
        .badInput, candidates[0], "no \(source.modality == .sound ? "image" : "sound") to choose")
    }
    let checkpoint = try TrainedModel.checked(ModelLocation.path(asked: model)) {
      if !quiet { Terminal.warning($0) }
    }
    let matching = try PairMatching(checkpoint, by: by, compute: compute.value)
    let asked = try matching.embedding(of: source)
    note(asked, source.name)
    var ranked: [(score: Double, path: String)] = []
    var failed = 0
    for path in found {
      do {
        let embedding = try matching.embedding(of: ConversionSource(path))
        note(embedding, path)
        ranked.append((matching.score(asked, embedding), path))
      } catch let failure as Failure {
        Terminal.error(failure.description)
        failed += 1
      }
    }
    ranked.sort { ($1.score, $0.path) < ($0.score, $1.path) }
    for (place, match) in ranked.prefix(top ?? ranked.count).enumerated() {
      guard json else {
        Terminal.output("\(match.score.fixed(3)) \(match.path)")
        continue
      }
      Terminal.output([
        "schema": 1, "query": .string(query), "judge": .string(matching.evaluator.rawValue),
        "rank": .integer(Int64(place + 1)), "score": .real(match.score),
        "file": .string(match.path),
      ])
    }
    guard failed == 0 else {
      throw Failure(.partial, nil, "\(failed) of \(found.count) candidates could not be read")
    }
  }

  private func note(_ embedding: PairMatching.Embedding, _ name: String) {
    guard !quiet else { return }
    for note in embedding.notes { Terminal.note("note: \(name): \(note)") }
  }

  /// The candidates of a modality: of folders, by their content.
  private func found(_ modality: Modality) throws -> [String] {
    func isOne(_ kind: FileKind) -> Bool { modality == .sound ? kind.isSound : kind.isImage }
    // A link may lead back to a folder above it.
    var visited: Set<String> = []
    func below(_ folder: String) throws -> [String] {
      guard visited.insert(RealPath.of(folder) ?? folder).inserted else { return [] }
      let files = try Folder.files(in: folder).filter { isOne(.meant(by: $0)) }
      return try files + Folder.folders(in: folder).flatMap(below)
    }
    return try candidates.flatMap { path in
      guard !Folder.exists(path) else { return try below(path) }
      let kind = try FileKind.of(path)
      guard isOne(kind) else {
        throw Failure(
          .usage, path,
          "is \(kind.named), \(modality == .sound ? "a sound" : "an image") is needed")
      }
      return [path]
    }
  }
}

extension PairMatching.Evaluator: ExpressibleByArgument {}
