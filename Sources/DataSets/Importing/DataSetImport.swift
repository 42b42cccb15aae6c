import Files
import Media

/// Brings a data set of any known layout into one compact form.
///
/// Images are cut to a square at their centre and scaled; sounds become half a second of one
/// channel at 44.1 kHz in 16 bits. Of a longer sound the half second is taken that begins with the
/// first sample above -60 dB of full scale, or the last half second if it begins later than that.
public struct DataSetImport: Sendable {
  /// The sides of an image in pixels.
  public var imageSize: Int
  /// Whether a folder that holds something may be written into.
  public var replaces: Bool
  /// Whether more than one pair in a hundred may be bad.
  public var keepsGoing: Bool

  /// What came of an import.
  public struct Summary: Sendable, Equatable {
    /// The layout of the source, in words.
    public var layout: String
    /// The number of classes.
    public var classes: Int
    /// Pairs to train on.
    public var training: Int
    /// Pairs to validate on.
    public var validation: Int
    /// Pairs whose clip is silent.
    public var silent: Int
    /// Pairs that an earlier, interrupted import had done.
    public var kept = 0
    /// Pairs, or whole films, that were left out because they cannot be used.
    public var skipped = 0
    /// Clips that were louder than full scale and are now at full scale.
    public var attenuated = 0

    package init(
      layout: String = "", classes: Int = 0, training: Int = 0, validation: Int = 0, silent: Int = 0
    ) {
      self.layout = layout
      self.classes = classes
      self.training = training
      self.validation = validation
      self.silent = silent
    }
  }

  /// Describes an import.
  public init(imageSize: Int, replaces: Bool = false, keepsGoing: Bool = false) {
    self.imageSize = imageSize
    self.replaces = replaces
    self.keepsGoing = keepsGoing
  }

  private struct Work {
    var pair: Pair
    var place: DataSetWriter.Place
  }

  enum Outcome {
    case done(isSilent: Bool, isAttenuated: Bool)
    case kept(isSilent: Bool)
    /// A file of the source cannot be used.
    case bad(Failure)
    /// A file cannot be written.
    case stopped(any Error)
  }

  /// Writes what `source` holds to `folder`; the source is only read.
  ///
  /// - Throws: `Failure` of kind `badInput` where the source has no pairs or too many bad ones,
  ///   `cannotCreate` where the folder cannot be used or lies in the source.
  public func run(
    _ source: String, to folder: String, event: (DataSetEvent) -> Void = { _ in }
  ) throws -> Summary {
    if let films = try FilmCollection(source) {
      return try run(films, source, to: folder, event: event)
    }
    let listing = try DataSetLayout.listing(of: source)
    try Self.requireApart(source, folder)
    let set = listing.set
    let works = [("train", set.training), ("validation", set.validation)].flatMap { split, pairs in
      pairs.map { pair in
        Work(
          pair: pair,
          place: .init(
            split: split, className: set.classes.isEmpty ? nil : set.classes[pair.classIndex],
            stem: pair.stem))
      }
    }
    var account = ImportAccount(
      source: source, total: works.count + listing.faults.count, keepsGoing: keepsGoing)
    account.summary.layout = listing.layout
    account.summary.classes = set.classes.count
    for fault in listing.faults {
      event(.skipped(fault))
      try account.skip(fault)
    }
    guard !works.isEmpty else {
      throw Failure(
        .badInput, source, "no pair of an image and a sound with one name in both (0 found)",
        hint: set.notes.first)
    }
    for note in set.notes { event(.note(note)) }
    let writer = try DataSetWriter(
      folder,
      work: [
        "command": "import", "source": .string(RealPath.of(source) ?? source),
        "size": .integer(Int64(imageSize)),
      ], pairs: works.count, imageSize: imageSize, replacing: replaces)
    try writer.makeFolders(works.map(\.place))
    var lines: [(place: DataSetWriter.Place, isSilent: Bool)] = []
    try OrderedWork.run(works.count) {
      outcome(of: works[$0], writer)
    } receive: { number, outcome in
      let place = works[number].place
      switch outcome {
      case .stopped(let error): throw error
      case .bad(let failure):
        event(.skipped(failure))
        try account.skip(failure)
      case .kept(let isSilent):
        account.summary.kept += 1
        account.count(place, isSilent: isSilent)
        lines.append((place, isSilent))
      case .done(let isSilent, let isAttenuated):
        if isAttenuated { account.summary.attenuated += 1 }
        account.count(place, isSilent: isSilent)
        lines.append((place, isSilent))
      }
      event(.progress(number + 1, works.count))
    }
    guard !lines.isEmpty else {
      throw Failure(.badInput, source, "no pair can be read (\(works.count) were tried)")
    }
    try writer.finish(lines)
    return account.summary
  }

