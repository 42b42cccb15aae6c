import ArgumentParser
import Console
import Files
import Inference

struct ClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Classify the instrument of a sound, of an image, or of both together.",
    discussion: """
      The content decides which input is which. A missing one is generated from the other, as in the \
      paper's dynamic classifier. What is generated cannot say more about the instrument than its input \
      does; --alone classifies without it.

        cmcgan-classify sound.wav instrument.png
        cmcgan-classify sound.wav
        cmcgan-classify instrument.png --alone --json
      """)

  @Argument(
    help: ArgumentHelp("A sound, an image, or one of each; - is stdin."), completion: .file())
  var inputs: [String]

  @Option(
    help: ArgumentHelp(
      "The model that generates what is missing (default: $CMCGAN_MODEL, else the default model).",
      valueName: "model"), completion: .file())
  var model: String?

  @Option(
    help: ArgumentHelp(
      "A run or model of kind multimodal (default: the classifier in the model).",
      valueName: "model"), completion: .file())
  var classifier: String?

  @Option(help: ArgumentHelp("How many classes to print, the most probable first.", valueName: "n"))
  var top = 3

  @Flag(help: "Classify the input alone; generate nothing.")
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
    guard inputs.count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("Standard input (-) can be read once only.")
    }
  }

  func run() throws {
    try compute.apply()
    let input = try PairInput(inputs)
    let generates = input.isIncomplete && !alone
    let classification = try PairClassification(
      classifier: classifier, model: model, generates: generates, compute: compute.value
    ) { text in
      if !quiet { Terminal.warning(text) }
    }
    let verdict = try classification.verdict(on: input)
    let notes = [(input.sound, verdict.notes), (input.image, verdict.imageNotes)]
    for case (let source?, let notes) in notes where !quiet {
      for note in notes { Terminal.warning("\(source.name): \(note)") }
    }
    if json { return Terminal.output(object(verdict, input)) }
    if let generated = verdict.generated, !quiet {
      Terminal.note("the \(generated.rawValue) is generated; --alone classifies without it")
    }
    for (name, probability) in verdict.classes.prefix(top) {
      Terminal.output("\(name) \(probability.fixed(3))")
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
      "probabilities": .object(
        verdict.classes.map { .init($0.name, .real($0.probability)) }),
      "notes": .array((verdict.notes + verdict.imageNotes).map { .string($0) }),
    ]
  }
}
