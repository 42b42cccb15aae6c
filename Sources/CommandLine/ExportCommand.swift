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
      averaged weights, those are written. The memory of the run, by which cmcgan-convert tells what is \
      unfamiliar, is written too; --data makes it from the training data. It is a safetensors file, which \
      Python opens too:

        cmcgan-export runs/demo -o demo.safetensors
        cmcgan-export runs/demo --classifier runs/pairs -o both.safetensors
        cmcgan-export runs/demo/checkpoints/best.json -o best.safetensors
        cmcgan-export old.safetensors -o new.safetensors --data my-pairs
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
      "The data set that the model was trained on, to compute its memory and the mean features of its "
        + "classes anew (default: those of the source).",
      valueName: "root"), completion: .file())
  var data: String?

  @Option(
    help: ArgumentHelp(
      "The unpaired sounds that it was trained on, for --data.", valueName: "folder"),
    completion: .directory)
  var unpairedSounds: String?

  @Option(
    help: ArgumentHelp(
      "The unpaired images that it was trained on, for --data.", valueName: "folder"),
    completion: .directory)
  var unpairedImages: String?

  @Flag(help: "Replace an output that already exists.")
  var force = false

  @Flag(help: "Print only errors on standard error.")
  var quiet = false

  func validate() throws {
    guard data != nil || (unpairedSounds == nil && unpairedImages == nil) else {
      throw ValidationError("--unpaired-sounds and --unpaired-images are for --data.")
    }
  }

  func run() throws {
    let trainingData = data.map {
      KnownData(root: $0, unpairedSounds: unpairedSounds, unpairedImages: unpairedImages)
    }
    let checkpoint = try ModelExport.write(
      source, to: output, classifier: classifier, data: trainingData, replacing: force,
      warn: Terminal.warning)
    guard !quiet else { return }
    Terminal.note("\(checkpoint.path) -> \(output) (step \(checkpoint.step))")
    NextStep.tell("convert", "sound.wav", "-o", "image.png", "--model", output)
  }
}
