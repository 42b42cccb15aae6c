import ArgumentParser
import Configuration
import Console
import Inference
import Metrics
import Models
import Safetensors
import TensorCore
import Threads
import Training

struct BenchConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Time the networks of a model on one image and one sound.",
    discussion: """
      It times one pass of the networks, by the direct route with one latent vector, without files and \
      spectrograms. To time those too, time cmcgan-convert.
      """)

  @Option(
    help: ArgumentHelp("A model or run folder (default: the default model).", valueName: "path"),
    completion: .file())
  var model: String?

  @Option(help: ArgumentHelp("How many rounds to time; the median is printed.", valueName: "n"))
  var rounds = 200

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Print one JSON object instead of the text.")
  var json = false

  func validate() throws { try check("--rounds", rounds, 1...100_000) }

  @Option(
    help: ArgumentHelp(
      "Write two inputs, latent vectors and all outputs to a safetensors file, to be repeated elsewhere.",
      valueName: "file"), completion: .file())
  var record: String?

  mutating func run() throws {
    try compute.apply()
    let location = try ModelLocation.path(asked: model)
    let trained = try TrainedModel(
      try TrainedModel.checkpoint(at: location, warn: Terminal.warning), compute: compute.value)
    if let record { return try write(trained, to: record) }
    let configuration = trained.configuration
    var random = RandomPurpose.samples.stream(seed: 1)
    let image = Tensor.normal(
      shape: [1, configuration.image.height, configuration.image.width, 3], from: &random)
    let sound = Tensor.normal(
      shape: [1, configuration.sound.bands, configuration.sound.frames, 1], from: &random)
    let latent = Tensor.normal(shape: [1, configuration.networks.latentSize], from: &random)
    let toImage = Timing.median(rounds) {
      _ = trained.translator.translate(sound, .sound, to: .image, latent: latent, route: .direct)
    }
    let toSound = Timing.median(rounds) {
      _ = trained.translator.translate(image, .image, to: .sound, latent: latent, route: .direct)
    }
    if json {
      Terminal.output([
        "schema": 1, "model": .string(location), "path": .string(compute.value.kernels.rawValue),
        "threads": .integer(Int64(ThreadPool.shared.threadCount)),
        "sound_to_image_ms": .real(1_000 * toImage), "image_to_sound_ms": .real(1_000 * toSound),
      ])
    } else {
      Terminal.output(
        "\(location): sound to image \((1_000 * toImage).fixed(2)) ms, image to sound "
          + "\((1_000 * toSound).fixed(2)) ms (medians of \(rounds), "
          + "\(ThreadPool.shared.threadCount) threads)")
    }
  }

  /// Writes random inputs, and the outputs of every translation of the model.
  private func write(_ trained: TrainedModel, to path: String) throws {
    let (configuration, translator) = (trained.configuration, trained.translator)
    var random = RandomPurpose.samples.stream(seed: 2)
    func noise(_ shape: [Int]) -> Tensor { hyperbolicTangent(.normal(shape: shape, from: &random)) }
    let inputs: [(Modality, Tensor)] = [
      (.image, noise([2, configuration.image.height, configuration.image.width, 3])),
      (.sound, noise([2, configuration.sound.bands, configuration.sound.frames, 1])),
    ]
    let latent = Tensor.normal(shape: [2, configuration.networks.latentSize], from: &random)
    var file = TensorFile()
    file.append("latent", latent)
    for (from, input) in inputs {
      file.append(from.rawValue, input)
      for to in Modality.allCases {
        for route in Route.allCases where translator.canTranslate(from, to: to, route: route) {
          file.append(
            "\(from.rawValue)-to-\(to.rawValue).\(route.rawValue)",
            translator.translate(input, from, to: to, latent: latent, route: route))
        }
      }
    }
    try file.write(to: path, replacing: true)
  }
}
