import Configuration
import DataSets
import Files
import Models
import TensorCore

/// What a run makes of its validation pairs: sample sheets, and the error that finds the best checkpoint.
struct RunOutputs {
  private let folder: RunFolder
  private let store: SampleStore
  private let sheet: SampleSheet
  private let validation: ValidationError

  /// Loads the validation pairs that every sheet and every error uses.
  ///
  /// - Throws: `Failure` where the settings of sound synthesis cannot be used.
  init(
    _ set: DataSet, _ configuration: Configuration, _ folder: RunFolder, _ compute: Compute
  ) throws {
    self.folder = folder
    store = SampleStore(set.validation, of: set, configuration)
    sheet = try SampleSheet(store, classes: set.classes, configuration, compute)
    validation = ValidationError(store, configuration, compute)
  }

  /// The files that could not be read since the last call.
  func takeFailures() -> [Failure] { store.takeFailures() }

  /// The error of a model on validation pairs, as it would be used; `nil` without such pairs.
  func validationError(of model: any TrainableModel) -> Double? { validation.measure(model) }

  /// Whether the sheet of a step is there.
  func hasSheet(step: Int) -> Bool { InputFile.exists(folder.sample(step: step, ".png")) }

  /// Makes all results of a sheet without drawing it.
  func rehearseSheet(_ model: any TrainableModel) { sheet.rehearse(model) }

  /// Draws the sheet of a step.
  func writeSheet(_ model: any TrainableModel, step: Int) throws {
    try sheet.write(model, step: step, to: folder)
  }
}
