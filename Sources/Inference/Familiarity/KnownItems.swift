import Configuration
import DataSets
import Files
import Media
import TensorCore
import Threads
import Training

/// Some items of one modality of a data set, evenly chosen over the classes, and their features.
package struct KnownItems {
  /// The class of each item.
  package private(set) var labels: [Int] = []
  /// The features of each item, a row for each window.
  package private(set) var features: [Tensor] = []
  /// Whether each item is a pair's, and not unpaired.
  private var arePairs: [Bool] = []

  /// The features of all windows one below the other with their classes; nil where there are none.
  package var windows: (features: Tensor, labels: [Int])? {
    Tensor(stacking: features).map { all in
      (all, zip(features, labels).flatMap { Array(repeating: $1, count: $0.shape[0]) })
    }
  }

  /// The features of pairs, and those of unpaired items.
  package var featuresBySource: [[Tensor]] {
    [true, false].map { isPair in
      features.indices.filter { arePairs[$0] == isPair }.map { features[$0] }
    }
  }

  /// An item of a data set.
  private enum Item {
    case pair(Pair)
    case unpaired(UnpairedFile)

    var isPair: Bool { if case .pair = self { true } else { false } }
  }

  /// Reads items; those that cannot be read are left out.
  ///
  /// - Parameters:
  ///   - modality: the modality.
  ///   - split: pairs, and unpaired items of the modality.
  ///   - set: the data set.
  ///   - model: gives the features.
  ///   - mostWindows: how many windows of an unpaired sound are taken at most; all, as of an input, where it is
  ///     nil.
  ///   - most: how many items are chosen at most.
  ///   - warn: told why an item is left out.
  init(
    _ modality: Modality, of split: (pairs: PairList, unpaired: [UnpairedFile]), _ set: DataSet,
    by model: TrainedModel, mostWindows: Int?, atMost most: Int, warn: (String) -> Void
  ) {
    let ofClass = (0..<max(1, set.classes.count)).map { number in
      (
        split.pairs.indices(ofClass: number), split.unpaired.filter { $0.classIndex == number }
      )
    }
    let quotas = Self.quotas(ofClass.map { $0.0.count + $0.1.count }, atMost: most)
    for (number, quota) in quotas.enumerated() {
      let (pairs, unpaired) = ofClass[number]
      let count = pairs.count + unpaired.count
      let chosen = (0..<quota).map { index -> Item in
        let place = index * count / quota
        return place < pairs.count
          ? .pair(split.pairs[pairs[place]]) : .unpaired(unpaired[place - pairs.count])
      }
      for batch in stride(from: 0, to: quota, by: Converter.batchSize) {
        add(
          Array(chosen[batch..<min(batch + Converter.batchSize, quota)]), modality, number, set,
          model, mostWindows, warn)
      }
    }
  }

  /// How many items of each class are chosen: as evenly as there are items, `most` at most in all.
  ///
  /// There is at least one of each class that has any.
  package static func quotas(_ counts: [Int], atMost most: Int) -> [Int] {
    var (low, high) = (1, max(1, counts.max() ?? 1))
    while low < high {
      let middle = (low + high + 1) / 2
      if counts.reduce(0, { $0 + min($1, middle) }) <= most {
        low = middle
      } else {
        high = middle - 1
      }
    }
    return counts.map { min($0, low) }
  }

  private mutating func add(
    _ items: [Item], _ modality: Modality, _ label: Int, _ set: DataSet, _ model: TrainedModel,
    _ mostWindows: Int?, _ warn: (String) -> Void
  ) {
    var inputs: [Tensor] = []
    var areInputsPairs: [Bool] = []
    let read = ThreadPool.shared.map(items.count) { number in
      Result { try Self.input(items[number], modality, set, model) }
    }
    for (item, read) in zip(items, read) {
      do {
        if let input = try read.get() {
          inputs.append(input)
          areInputsPairs.append(item.isPair)
        } else if case .unpaired(let sound) = item,
          let features = try FamiliarityMeter(model).features(
            of: ConversionSource(sound.path), atMost: mostWindows)
        {
          self.features.append(features)
          labels.append(label)
          arePairs.append(false)
        }
      } catch {
        warn("\(error)")
      }
    }
    guard !inputs.isEmpty else { return }
    let features = model.translator.familiarityFeatures(of: Tensor(joining: inputs), modality)
    self.features += inputs.indices.map { features.items([$0]) }
    labels += inputs.map { _ in label }
    arePairs += areInputsPairs
  }

  /// An item as an encoder takes it, a batch of one; nil of an unpaired sound, which has windows.
  private static func input(
    _ item: Item, _ modality: Modality, _ set: DataSet, _ model: TrainedModel
  ) throws -> Tensor? {
    let (preprocessing, configuration) = (model.preprocessing, model.configuration)
    switch (item, modality) {
    case (.pair(let pair), .image):
      return preprocessing.encoderInput(try pair.image(orchestra: set.orchestra))
    case (.pair(let pair), .sound):
      return configuration.sound.batch([try pair.levels(preprocessing, set.orchestra)])
    case (.unpaired(let image), .image):
      return preprocessing.encoderInput(try ImageFile.read(image.path))
    case (.unpaired, .sound): return nil
    }
  }
}
