import Configuration
import Console
import Files
import Media
import Orchestra
import TensorCore

/// One matching image and sound, not yet loaded.
public struct Pair: Sendable, Equatable {
  /// Where the two come from.
  public enum Origin: Sendable, Equatable {
    /// Two files.
    case files(image: String, sound: String)
    /// The built-in orchestra: the instrument and the number of its performance.
    case orchestra(Instrument, index: Int)
    /// A packed data set: the numbers of the image and of the sound in it, perhaps out of its range.
    case packed(Pack, image: Int, sound: Int)
  }

  /// The name that both share, unique in its class.
  public let stem: String
  /// The number of its class in the data set's list.
  public let classIndex: Int
  /// Where the two come from.
  public let origin: Origin

  /// Makes a pair.
  public init(stem: String, classIndex: Int, origin: Origin) {
    self.stem = stem
    self.classIndex = classIndex
    self.origin = origin
  }

  /// Loads the image; of a packed pair at the size it was packed in.
  public func image(orchestra: Orchestra) throws -> Image {
    switch origin {
    case .files(let path, _): try ImageFile.read(path)
    case .orchestra(let instrument, let index): orchestra.image(of: instrument, index: index)
    case .packed(let pack, let image, _): try pack.image(image)
    }
  }

  /// Loads the sound.
  ///
  /// - Throws: what reading throws; `Failure` of kind `badInput` for a packed pair, of which only the
  ///   spectrogram is there.
  public func sound(orchestra: Orchestra) throws -> Sound {
    switch origin {
    case .files(_, let path): try SoundFile.read(path)
    case .orchestra(let instrument, let index): orchestra.sound(of: instrument, index: index)
    case .packed(let pack, _, _):
      throw Failure(.badInput, pack.path, "is packed: it holds spectrograms, not sounds")
    }
  }

  /// Whether the pair is one of a packed data set.
  package var isPacked: Bool { if case .packed = origin { true } else { false } }

  /// The image as networks see it, before it is brought to [-1, 1]: [height, width, 3].
  package func pixels(_ preprocessing: Preprocessing, _ orchestra: Orchestra) throws -> [UInt8] {
    if case .packed(let pack, let image, _) = origin { return try pack.pixels(image) }
    return preprocessing.scaled(try image(orchestra: orchestra)).pixels
  }

  /// The spectrogram as networks hear it: [bands, frames] in [-1, 1].
  package func levels(_ preprocessing: Preprocessing, _ orchestra: Orchestra) throws -> [Float] {
    if case .packed(let pack, _, let sound) = origin { return try pack.levels(sound) }
    let clip =
      if case .files(_, let path) = origin {
        try preprocessing.clip(ofFile: path)
      } else {
        try preprocessing.clip(try sound(orchestra: orchestra))
      }
    return preprocessing.soundLevels(clip: clip)
  }
}

/// Matching images and sounds in classes, some to train on and some to validate on.
public struct DataSet: Sendable {
  /// Class names in order; a set without classes has none.
  public let classes: [String]
  /// What is trained on.
  public internal(set) var training: PairList
  /// What is never trained on.
  public internal(set) var validation: PairList
  /// Sounds without images to train on.
  public internal(set) var unpairedTraining: [UnpairedSound] = []
  /// Sounds without images that are never trained on.
  public internal(set) var unpairedValidation: [UnpairedSound] = []
  /// What was left out and why, for the user.
  public let notes: [String]
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

  /// The data set that a configuration names, which it can be trained on.
  ///
  /// - Throws: what `init(_:seed:)` throws; `Failure` of kind `badInput` where it was packed in another
  ///   format of images or sounds than that of the configuration.
  public init(_ configuration: Configuration) throws {
    try self.init(configuration.data, seed: configuration.seed)
    try pack?.require(configuration)
  }

  /// The data set that a configuration names.
  public init(_ settings: DataSettings, seed: Int) throws {
    switch settings.source {
    case .files: self = try DataSetLayout.open(settings.root)
    case .orchestra:
      guard settings.root.isEmpty else {
        throw Failure(
          .badConfiguration, "data.root",
          "\"\(settings.root)\" would not be read, as data.source is orchestra",
          hint: "add --set data.source=files")
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
          hint: "pack each fold by itself: cmcgan-data pack --set data.fold=\(settings.fold)")
      }
      self = folded(settings.fold, of: settings.folds)
    }
    if settings.unpairedShare > 0 { self = try adding(unpairedSounds: settings.unpairedSounds) }
  }

  /// The built-in orchestra; performances to validate on are numbered after those to train on.
  public init(orchestraSeed: UInt64, trainingPairs: Int, validationPairs: Int) {
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
      orchestra: Orchestra(seed: orchestraSeed))
  }

  /// What the data is, in eight hexadecimal digits: stems, classes, splits and the sizes of files.
  ///
  /// Another listing, or a file of another length, gives another digest. Where the files lie does not
  /// matter, and what is in them is not read. Unpaired sounds follow after a `+`. That of a packed data
  /// set was computed when it was packed.
  public func digest() -> String {
    var unpaired = ""
    for (split, sounds) in [("train", unpairedTraining), ("validation", unpairedValidation)] {
      for sound in sounds {
        unpaired += "\(split)\t\(classes[sound.classIndex])\t\(sound.stem)\t"
        unpaired += "\(InputFile.size(of: sound.path) ?? -1)\n"
      }
    }
    return (pack?.digest ?? digestOfPairs())
      + (unpaired.isEmpty ? "" : "+\(Self.digest(unpaired))")
  }

  private func digestOfPairs() -> String {
    var text = ""
    for (split, pairs) in [("train", training), ("validation", validation)] {
      for pair in pairs {
        let name = classes.isEmpty ? "" : classes[pair.classIndex]
        text += "\(split)\t\(name)\t\(pair.stem)\t\(Self.size(of: pair.origin, orchestra))\n"
      }
    }
    return Self.digest(text)
  }

  /// The part of a digest that is of the pairs, without unpaired sounds.
  public static func digestOfPairs(_ digest: String) -> String {
    String(digest.prefix { $0 != "+" })
  }

  private static func digest(_ text: String) -> String {
    Checksum.text(Array(text.utf8).withUnsafeBytes { Checksum.crc32(of: $0) })
  }

  private static func size(of origin: Pair.Origin, _ orchestra: Orchestra) -> String {
    switch origin {
    case .files(let image, let sound):
      "\(InputFile.size(of: image) ?? -1)\t\(InputFile.size(of: sound) ?? -1)"
    case .orchestra(_, let index): "orchestra \(orchestra.seed)\t\(index)"
    case .packed(_, let image, let sound): "packed\t\(image)\t\(sound)"
    }
  }
}
