import Configuration
import Files
import Metrics

extension TableKind {
  /// How many generated items look real, and how much of the real variety is generated.
  ///
  /// Improved precision and recall (Kynkäänniemi et al., 2019) with k = 3, for each space of features. The
  /// real items are those of training and of the split together; the generated ones are all latent
  /// samples. The row of real items takes those of the split for generated ones, against those of
  /// training alone. Within a class, both sets need five items.
  static let precision = TableKind(
    "precision", "Precision and recall in feature spaces (Kynkäänniemi et al., 2019)",
    [
      .init("evaluated", "evaluated"), .init("route", "route"), .init("space", "space"),
      .init("precision", "precision"), .init("recall", "recall"),
      .init("macro_precision", "within classes: precision"), .init("macro_recall", "recall"),
      .init("items", "items"), .init("real_items", "real items"),
    ]
  ) { $0.precisionRows() }
}

extension EvaluatedSplit {
  package func precisionRows() -> [JSONValue] {
    [Modality.image, .sound].flatMap { modality in
      spaces(of: modality).flatMap { precisionRows(modality, $0) }
    }
  }

  private func precisionRows(_ modality: Modality, _ space: FeatureSpace) -> [JSONValue] {
    let (items, training) = real(modality)
    let ofSplit = LabeledFeatures(items[space], labels)
    let ofTraining = LabeledFeatures(training[space], trainingLabels)
    let others = translations.filter { $0.to == modality }
    let all = RealManifolds(ofTraining + ofSplit, classes: classes.count)
    return [
      RealManifolds(ofTraining, classes: classes.count).row(
        "real \(modality.rawValue)", "", space, ofSplit, classes)
    ]
      + others.map { translation in
        let samples = generated[translation]?.latentSamples ?? []
        return all.row(
          translation.name, translation.route.rawValue, space,
          LabeledFeatures(samples.flatMap { $0[space] }, samples.flatMap { _ in labels }), classes)
      }
  }
}

/// Feature vectors with the class of each: at most 2,000, evenly chosen.
///
/// Time grows with the square of their number.
private struct LabeledFeatures {
  private static let most = 2_000

  let items: [[Double]]
  let labels: [Int]

  init(_ items: [[Double]], _ labels: [Int]) {
    let chosen = min(items.count, labels.count).evenIndices(most: Self.most)
    self.items = chosen.map { items[$0] }
    self.labels = chosen.map { labels[$0] }
  }

  private init(joined items: [[Double]], _ labels: [Int]) {
    (self.items, self.labels) = (items, labels)
  }

  static func + (first: Self, second: Self) -> Self {
    Self(joined: first.items + second.items, first.labels + second.labels)
  }

  /// Those of one class.
  func items(of label: Int) -> [[Double]] {
    zip(items, labels).filter { $0.1 == label }.map(\.0)
  }
}

/// The manifolds of real items: of all of them, and of each class.
private struct RealManifolds {
  /// A class needs as many items, real and generated, to be measured by itself.
  private static let fewest = 5

  private let real: LabeledFeatures
  private let all: FeatureManifold?
  private let classes: [FeatureManifold?]

  init(_ real: LabeledFeatures, classes: Int) {
    self.real = real
    all = FeatureManifold(real.items)
    self.classes = (0..<classes).map { Self.manifold(real.items(of: $0)) }
  }

  private static func manifold(_ items: [[Double]]) -> FeatureManifold? {
    items.count < fewest ? nil : FeatureManifold(items)
  }

  /// The row of generated items.
  func row(
    _ evaluated: String, _ route: String, _ space: FeatureSpace, _ generated: LabeledFeatures,
    _ names: [String]
  ) -> JSONValue {
    let own = FeatureManifold(generated.items)
    let ofClasses = names.indices.map { label -> (precision: Double, recall: Double)? in
      let items = generated.items(of: label)
      guard let manifold = classes[label], let own = Self.manifold(items) else { return nil }
      return (manifold.share(of: items), own.share(of: real.items(of: label)))
    }
    let present = ofClasses.compactMap { $0 }
    func macro(_ value: ((precision: Double, recall: Double)) -> Double) -> JSONValue {
      JSONValue(present.isEmpty ? nil : mean(of: present.map(value)))
    }
    return [
      "evaluated": .string(evaluated), "route": .string(route), "space": .string(space.name),
      "precision": JSONValue(own == nil ? nil : all?.share(of: generated.items)),
      "recall": JSONValue(all == nil ? nil : own?.share(of: real.items)),
      "macro_precision": macro { $0.precision }, "macro_recall": macro { $0.recall },
      "items": .integer(Int64(generated.items.count)),
      "real_items": .integer(Int64(real.items.count)),
      "classes": .object(
        zip(names, ofClasses).compactMap { name, found in
          found.map {
            .init(name, ["precision": .real($0.precision), "recall": .real($0.recall)])
          }
        }),
    ]
  }
}
