import ArgumentParser
import Console
import Inference
import Training

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model of a run that is small and good for conversion only.",
    discussion: """
      Encoders and decoders (the averaged ones where a run keeps averages) as 16-bit numbers with \
      all settings, in one safetensors file that Python opens too:

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
      "A run of model multimodal whose classifier goes into the file too, for cmcgan-classify.",
      valueName: "run"), completion: .file())
  var classifier: String?

  @Flag(help: "Replace an output that exists.")
  var force = false

  @Flag(help: "Say nothing on standard error but errors.")
  var quiet = false

  func run() throws {
    let checkpoint = try ModelExport.write(
      source, to: output, classifier: classifier, replacing: force, warn: Terminal.warning)
    if !quiet { Terminal.note("\(checkpoint.path) -> \(output) (step \(checkpoint.step))") }
  }
}
