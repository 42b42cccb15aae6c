import ArgumentParser
import Console
import Files
import Inference

struct ClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Classify the instrument of a sound, of an image, or of both together.",
    discussion: """
      The content decides which input is which. With --generate-missing, a missing one is generated from \
      the other first, as in the paper's dynamic classifier. What is generated cannot say more about the \
      instrument than its input does.

      A note names each input that is unlike what the model was trained on; --strict refuses it.

        cmcgan-classify sound.wav instrument.png
        cmcgan-classify sound.wav --strict
        cmcgan-classify instrument.png --json
      """)

  @Argument(
    help: ArgumentHelp("A sound, an image, or one of each; - is stdin."), completion: .file())
  var inputs: [String]

  @Option(
    help: ArgumentHelp(
      "The model that tells what is familiar, and generates what is missing (default: $CMCGAN_MODEL, else the default model).",
      valueName: "model"), completion: .file())
  var model: String?

  @Option(
    help: ArgumentHelp(
      "A run or model of kind multimodal (default: the classifier in the model).",
      valueName: "model"), completion: .file())
  var classifier: String?

  @Option(help: ArgumentHelp("How many classes to print, the most probable first.", valueName: "n"))
  var top = 3

  @Flag(help: "Generate the missing sound or image first, and use it too.")
  var generateMissing = false

  @Flag(help: "Refuse an input that is unlike what the model was trained on (exit code 65).")
  var strict = false

  @Flag(help: .hidden)
  var alone = false

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Print one JSON object with all classes on standard output.")
  var json = false

  @Flag(help: "Print only errors on standard error.")
  var quiet = false

  func validate() throws {
    guard (1...2).contains(inputs.count) else {
      throw ValidationError("One or two inputs are needed, not \(inputs.count).")
    }
    try check("--top", top, 1...1_000)
    guard !alone || !generateMissing else {
      throw ValidationError("--alone generates nothing, --generate-missing does.")
    }
    guard inputs.count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("Standard input (-) can be read once only.")
    }
  }

  func run() throws {
    try compute.apply()
    let input = try PairInput(inputs)
    if alone, !quiet { Terminal.warning("--alone is the default now and has no effect") }
    let generates = input.isIncomplete && generateMissing
    let classification = try PairClassification(
      classifier: classifier, model: model, generates: generates, compute: compute.value
    ) { text in
      if !quiet { Terminal.warning(text) }
    }
    let verdict = try classification.verdict(on: input, isStrict: strict)
    if !quiet { tell(verdict, input) }
    if json { return Terminal.output(object(verdict, input)) }
    if let generated = verdict.generated, !quiet {
      Terminal.note("the \(generated.rawValue) is generated, and used too")
    }
    for (name, probability) in verdict.classes.prefix(top) {
      Terminal.output("\(name) \(probability.fixed(3))")
    }
  }

  private func tell(_ verdict: PairClassification.Verdict, _ input: PairInput) {
    if let sound = input.sound {
      for note in verdict.notes { Terminal.warning("\(sound.name): \(note)") }
    }
    for source in [input.sound, input.image].compactMap({ $0 }) {
      guard let note = verdict.familiarities[source.modality]?.note else { continue }
      Terminal.note("note: \(source.name): \(note)")
    }
  }

  private func object(
    _ verdict: PairClassification.Verdict, _ input: PairInput
  ) -> JSONValue {
    [
      "schema": 1, "sound": input.sound.map { .string($0.name) } ?? .null,
      "image": input.image.map { .string($0.name) } ?? .null,
      "generated": verdict.generated.map { .string($0.rawValue) } ?? .null,
      "windows": .integer(Int64(verdict.windows)),
      "class": .string(verdict.classes.first?.name ?? ""),
      "confidence": verdict.confidence.map { .real($0.rounded(decimals: 4)) } ?? .null,
      "familiarity": verdict.familiarity.map { .real($0.rounded(decimals: 4)) } ?? .null,
      "probabilities": .object(
        verdict.classes.map { .init($0.name, .real($0.probability)) }),
      "notes": .array((verdict.notes + unfamiliar(verdict)).map { .string($0) }),
    ]
  }

  /// A sentence for each unfamiliar input.
  private func unfamiliar(_ verdict: PairClassification.Verdict) -> [String] {
    verdict.familiarities.sorted { $0.key.rawValue < $1.key.rawValue }.compactMap { modality, found in
      found.note.map { verdict.familiarities.count > 1 ? "the \(modality.rawValue) \($0)" : $0 }
    }
  }
}
