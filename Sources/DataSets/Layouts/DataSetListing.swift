import Files

/// The contents of a data set folder: its pairs, and all that cannot be used.
///
/// Files are found but not read.
public struct DataSetListing: Sendable {
  /// The layout, in words for people.
  public let layout: String
  /// The whole pairs, divided; not yet known to be readable.
  public let set: DataSet
  /// Images without a sound of the same key.
  public let unpairedImages: [String]
  /// Sounds without an image of the same key.
  public let unpairedSounds: [String]
  /// What makes the listing itself wrong: bad lines of a manifest, two files of one stem.
  ///
  /// A data set with faults cannot be opened; a check lists them all.
  public let faults: [Failure]

  /// One pair as a layout lists it.
  struct Entry {
    var key: PairKey
    /// What decides the split where none is named: the stem before it was made unique.
    var splitKey: String
    var image: String
    var sound: String
  }

  /// Divides the pairs of a layout; where any has a class, pairs without one are left out.
  ///
  /// An offer is a sentence that says how images and sounds without partners could be used.
  init(
    layout: String, _ entries: [Entry], unpairedImages: [String] = [],
    unpairedSounds: [String] = [], offer: String? = nil, faults: [Failure] = [],
    notes: [String] = []
  ) {
    self.layout = layout
    self.unpairedImages = unpairedImages
    self.unpairedSounds = unpairedSounds
    self.faults = faults
    var notes = notes
    for (kind, alone) in [("image", unpairedImages), ("sound", unpairedSounds)] {
      guard let first = alone.first else { continue }
      let ending = kind == "image" ? offer.map { ". \($0)" } ?? "" : ""
      notes.append(
        "\(alone.count) \(kind)(s) without a partner are left out, such as \(first)\(ending)")
    }
    let classes = Set(entries.map(\.key.className)).subtracting([""]).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    let loose = classes.isEmpty ? [] : entries.filter { $0.key.className.isEmpty }
    if let first = loose.first {
      notes.append(
        "\(loose.count) pair(s) outside the class folders are left out, such as \(first.sound)")
    }
    var training: [Pair] = []
    var validation: [Pair] = []
    for entry in entries {
      let number = numbers[entry.key.className]
      if number == nil, !classes.isEmpty { continue }
      let pair = Pair(
        stem: entry.key.stem, classIndex: number ?? 0,
        origin: .files(image: entry.image, sound: entry.sound))
      let split = Self.split(of: entry.key, hashing: entry.splitKey)
      if split == "validation" { validation.append(pair) } else { training.append(pair) }
    }
    set = DataSet(classes: classes, training: training, validation: validation, notes: notes)
  }

  /// The split that a key names; where it names none, one text in ten, by its hash, is kept for validation.
  static func split(of key: PairKey, hashing text: String) -> String {
    guard key.split.isEmpty else { return key.split }
    return hash(text) % 10 == 0 ? "validation" : "train"
  }

  /// The hash FNV-1a of a name: the same on every machine.
  static func hash(_ text: String) -> UInt32 {
    text.utf8.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
  }
}
