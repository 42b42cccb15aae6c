import Configuration
import DataSets
import Files
import Media
import Models
import TensorCore
import Training

/// A sheet of what a model makes of one held-out pair of each class; nothing real is on it.
public struct GeneratedSheet {
  /// The sheet: a column for each class, rows of images and of spectrograms.
  public let image: Image

  /// Draws the sheet of a model, by its usual routes.
  ///
  /// - Parameters:
  ///   - model: what makes images or sounds.
  ///   - set: whose first validation pair of each class is translated.
  ///   - latentSamples: latent vectors for each pair: rows of each modality.
  /// - Throws: the failure of the first file that cannot be read.
  public init(_ model: TrainedModel, on set: DataSet, latentSamples: Int) throws {
    let pairs = set.classes.indices.compactMap { number in
      set.validation.first { $0.classIndex == number }
    }
    let store = SampleStore(pairs, of: set, model.configuration)
    let indices = Array(pairs.indices)
    try store.load(indices)
    let translator = model.translator
    var rows: [[Image]] = []
    var labels: [String] = []
    for target in [Modality.image, .sound] {
      guard translator.canTranslate(target.other, to: target) else { continue }
      for draw in 0..<latentSamples {
        let made = translator.translate(
          target == .image ? store.sounds(indices) : store.images(indices), target.other,
          to: target, latent: model.latents(pairs.indices, draw: draw))
        rows.append(
          indices.map {
            target == .image
              ? model.preprocessing.image(made.row($0))
              : model.preprocessing.heatMap(made.row($0))
          })
        labels.append("z \(draw + 1)")
      }
    }
    image = ImageSheet(
      rows: rows, rowLabels: labels, columnLabels: pairs.map { set.classes[$0.classIndex] }
    ).drawn()
  }
}
