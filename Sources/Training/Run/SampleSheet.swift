import Configuration
import DataSets
import Files
import Media
import Models
import Preprocessing
import TensorCore

/// Results of the networks on the same few validation pairs, as one image and as sounds.
///
/// A run writes a sheet from time to time, so that people see and hear how training goes.
struct SampleSheet {
  private let store: SampleStore
  private let indices: [Int]
  private let labels: [String]
  private let configuration: Configuration
  private let compute: Compute
  private let synthesis: SoundSynthesis

  /// A sheet with the first readable validation pair of each class; without classes, the first eight.
  init(
    _ store: SampleStore, classes: [String], _ configuration: Configuration, _ compute: Compute
  ) throws {
    self.store = store
    self.compute = compute
    self.configuration = configuration
    let first = classes.indices.compactMap { number in
      store.pairs.indices(ofClass: number).first(where: store.isReadable)
    }
    indices =
      classes.isEmpty ? Array(store.pairs.indices.lazy.filter(store.isReadable).prefix(8)) : first
    labels = indices.map {
      classes.isEmpty ? store.pairs[$0].stem : classes[store.pairs[$0].classIndex]
    }
    synthesis = try SoundSynthesis(configuration, iterations: 32)
  }

  /// Writes one image with all results, and the sounds that are generated from the images.
  ///
  /// A row is a validation pair. Its first columns are images: the real one, the one from the sound
  /// directly, from the sound's reconstruction, from the image, and back through the sound. The columns of
  /// sounds follow in the same order. Columns that the model cannot generate are left out.
  func write(_ model: any TrainableModel, step: Int, to folder: RunFolder) throws {
    guard let translator = model.translator(with: compute), !indices.isEmpty else { return }
    let preprocessing = store.preprocessing
    let columns = model.withAveragedWeights { self.columns(translator) }
    let rows = indices.indices.map { row in
      columns.map { column in
        column.modality == .image
          ? preprocessing.image(column.levels.row(row))
          : preprocessing.heatMap(column.levels.row(row))
      }
    }
    let sheet = ImageSheet(rows: rows, rowLabels: labels, columnLabels: columns.map(\.name))
    try ImageFile.write(
      sheet.drawn(), to: folder.sample(step: step, ".png"),
      text: [(SampleSheetLayout.key, layout(of: sheet, columns).encoded())], replacing: true)
    let sounds = columns.filter { $0.modality == .sound }
    func write(_ name: String, to path: (String) -> String, replacing: Bool) throws {
      let paths = labels.map { path("\($0).wav") }
      guard let levels = sounds.first(where: { $0.name == name })?.levels,
        replacing || !paths.allSatisfy(InputFile.exists)
      else { return }
      for (path, clip) in zip(paths, synthesis(levels)) {
        let sound = Sound(samples: clip.samples, sampleRate: configuration.sound.sampleRate)
        try SoundFile.write(sound.normalised(toPeakDecibels: -1), to: path, replacing: true)
      }
    }
    try write(spoken, to: { folder.sample(step: step, "-\($0)") }, replacing: true)
    try write("real", to: { folder.realSample($0) }, replacing: false)
  }

  /// Makes all results and writes nothing, to see how long a sheet takes.
  func rehearse(_ model: any TrainableModel) {
    guard let translator = model.translator(with: compute), !indices.isEmpty else { return }
    let columns = model.withAveragedWeights { self.columns(translator) }
    for column in columns where column.modality == .sound && column.name == spoken {
      _ = synthesis(column.levels)
    }
  }

  /// The name of the column whose sounds become files.
  private var spoken: String { configuration.conversion.imageToSound == .direct ? "v>a" : "v>v>a" }

  /// The name of the column of the images that a conversion would generate.
  private var shown: String { configuration.conversion.soundToImage == .direct ? "a>v" : "a>a>v" }

  private func layout(of sheet: ImageSheet, _ columns: [Column]) -> SampleSheetLayout {
    let edges = sheet.edges
    return SampleSheetLayout(
      rows: zip(labels, edges.rows).map { .init(name: $0, top: $1) },
      columns: zip(columns, edges.columns).enumerated().map { index, column in
        let image = sheet.rows.first?[index]
        return .init(
          name: column.0.name, modality: column.0.modality.rawValue, left: column.1,
          width: image?.width ?? 0, height: image?.height ?? 0)
      }, image: shown, sound: spoken)
  }

  /// One column of the sheet: real or generated, images or sounds.
  private struct Column {
    let name: String
    let modality: Modality
    let levels: Tensor
  }

  private func columns(_ translator: Translator) -> [Column] {
    let (image, sound) = (store.images(indices), store.sounds(indices))
    let latent = RandomPurpose.samples.latents(
      seed: configuration.seed, samples: 0..<indices.count, size: translator.latentSize)
    func made(
      _ name: String, _ input: Tensor?, _ from: Modality, _ to: Modality,
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
