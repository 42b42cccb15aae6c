import Inference
import Training

/// The classes of the model that a command line names, for completion by a shell.
enum ModelClasses {
  /// The names of the classes of the model of `--model`, or of the default one.
  ///
  /// - Parameter words: the command line so far.
  /// - Returns: none where the model cannot be read, for a shell shows no errors.
  static func completions(_ words: [String]) -> [String] {
    let option = words.lastIndex(of: "--model").map(words.index(after:))
    let asked =
      option.flatMap { words.indices.contains($0) ? words[$0] : nil }
      ?? words.last { $0.hasPrefix("--model=") }.map { String($0.dropFirst(8)) }
    guard let path = try? ModelLocation.path(asked: asked),
      let model = try? TrainedModel.checkpoint(at: path, warn: { _ in })
    else { return [] }
    return model.classes
  }
}
