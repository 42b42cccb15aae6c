import CMCGAN
import Files
import Media
import Orchestra
import TensorCore

/// One matching picture and sound, not yet loaded.
public struct Pair: Sendable, Equatable {
  /// Where the two come from.
  public enum Origin: Sendable, Equatable {
    /// Two files.
    case files(image: String, sound: String)
    /// The built-in orchestra: the instrument and the number of its performance.
    case orchestra(Instrument, index: Int)
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

  /// Loads the picture.
  public func image(orchestra: Orchestra) throws -> Image {
    switch origin {
    case .files(let path, _): try ImageFile.read(path)
    case .orchestra(let instrument, let index): orchestra.image(of: instrument, index: index)
    }
  }

  /// Loads the sound.
  public func sound(orchestra: Orchestra) throws -> Sound {
    switch origin {
    case .files(_, let path): try SoundFile.read(path)
    case .orchestra(let instrument, let index): orchestra.sound(of: instrument, index: index)
    }
  }
}

/// Matching pictures and sounds in classes, some to train on and some to validate on.
public struct DataSet: Sendable {
  /// Class names in order; a set without classes has none.
  public let classes: [String]
  /// What is trained on.
  public internal(set) var training: [Pair]
  /// What is never trained on.
  public internal(set) var validation: [Pair]
  /// Sounds without pictures to train on.
  public internal(set) var unpairedTraining: [UnpairedSound] = []
  /// Sounds without pictures that are never trained on.
  public internal(set) var unpairedValidation: [UnpairedSound] = []
  /// What was left out and why, for the user.
  public let notes: [String]
  /// Where the orchestra's performances come from.
  public let orchestra: Orchestra

  /// Makes a data set of pairs that are already divided.
  public init(
    classes: [String], training: [Pair], validation: [Pair], notes: [String] = [],
    orchestra: Orchestra = Orchestra(seed: 0)
  ) {
    self.classes = classes
    self.training = training
    self.validation = validation
    self.notes = notes
    self.orchestra = orchestra
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
    if settings.folds > 0 { self = folded(settings.fold, of: settings.folds) }
    if settings.unpairedShare > 0 { self = try adding(unpairedSounds: settings.unpairedSounds) }
  }

  /// The built-in orchestra; performances to validate on are numbered after those to train on.
  public init(orchestraSeed: UInt64, trainingPairs: Int, validationPairs: Int) {
    func pairs(_ range: Range<Int>) -> [Pair] {
      Instrument.allCases.enumerated().flatMap { number, instrument in
        range.map {
          Pair(
            stem: "\(instrument.rawValue)\(Self.padded($0, to: 5))", classIndex: number,
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
  /// matter, and what is in them is not read. Unpaired sounds follow after a `+`.
  public func digest() -> String {
    var text = ""
    for (split, pairs) in [("train", training), ("validation", validation)] {
      for pair in pairs {
        let name = classes.isEmpty ? "" : classes[pair.classIndex]
        text += "\(split)\t\(name)\t\(pair.stem)\t\(Self.size(of: pair.origin, orchestra))\n"
      }
    }
    var unpaired = ""
    for (split, sounds) in [("train", unpairedTraining), ("validation", unpairedValidation)] {
      for sound in sounds {
        unpaired += "\(split)\t\(classes[sound.classIndex])\t\(sound.stem)\t"
        unpaired += "\(InputFile.size(of: sound.path) ?? -1)\n"
      }
    }
    return Self.digest(text) + (unpaired.isEmpty ? "" : "+\(Self.digest(unpaired))")
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
    }
  }

  /// A whole number with zeros before it.
  static func padded(_ number: Int, to digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
