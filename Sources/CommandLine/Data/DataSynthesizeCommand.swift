import ArgumentParser
import Console
import DataSets
import Files
import Orchestra

struct DataSynthesizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synthesize",
    abstract: "Write the built-in orchestra to disk: thirteen instruments, drawn and played.",
    discussion: """
      The folder gets img/SPLIT/CLASS/STEM.png, chunk/SPLIT/CLASS/STEM.wav (44.1 kHz, 16 bit, one \
      channel, 0.5 s), as Sub-URMP has them, and manifest.jsonl. The same seed gives the same bytes on \
      any machine. Without --variety, they are the pairs that training with "source": "orchestra" uses.

        cmcgan-data synthesize -o orchestra
        cmcgan-data synthesize -o small --train-pairs 10 --size 64 --seed 7

      An interrupted command resumes when it is given again.
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder to write the data set to.", valueName: "folder"),
    completion: .directory)
  var output: String

  @Option(help: ArgumentHelp("The seed of all random choices.", valueName: "n"))
  var seed = 1

  @Option(
    help: ArgumentHelp(
      """
      How much images and sounds of an instrument differ, 0 to 1. With less, poses, colours, backgrounds, \
      notes and rooms vary less, and a short training suffices.
      """, valueName: "part"))
  var variety = 1.0

  @Option(help: ArgumentHelp("Training pairs of each instrument.", valueName: "n"))
  var trainPairs = 150

  @Option(help: ArgumentHelp("Validation pairs of each instrument.", valueName: "n"))
  var validationPairs = 15

  @Option(help: ArgumentHelp("The width and height of an image in pixels.", valueName: "n"))
  var size = 128

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Write into a folder that is not empty.")
  var force = false

  @Flag(help: "Print one JSON object on standard output.")
  var json = false

  func validate() throws {
    try check("--seed", seed, 0...Int.max)
    try check("--variety", variety, 0...1)
    try check("--train-pairs", trainPairs, 1...1_000_000)
    try check("--validation-pairs", validationPairs, 0...1_000_000)
    try check("--size", size, 16...1_024)
  }

  func run() throws {
    try compute.apply()
    let printer = DataSetEventPrinter("written")
    defer { printer.finish() }
    let synthesis = DataSetSynthesis(
      seed: seed, variety: variety, trainingPairs: trainPairs, validationPairs: validationPairs,
      imageSize: size, replaces: force)
    let count = try synthesis.run(in: output) { printer.show($0, $1) }
    printer.finish()
    let classes = Instrument.allCases.count
    if json {
      Terminal.output([
        "event": "end", "schema": 1, "output": .string(output), "pairs": .integer(Int64(count)),
        "training_pairs": .integer(Int64(trainPairs * classes)),
        "validation_pairs": .integer(Int64(validationPairs * classes)),
        "classes": .integer(Int64(classes)), "seed": .integer(Int64(seed)),
        "variety": .real(variety),
      ])
    } else {
      Terminal.note(
        "\(output): \(trainPairs * classes) pairs to train on, \(validationPairs * classes) to "
          + "validate, \(classes) classes")
    }
  }
}
