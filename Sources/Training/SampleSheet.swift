import CMCGAN
import Files
import Media
import TensorCore

/// What the networks make of the same few inputs from time to time, to look at and to listen to.
struct SampleSheet {
  private let store: SampleStore
  private let indices: [Int]
  private let labels: [String]
  private let configuration: Configuration
  private let inversion: LogMelInversion

  /// A sheet with the first readable validation pair of each class; without classes, the first eight.
  init(_ store: SampleStore, classes: [String], _ configuration: Configuration) throws {
    self.store = store
    self.configuration = configuration
    let first = classes.indices.compactMap { number in
      store.pairs.indices.first { store.pairs[$0].classIndex == number && store.isReadable($0) }
    }
    indices =
      classes.isEmpty ? Array(store.pairs.indices.lazy.filter(store.isReadable).prefix(8)) : first
    labels = indices.map {
      classes.isEmpty ? store.pairs[$0].stem : classes[store.pairs[$0].classIndex]
    }
    inversion = try LogMelInversion(configuration.sound.spectrogramSettings)
  }

  /// Writes one picture with all results, and the sounds that were made from the pictures.
  ///
  /// A row is a validation pair. Pictures first: the real one, from the sound directly, from the
  /// sound's reconstruction, from the picture, and back through the sound; then sounds likewise.
  func write(_ model: CMCGANModel, step: Int, to folder: RunFolder) throws {
    guard !indices.isEmpty else { return }
    let image = store.images(indices)
    let sound = store.sounds(indices)
    let translator = Translator(model.generator, configuration)
    let latent = RandomPurpose.samples.latents(
      seed: configuration.seed, samples: 0..<indices.count, size: translator.latentSize)
    func translate(
      _ input: Tensor, _ from: Translator.Modality, _ to: Translator.Modality, _ route: Route
    ) -> Tensor { translator.translate(input, from, to: to, latent: latent, route: route) }

    let (images, sounds, spoken) = model.withAveragedWeights {
      let generatedImage = translate(sound, .sound, .image, .direct)
      let generatedSound = translate(image, .image, .sound, .direct)
      let translatedSound = translate(image, .image, .sound, .reconstruction)
      return (
        [
          image, generatedImage, translate(sound, .sound, .image, .reconstruction),
          translate(image, .image, .image, .direct),
          translate(generatedSound, .sound, .image, .direct),
        ],
        [
          sound, generatedSound, translatedSound, translate(sound, .sound, .sound, .direct),
          translate(generatedImage, .image, .sound, .direct),
        ],
        configuration.conversion.imageToSound == .direct ? generatedSound : translatedSound
      )
    }

    let preprocessing = store.preprocessing
    let rows = indices.indices.map { row in
      images.map { preprocessing.picture($0.row(row)) }
        + sounds.map { preprocessing.heatMap($0.row(row)) }
    }
    let names = ["real", "a>v", "a>a>v", "v>v", "v>a>v", "real", "v>a", "v>v>a", "a>a", "a>v>a"]
    let sheet = ImageSheet(rows: rows, rowLabels: labels, columnLabels: names)
    try ImageFile.write(sheet.drawn(), to: folder.sample(step: step, ".png"), replacing: true)
    for row in indices.indices {
      let made = inversion(
        preprocessing.logMel(spoken.row(row)), length: configuration.sound.samples, iterations: 32)
      let sound = Sound(samples: made.samples, sampleRate: configuration.sound.sampleRate)
        .normalised(toPeakDecibels: -1)
      try SoundFile.write(
        sound, to: folder.sample(step: step, "-\(labels[row]).wav"), replacing: true)
    }
  }
}

extension Tensor {
  /// The elements of one member of a batch.
  public func row(_ index: Int) -> ArraySlice<Scalar> {
    let length = count / shape[0]
    return elements[index * length..<(index + 1) * length]
  }
}
