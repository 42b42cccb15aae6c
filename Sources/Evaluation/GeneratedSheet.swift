import Configuration
import DataSets
import Files
import Media
import Models
import TensorCore
import Training

/// A sheet of the images and spectrograms that a model generates for one pair of each class.
///
/// The pairs are held out from training; nothing real is on the sheet.
public struct GeneratedSheet {
  /// The sheet: a column for each class that has a validation pair.
  ///
  /// Rows are the latent samples, first of images, then of spectrograms as heat maps.
  public let image: Image

  /// Generates the sheet of a model, by its usual routes.
  ///
  /// - Parameters:
  ///   - model: the model; it generates images, sounds, or both.
  ///   - set: the data set; its first validation pair of each class is translated.
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
      for sample in 0..<latentSamples {
        let generated = translator.translate(
          target == .image ? store.sounds(indices) : store.images(indices), target.other,
          to: target, latent: model.latents(pairs.indices, draw: sample))
        rows.append(
          indices.map {
            target == .image
              ? model.preprocessing.image(generated.row($0))
              : model.preprocessing.heatMap(generated.row($0))
          })
        labels.append("z \(sample + 1)")
      }
    }
    image = ImageSheet(
      rows: rows, rowLabels: labels, columnLabels: pairs.map { set.classes[$0.classIndex] }
    ).drawn()
  }
}
