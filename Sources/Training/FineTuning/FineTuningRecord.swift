import Configuration
import Files

/// What a run of fine-tuning still has to do after its own steps: a file in its folder, so that a resume does it.
public struct FineTuningRecord {
  /// The path of the model that the run began from.
  public let model: String
  /// How the classifier of pairs is trained; nil where there is none.
  public let classifier: Configuration?

  /// The record of a new run.
  ///
  /// - Parameters:
  ///   - model: the path of the model that it begins from.
  ///   - classifier: how the classifier of pairs is trained; nil where there is none.
  init(model: String, classifier: Configuration?) {
    (self.model, self.classifier) = (RealPath.of(model) ?? model, classifier)
  }

  /// The record in a run folder.
  ///
  /// - Returns: nil where there is none.
  /// - Throws: `Failure` of kind `badInput` where it is damaged.
  public init?(of run: RunFolder) throws {
    let path = run.fineTuning
    guard InputFile.exists(path) else { return nil }
    let document = try StrictJSON.read(path, kind: .badInput, limit: 1 << 20)
    guard let model = document["model"]?.text else {
      throw Failure(.badInput, path, "model is missing; the path of a model is needed")
    }
    self.model = model
    classifier = try document["classifier"].map {
      try Configuration.parse($0.encoded(), subject: path)
    }
  }

  /// Writes the record into a run folder.
  ///
  /// - Throws: what `OutputFile` throws.
  public func write(to run: RunFolder) throws {
    var document: JSONValue = ["schema": 1, "model": .string(model)]
    if let classifier { document["classifier"] = try JSONValue(encoding: classifier) }
    try OutputFile.write(
      document.encoded(pretty: true) + "\n", to: run.fineTuning, replacing: true)
  }
}

extension RunFolder {
  /// `fine-tuning.json`: what a run of fine-tuning does after its own steps.
  var fineTuning: String { Folder.path(path, "fine-tuning.json") }
  /// `classifier`: the run folder of the classifier of pairs that fine-tuning trains with the model.
  public var classifier: RunFolder { RunFolder(Folder.path(path, "classifier")) }
  /// The path of that run; nil where there is none, or it is not complete.
  public var completeClassifier: String? {
    guard classifier.isBegun, let configuration = try? Configuration.read(of: classifier),
      let last = try? classifier.steps().last, last >= configuration.training.steps
    else { return nil }
    return classifier.path
  }
  /// `model.safetensors`: the model with its classifier, for conversion, that fine-tuning ends with.
  public var model: String { Folder.path(path, "model.safetensors") }
}
