import Files
import Orchestra

/// The pairs of a data set in the order of their classes, with a number for each different image and
/// for each different sound.
struct NumberedPairs {
  /// One pair by its numbers.
  typealias Entry = (image: Int, sound: Int, classIndex: Int)

  /// The data set in this order.
  private(set) var set: DataSet
  /// What is trained on, in the order of `set`.
  private(set) var training: [Entry] = []
  /// What is never trained on, in the order of `set`.
  private(set) var validation: [Entry] = []
  /// The first pair that has each image.
  private(set) var images: [Pair] = []
  /// The first pair that has each sound.
  private(set) var sounds: [Pair] = []

  /// All pairs.
  var count: Int { training.count + validation.count }

  /// What makes an image or a sound the same.
  private enum Source: Hashable {
    case file(String)
    case performance(Instrument, Int)
  }

  init(_ set: DataSet) {
    self.set = set.inOrderOfClasses()
    var imageNumbers: [Source: Int] = [:]
    var soundNumbers: [Source: Int] = [:]
    func entries(_ pairs: PairList) -> [Entry] {
      pairs.map { pair in
        let (image, sound) = Self.sources(of: pair)
        let imageNumber = imageNumbers[image] ?? images.count
        if imageNumbers.updateValue(imageNumber, forKey: image) == nil { images.append(pair) }
        let soundNumber = soundNumbers[sound] ?? sounds.count
        if soundNumbers.updateValue(soundNumber, forKey: sound) == nil { sounds.append(pair) }
        return (imageNumber, soundNumber, pair.classIndex)
      }
    }
    training = entries(self.set.training)
    validation = entries(self.set.validation)
  }

  private static func sources(of pair: Pair) -> (image: Source, sound: Source) {
    switch pair.origin {
    case .files(let image, let sound): (.file(image), .file(sound))
    case .orchestra(let instrument, let index):
      (.performance(instrument, index), .performance(instrument, index))
    case .packed: preconditionFailure("a packed data set is not packed again")
    }
  }

  /// What cannot be read, by its number, and why.
  typealias Unreadable = [PackedKind: [Int: Failure]]

  /// How many pairs have an image or a sound that cannot be read.
  func count(of unreadable: Unreadable) -> Int {
    (training + validation).count { !Self.isReadable($0, unreadable) }
  }

  /// Leaves out the pairs that have an image or a sound that cannot be read; numbers stay as they are.
  mutating func remove(_ unreadable: Unreadable) {
    func left(_ pairs: PairList, _ entries: [Entry]) -> [Pair] {
      zip(pairs, entries).filter { Self.isReadable($1, unreadable) }.map(\.0)
    }
    set = DataSet(
      classes: set.classes, training: left(set.training, training),
      validation: left(set.validation, validation), notes: set.notes, orchestra: set.orchestra)
    training = training.filter { Self.isReadable($0, unreadable) }
    validation = validation.filter { Self.isReadable($0, unreadable) }
  }

  private static func isReadable(_ entry: Entry, _ unreadable: Unreadable) -> Bool {
    unreadable[.images]?[entry.image] == nil && unreadable[.sounds]?[entry.sound] == nil
  }
}

extension DataSet {
  /// The same pairs, those of one class after those of another, in their order within each class.
  fileprivate func inOrderOfClasses() -> DataSet {
    func sorted(_ pairs: PairList) -> [Pair] {
      (0..<Swift.max(1, classes.count)).flatMap { number in
        pairs.indices(ofClass: number).map { pairs[$0] }
      }
    }
    return DataSet(
      classes: classes, training: sorted(training), validation: sorted(validation), notes: notes,
      orchestra: orchestra)
  }
}
