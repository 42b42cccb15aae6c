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
        cmcgan-export runs/demo/checkpoints/best.json -o best.safetensors
        python3 -c 'from safetensors.numpy import load_file; print(load_file("demo.safetensors"))'
      """)

  @Argument(
    help: ArgumentHelp("A run folder (its newest checkpoint) or a checkpoint."), completion: .file()
  )
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

  @Flag(help: "Replace an output that already exists.")
  var force = false

  @Flag(help: "Print only errors on standard error.")
  var quiet = false

  func run() throws {
    let checkpoint = try ModelExport.write(
      source, to: output, classifier: classifier, replacing: force, warn: Terminal.warning)
    if !quiet { Terminal.note("\(checkpoint.path) -> \(output) (step \(checkpoint.step))") }
  }
}
