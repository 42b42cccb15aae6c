import Configuration
import Console
import Files
import Orchestra

/// Matching images and sounds in classes, divided into training and validation.
///
/// Nothing but names is in memory: images and sounds are read when they are asked for.
public struct DataSet: Sendable {
  /// Class names in order; a set without classes has none.
  ///
  /// `Pair.classIndex` counts in it.
  public let classes: [String]
  /// The pairs to train on.
  public internal(set) var training: PairList
  /// The pairs to validate on, which are never trained on.
  public internal(set) var validation: PairList
  /// Sounds without images.
  public internal(set) var unpairedSounds = UnpairedFiles.none
  /// Images without sounds, such as photographs.
  public internal(set) var unpairedImages = UnpairedFiles.none
  /// What was left out and why, for the user.
  ///
  /// Each is a sentence for people, such as `3 image(s) without a partner are left out, such as a.png`.
  public internal(set) var notes: [String]
  /// Where the orchestra's performances come from.
  public let orchestra: Orchestra
  /// The packed data set that this is, if it is one.
  let pack: Pack?

  /// Makes a data set of pairs that are already divided.
  public init(
    classes: [String], training: [Pair], validation: [Pair], notes: [String] = [],
    orchestra: Orchestra = Orchestra(seed: 0)
  ) {
    self.classes = classes
    self.training = PairList(training)
    self.validation = PairList(validation)
    self.notes = notes
    self.orchestra = orchestra
    pack = nil
  }

  /// The data set that was packed.
  init(_ pack: Pack) {
    classes = pack.classes
    training = PairList(pack.training, of: pack)
    validation = PairList(pack.validation, of: pack)
    notes = pack.notes
    orchestra = Orchestra(seed: 0)
    self.pack = pack
  }

  /// The data set of a configuration, in the formats that it is trained in.
  ///
  /// - Throws: what `init(_:seed:)` throws; `Failure` of kind `badInput` where it was packed in another
  ///   format of images or sounds than that of the configuration.
  public init(_ configuration: Configuration) throws {
    try self.init(configuration.data, seed: configuration.seed)
    try pack?.require(configuration)
  }

  /// The data set of settings: files or the built-in orchestra, folds, unpaired sounds and images.
  ///
  /// - Parameters:
  ///   - settings: the `data` part of a configuration.
  ///   - seed: the seed of the orchestra.
  /// - Throws: `Failure` of kind `missingInput` or `badInput` where files cannot be used,
  ///   `badConfiguration` where settings contradict each other.
  public init(_ settings: DataSettings, seed: Int) throws {
    switch settings.source {
    case .files: self = try DataSetLayout.open(settings.root)
    case .orchestra:
      guard settings.root.isEmpty else {
        throw Failure(
          .badConfiguration, "data.root",
          "\"\(settings.root)\" would not be read, as data.source is orchestra",
          hint: "Add --set data.source=files.")
      }
      self.init(
        orchestraSeed: UInt64(truncatingIfNeeded: seed),
        trainingPairs: settings.orchestraTrainingPairs,
        validationPairs: settings.orchestraValidationPairs)
    }
    if settings.folds > 0 {
      if let pack {
        throw Failure(
          .badConfiguration, "data.folds",
          "\(settings.folds), but \(pack.path) is packed, and its split is settled (0 is needed)",
          hint: "Pack each fold by itself: cmcgan-data pack --set data.fold=\(settings.fold).")
      }
      self = folded(settings.fold, of: settings.folds)
    }
    if settings.unpairedShare > 0 { self = try adding(unpairedSounds: settings.unpairedSounds) }
    if settings.unpairedImageShare > 0 {
      self = try adding(unpairedImages: settings.unpairedImages)
    }
  }

  /// The built-in orchestra; performances to validate on are numbered after those to train on.
  ///
  /// - Parameters:
  ///   - orchestraSeed: decides what is played and drawn.
  ///   - variety: how much the performances of a class differ, 0 to 1.
  ///   - trainingPairs: how many pairs of each of the thirteen instruments are trained on.
  ///   - validationPairs: how many others of each are validated on.
  public init(
    orchestraSeed: UInt64, variety: Double = 1, trainingPairs: Int, validationPairs: Int
  ) {
    func pairs(_ range: Range<Int>) -> [Pair] {
      Instrument.allCases.enumerated().flatMap { number, instrument in
        range.map {
          Pair(
            stem: "\(instrument.rawValue)\($0.padded(to: 5))", classIndex: number,
            origin: .orchestra(instrument, index: $0))
        }
      }
    }
    self.init(
      classes: Instrument.allCases.map(\.rawValue), training: pairs(0..<trainingPairs),
      validation: pairs(trainingPairs..<trainingPairs + validationPairs),
      orchestra: Orchestra(seed: orchestraSeed, variety: variety))
  }
}
