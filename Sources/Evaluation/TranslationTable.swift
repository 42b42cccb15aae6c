import CMCGAN
import Files
import TensorCore
import Training

/// How often a translation shows or sounds the right instrument, judged by classifiers of real data.
///
/// The classifiers are linear, fitted on real training pairs alone, and never used in training a
/// model; how well they judge real pairs of the same split is the ceiling of the table.
public struct TranslationTable: Sendable {
  /// One line of the table.
  public struct Row: Sendable {
    /// What was judged.
    public let name: String
    /// How it was made: `direct`, `reconstruction`, or `real`.
    public let route: String
    /// Right verdicts over all.
    public let accuracy: Proportion
    /// Right verdicts of each class.
    public let classes: [Proportion]
    /// The mean of the classes' accuracies, over classes that occur.
    public var macro: Double {
      let present = classes.filter { $0.count > 0 }
      return present.reduce(0) { $0 + $1.value } / Double(max(1, present.count))
    }
  }

  /// The name of the split.
  public let split: String
  /// Class names in order.
  public let classes: [String]
  /// Pairs judged.
  public let count: Int
  /// Latent vectors drawn for each.
  public let draws: Int
  /// The accuracy of guessing among the classes.
  public let chance: Double
  /// The accuracy of always naming the most frequent class.
  public let majority: Double
  /// The lines.
  public let rows: [Row]

  /// The splits of a data set.
  public enum Split: String, Sendable, CaseIterable {
    /// What is never trained on.
    case validation
    /// What was trained on; its numbers say nothing about new data.
    case training
  }

  /// Judges a model on a split of a data set.
  ///
  /// - Parameters:
  ///   - model: what is judged.
  ///   - set: a data set with the classes that the model was trained on.
  ///   - split: which pairs are translated.
  ///   - draws: latent vectors for each pair.
  /// - Throws: `Failure` of kind `badInput` where the data set does not fit.
  public init(
    _ model: TrainedModel, on set: DataSet, split: Split = .validation, draws: Int = 4
  ) throws {
    guard set.classes == model.classes, set.classes.count > 1 else {
      throw Failure(
        .badInput, model.path,
        "was trained on other classes than the data set has (\(model.classes.count) and "
          + "\(set.classes.count)); evaluation needs the same two or more")
    }
    let pairs = split == .validation ? set.validation : set.training
    guard !pairs.isEmpty, !set.training.isEmpty else {
      throw Failure(
        .badInput, nil, "no pairs in the \(pairs.isEmpty ? split.rawValue : "training") split")
    }
    let configuration = model.configuration
    let training = SampleStore(set.training, of: set, configuration)
    let judged = SampleStore(pairs, of: set, configuration)
    let judge = try Judge(training, classes: set.classes.count, configuration)
    let everything = Array(pairs.indices)
    try judged.load(everything)

    self.split = split.rawValue
    classes = set.classes
    count = pairs.count
    self.draws = draws
    chance = 1 / Double(set.classes.count)
    let sizes = set.classes.indices.map { number in
      pairs.count { $0.classIndex == number }
    }
    majority = Double(sizes.max() ?? 0) / Double(pairs.count)

    var tallies: [Tally] = []
    func tally(_ name: String, _ route: String) -> Int {
      if let found = tallies.firstIndex(where: { $0.name == name && $0.route == route }) {
        return found
      }
      tallies.append(Tally(name: name, route: route, pairs: pairs.count))
      return tallies.count - 1
    }
    func isRight(
      _ verdict: @escaping (ArraySlice<Scalar>) -> Int
    ) -> (ArraySlice<Scalar>, Int) -> Bool {
      { levels, pair in verdict(levels) == pairs[pair].classIndex }
    }
    for start in stride(from: 0, to: pairs.count, by: 32) {
      let indices = Array(everything[start..<min(pairs.count, start + 32)])
      let image = judged.images(indices)
      let sound = judged.sounds(indices)
      tallies[tally("picture", "real")].add(image, indices, isRight(judge.image))
      tallies[tally("sound", "real")].add(sound, indices, isRight(judge.sound))
      for draw in 0..<draws {
        let latent = RandomPurpose.conversion.latents(
          seed: configuration.seed, step: draw, samples: start..<start + indices.count,
          size: model.translator.latentSize)
        for route in Route.allCases {
          tallies[tally("sound to picture", route.rawValue)].add(
            model.translator.translate(sound, .sound, to: .image, latent: latent, route: route),
            indices, isRight(judge.image))
          tallies[tally("picture to sound", route.rawValue)].add(
            model.translator.translate(image, .image, to: .sound, latent: latent, route: route),
            indices, isRight(judge.sound))
        }
      }
    }
    rows = tallies.map { $0.row(pairs, classes: set.classes.count) }
  }

  /// The verdicts on one kind of result, by pair.
  private struct Tally {
    let name: String
    let route: String
    private var groups: [(right: Int, count: Int)]

    init(name: String, route: String, pairs: Int) {
      self.name = name
      self.route = route
      groups = [(right: Int, count: Int)](repeating: (0, 0), count: pairs)
    }

    mutating func add(
      _ batch: Tensor, _ pairs: [Int], _ isRight: (ArraySlice<Scalar>, _ pair: Int) -> Bool
    ) {
      for (row, pair) in pairs.enumerated() {
        groups[pair].count += 1
        if isRight(batch.row(row), pair) { groups[pair].right += 1 }
      }
    }

    func row(_ pairs: [Pair], classes: Int) -> Row {
      Row(
        name: name, route: route, accuracy: Proportion(groups: groups),
        classes: (0..<classes).map { number in
          Proportion(groups: zip(pairs, groups).filter { $0.0.classIndex == number }.map(\.1))
        })
    }
  }

  /// The two classifiers.
  private struct Judge {
    let images: LinearClassifier
    let sounds: LinearClassifier
    let configuration: Configuration

    init(_ store: SampleStore, classes: Int, _ configuration: Configuration) throws {
      let indices = Array(store.pairs.indices)
      try store.load(indices)
      let labels = store.pairs.map(\.classIndex)
      var pictures: [[Double]] = []
      var sounds: [[Double]] = []
      for index in indices {
        pictures.append(Features.image(store.images([index]).elements, configuration.image))
        sounds.append(Features.sound(store.sounds([index]).elements, configuration.sound))
      }
      images = try LinearClassifier(pictures, labels: labels, classes: classes)
      self.sounds = try LinearClassifier(sounds, labels: labels, classes: classes)
      self.configuration = configuration
    }

    func image(_ levels: ArraySlice<Scalar>) -> Int {
      images.verdict(on: Features.image(levels, configuration.image))
    }

    func sound(_ levels: ArraySlice<Scalar>) -> Int {
      sounds.verdict(on: Features.sound(levels, configuration.sound))
    }
  }
}
