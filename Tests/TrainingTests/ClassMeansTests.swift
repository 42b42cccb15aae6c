import Configuration
import DataSets
import Files
import Models
import Safetensors
import TensorCore
import TestSupport
import Testing
import Training

@Suite struct ClassMeansTests {
  private let place = TemporaryFolder()

  /// The model of a run of one step with an average of its weights, and its data.
  private func trained(
    _ name: String, _ changes: [String] = []
  ) throws -> (model: TrainedModel, set: DataSet) {
    let configuration = try Configuration.read(
      Golden.repository + "/configs/tiny.json",
      assignments: [
        "training.steps=1", "training.batchSize=2", "training.averageDecay=0.5",
        "data.orchestraTrainingPairs=2", "data.orchestraValidationPairs=0",
      ] + changes)
    let run = RunFolder(place.path(name))
    try Trainer(configuration, in: run, start: .fresh, isQuiet: true).run()
    let model = try TrainedModel(checked: run.path) { Issue.record("\($0)") }
    return (model, try DataSet(configuration))
  }

  /// The features of the two training pairs of a class, a row each.
  private func features(
    ofClass number: Int, _ modality: Modality, _ model: TrainedModel, _ set: DataSet
  ) throws -> [[Double]] {
    let store = SampleStore(set.training, of: set, model.configuration)
    let members = Array(set.training.indices(ofClass: number))
    try store.load(members)
    let rows = model.translator.features(
      of: modality == .image ? store.images(members) : store.sounds(members), modality,
      to: modality.other, latent: model.latents(0..<members.count), route: .direct)
    return members.indices.map { rows.row($0).map { Double($0) } }
  }

  @Test func aCheckpointHoldsTheMeanFeaturesOfEachClass() throws {
    let (model, set) = try trained("run")
    let means = try #require(model.classMeans)
    for modality in Modality.allCases {
      #expect(means.features[modality]?.shape == [13, 32])
      for number in [0, 7, 12] {
        let rows = try features(ofClass: number, modality, model, set)
        let expected = zip(rows[0], rows[1]).map { Scalar(($0 + $1) / 2) }
        let mean = try #require(means.mean(ofClass: number, modality))
        let found = closeness(
          of: mean, to: Tensor(shape: [1, 32], elements: expected), relative: 1e-4)
        #expect(found.isClose, "\(modality) of class \(number): \(found)")
      }
    }
  }

  @Test func theMeansOfNormalizedFeaturesAreNormalized() throws {
    let means = try #require(
      try trained("run", ["networks.normalizedFeatures=true"]).model.classMeans)
    for modality in Modality.allCases {
      let mean = try #require(means.mean(ofClass: 3, modality)).elements
      let square = mean.reduce(0) { $0 + Double($1 * $1) } / Double(mean.count)
      #expect(abs(square - 1) < 1e-3, "\(modality): \(square)")
    }
  }

  @Test func aBaselineHoldsTheMeansOfWhatItTranslates() throws {
    let means = try #require(
      try trained("run", ["model=s2i-c", "conversion.soundToImage=direct"]).model.classMeans)
    #expect(Set(means.features.keys) == [.sound])
  }

  @Test func checkpointsBeforeTrainingHoldNone() throws {
    let model = try trained("run").model
    let first = Folder.parent(of: model.path) + "/step-000000.safetensors"
    #expect(try Checkpoint(reading: first).classMeans() == nil)
  }

  @Test func meansOfAnotherShapeAreRefused() throws {
    let model = try trained("run").model
    let path = place.path("other.safetensors")
    let file = try TensorFile.read(model.path)
    var changed = TensorFile(metadata: file.metadata)
    for name in file.names {
      guard let tensor = file[name] else { continue }
      changed.append(name, name == "classMeans.sound" ? tensor.reshaped([32, 13]) : tensor)
    }
    try changed.write(to: path, replacing: false)
    #expect(
      throws: Failure(
        .badInput, path, "tensor classMeans.sound has the shape [32, 13], [13, 32] is needed")
    ) { try TrainedModel(checked: path) { _ in } }
  }

  /// The means of a data set are those that training on it stores.
  @Test func theMeansOfADataSetAreThoseOfTraining() throws {
    let files = PairFiles(in: place.path("data"))
    for (number, name) in ["train/a", "train/b", "validation/a", "validation/b"].enumerated() {
      try files.writePair(number, image: "images/\(name)/x.png", sound: "sounds/\(name)/x.wav")
    }
    let model = try trained("run", ["data.source=files", "data.root=\(files.root)"]).model
    var configuration = model.configuration
    (configuration.data.source, configuration.data.root) = (.files, files.root)
    let set = try DataSet(configuration)
    let store = SampleStore(set.training, of: set, configuration)
    let means = ClassMeans(of: model.translator, on: store, classes: set.classes.count)
    #expect(means != nil && means == model.classMeans)
  }
}
