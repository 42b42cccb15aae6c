import Files
import Media
import TestSupport
import Testing
import Training

/// A run of one step of the tiny configuration, shared by all tests of this module.
enum TrainedRun {
  private static let folder = TemporaryFolder()
  private static let made = Result {
    let run = RunFolder(folder.path("run"))
    try Trainer(
      .tiny(
        "training.steps=1", "training.batchSize=2", "data.orchestraTrainingPairs=1",
        "data.orchestraValidationPairs=0"),
      in: run, start: .fresh, isQuiet: true
    ).run()
    return run.path
  }

  /// The path of the run folder.
  static func path() throws -> String { try made.get() }

  /// The model of the run.
  static func model() throws -> TrainedModel {
    try TrainedModel(checked: path()) { Issue.record("\($0)") }
  }
}

extension TemporaryFolder {
  /// Writes a tone of 0.7 s that no other number has, and gives its path.
  func tone(_ name: String, _ number: Int = 1) throws -> String {
    let wav = PairFiles.wav([PairFiles.tone(number, count: 30_870)])
    try OutputFile.write(wav, to: path(name), replacing: true)
    return path(name)
  }

  /// Writes an image of one colour that no other number has, and gives its path.
  func image(_ name: String, _ number: Int = 1) throws -> String {
    try OutputFile.write(PairFiles.image(number), to: path(name), replacing: true)
    return path(name)
  }
}
