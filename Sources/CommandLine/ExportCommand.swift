import ArgumentParser
import Console
import Inference
import Training

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a small model file of a run, for conversion only.",
    discussion: """
      The file holds encoders and decoders as 16-bit numbers, with all settings. If the run keeps \
      averaged weights, those are written. It is a safetensors file, which Python opens too:

        cmcgan-export runs/demo -o demo.safetensors
        cmcgan-export runs/demo --classifier runs/pairs -o both.safetensors
        cmcgan-export old.safetensors --data my-pairs -o new.safetensors
        cmcgan-export runs/demo/checkpoints/best.json -o best.safetensors
        python3 -c 'from safetensors.numpy import load_file; print(load_file("demo.safetensors"))'
      """)

  @Argument(
    help: ArgumentHelp("A run folder (its newest checkpoint), a checkpoint or a model."),
    completion: .file())
  var source: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("A name that ends in .safetensors.", valueName: "file"),
    completion: .file())
  var output: String

  @Option(
    help: ArgumentHelp(
      "A run of model multimodal, whose classifier is written too, for cmcgan-classify.",
      valueName: "run"), completion: .file())
  var classifier: String?

  @Option(
    help: ArgumentHelp(
      "A data set with the classes of the model: the mean features of the classes, which cmcgan-convert "
        + "--class needs, are computed from its training pairs (default: those that training stored).",
      valueName: "folder"), completion: .file())
  var data: String?

  @Flag(help: "Replace an output that already exists.")
  var force = false

  @Flag(help: "Print only errors on standard error.")
  var quiet = false

  func run() throws {
    let checkpoint = try ModelExport.write(
      source, to: output, classifier: classifier, data: data, replacing: force,
      warn: Terminal.warning)
    if !quiet { Terminal.note("\(checkpoint.path) -> \(output) (step \(checkpoint.step))") }
  }
}
