import Configuration
import DataSets
import Files
import Models
import TensorCore

extension ClassMeans {
  /// The most pairs that means are taken over, so that a checkpoint stays quick to write.
  private static let mostPairs = 512
  /// Pairs that pass through the encoders at once.
  private static let batchSize = 16

  /// Means of a model under training, with the weights that are used after it.
  ///
  /// It is nil where the data has no classes, and of a classifier.
  init?(
    of model: any TrainableModel, on store: SampleStore, classes: Int, _ compute: Compute
  ) {
    guard let translator = model.translator(with: compute),
      let means = model.withAveragedWeights({
        ClassMeans(of: translator, on: store, classes: classes)
      })
    else { return nil }
    self = means
  }

  /// Means over training pairs: all of a small data set, up to 512 of a large one, evenly chosen.
  ///
  /// Pairs that cannot be read are left out. Equal weights and pairs give equal means, with any number of
  /// threads.
  ///
  /// - Parameters:
  ///   - translator: the model, with the weights that are used after training.
  ///   - store: the training pairs.
  ///   - classes: how many classes there are; nil is returned where there is none.
  public init?(of translator: Translator, on store: SampleStore, classes: Int) {
    let modalities = Self.modalities(of: translator)
    guard classes > 0, !modalities.isEmpty else { return nil }
    let most = max(1, Self.mostPairs / classes)
    let chosen = (0..<classes).flatMap { number in
      let members = store.pairs.indices(ofClass: number)
      let count = min(members.count, most)
      return (0..<count).map { members[$0 * members.count / count] }
    }
    let latent = Tensor(repeating: 0, shape: [0, translator.latentSize])
    var sums = Sums(classes: classes)
    for first in stride(from: 0, to: chosen.count, by: Self.batchSize) {
      let batch = chosen[first..<min(first + Self.batchSize, chosen.count)]
      store.tryToLoad(batch)
      let readable = batch.filter { store.failure(of: $0) == nil }
      guard !readable.isEmpty else { continue }
      for modality in modalities {
        let inputs = modality == .image ? store.images(readable) : store.sounds(readable)
        // Without a reconstruction, features do not depend on latent vectors.
        let features = translator.features(
          of: inputs, modality, to: modality.other, latent: latent, route: .direct)
        sums.add(features, labels: readable.map { store.pairs[$0].classIndex }, modality)
      }
    }
    self = sums.means(for: translator)
  }
}
