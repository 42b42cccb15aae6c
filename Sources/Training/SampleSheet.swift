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
  /// sound's reconstruction, from the picture, and back through the sound; then sounds likewise. What a
  /// model cannot make is left out.
  func write(_ model: any TrainableModel, step: Int, to folder: RunFolder) throws {
    guard let generator = (model as? any GeneratingModel)?.generator, !indices.isEmpty else {
      return
    }
    let preprocessing = store.preprocessing
    let columns = model.withAveragedWeights {
      self.columns(Translator(generator, configuration))
    }
    let rows = indices.indices.map { row in
      columns.map { column in
        column.modality == .image
          ? preprocessing.picture(column.levels.row(row))
          : preprocessing.heatMap(column.levels.row(row))
      }
    }
    let sheet = ImageSheet(rows: rows, rowLabels: labels, columnLabels: columns.map(\.name))
    try ImageFile.write(sheet.drawn(), to: folder.sample(step: step, ".png"), replacing: true)
    let spoken = configuration.conversion.imageToSound == .direct ? "v>a" : "v>v>a"
    guard let sounds = columns.last(where: { $0.name == spoken })?.levels else { return }
    for row in indices.indices {
      let made = inversion(
        preprocessing.logMel(sounds.row(row)), length: configuration.sound.samples, iterations: 32)
      let sound = Sound(samples: made.samples, sampleRate: configuration.sound.sampleRate)
        .normalised(toPeakDecibels: -1)
      try SoundFile.write(
        sound, to: folder.sample(step: step, "-\(labels[row]).wav"), replacing: true)
    }
  }

  /// What stands below each other: real or made, pictures or sounds.
  private struct Column {
    let name: String
    let modality: Translator.Modality
    let levels: Tensor
  }

  private func columns(_ translator: Translator) -> [Column] {
    let (image, sound) = (store.images(indices), store.sounds(indices))
    let latent = RandomPurpose.samples.latents(
      seed: configuration.seed, samples: 0..<indices.count, size: translator.latentSize)
    func made(
      _ name: String, _ input: Tensor?, _ from: Translator.Modality, _ to: Translator.Modality,
      _ route: Route = .direct
    ) -> Column? {
      guard let input, translator.canTranslate(from, to: to, route: route) else { return nil }
      return Column(
        name: name, modality: to,
        levels: translator.translate(input, from, to: to, latent: latent, route: route))
    }
    let toImage = made("a>v", sound, .sound, .image)
    let toSound = made("v>a", image, .image, .sound)
    let all: [Column?] = [
      Column(name: "real", modality: .image, levels: image), toImage,
      made("a>a>v", sound, .sound, .image, .reconstruction), made("v>v", image, .image, .image),
      made("v>a>v", toSound?.levels, .sound, .image),
      Column(name: "real", modality: .sound, levels: sound), toSound,
      made("v>v>a", image, .image, .sound, .reconstruction), made("a>a", sound, .sound, .sound),
      made("a>v>a", toImage?.levels, .image, .sound),
    ]
    return all.compactMap { $0 }
  }
}

extension Tensor {
  /// The elements of one member of a batch.
  public func row(_ index: Int) -> ArraySlice<Scalar> {
    let length = count / shape[0]
    return elements[index * length..<(index + 1) * length]
  }
}