  private func outcome(of work: Work, _ writer: DataSetWriter) -> Outcome {
    if let isSilent = writer.silenceOfFinished(work.place, imageSize: imageSize) {
      return .kept(isSilent: isSilent)
    }
    guard case .files(let imagePath, let soundPath) = work.pair.origin else {
      preconditionFailure("layouts list files")
    }
    let image: Image
    let clip: Sound
    do {
      image = try ImageFile.read(imagePath).filling(width: imageSize, height: imageSize)
      clip = try ActiveClip.read(soundPath)
    } catch let failure as Failure {
      return .bad(failure)
    } catch {
      return .stopped(error)
    }
    return Self.written(image, clip, to: work.place, writer)
  }

  /// Writes a pair, its clip at full scale at most.
  static func written(
    _ image: Image, _ clip: Sound, to place: DataSetWriter.Place, _ writer: DataSetWriter
  ) -> Outcome {
    let isAttenuated = clip.peak > 1
    let clip = isAttenuated ? clip.normalised(toPeakDecibels: 0) : clip
    do {
      try writer.write(image, clip, to: place)
    } catch {
      return .stopped(error)
    }
    return .done(
      isSilent: Preprocessing.isSilent(clip.samples), isAttenuated: isAttenuated)
  }

  /// Refuses an output folder that shares files with the source.
  static func requireApart(_ source: String, _ folder: String) throws {
    let root = Folder.exists(source) ? source : Folder.parent(of: source)
    guard let realSource = RealPath.of(root) else { return }
    // The nearest folder above the output that exists decides where a new one comes to lie.
    var above = folder
    while !InputFile.exists(above), above != Folder.parent(of: above) {
      above = Folder.parent(of: above)
    }
    guard let realOutput = RealPath.of(above) else { return }
    let isNew = above != folder
    if RealPath.isInside(realOutput, realSource) {
      throw Failure(.cannotCreate, folder, "lies in the source (\(source)), which stays as it is")
    }
    if !isNew, RealPath.isInside(realSource, realOutput) {
      throw Failure(.cannotCreate, folder, "contains the source (\(source)), which stays as it is")
    }
  }
}

/// The sums of an import, and when there are too many that are bad.
struct ImportAccount {
  let source: String
  /// How many pairs or films there are in all.
  let total: Int
  /// What is counted, for messages.
  var unit = "pairs"
  let keepsGoing: Bool
  var summary = DataSetImport.Summary()

  mutating func count(_ place: DataSetWriter.Place, isSilent: Bool) {
    if place.split == "train" { summary.training += 1 } else { summary.validation += 1 }
    if isSilent { summary.silent += 1 }
  }

  mutating func skip(_ failure: Failure) throws {
    summary.skipped += 1
    guard !keepsGoing else { return }
    try Self.requireFew(summary.skipped, of: total, unit, failure, source)
  }

  /// Throws `.badInput` where more than one in a hundred is bad.
  static func requireFew(
    _ skipped: Int, of total: Int, _ unit: String, _ last: Failure, _ source: String
  ) throws {
    guard skipped * 100 > total else { return }
    throw Failure(
      .badInput, source,
      "\(skipped) of \(total) \(unit) cannot be used so far (at most 1 % may be bad); "
        + "the last is \(last.description)",
      hint: "use --keep-going to leave all such \(unit) out"
    )
  }
}
