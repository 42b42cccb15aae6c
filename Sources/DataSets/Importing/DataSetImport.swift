import Files
import Media
import Preprocessing

/// Imports films, or a data set of any known layout, into one compact form.
///
/// Images are cropped to a square at their centre and scaled. Sounds become half a second of one channel
/// at 44.1 kHz in 16 bits, which begins with the first sample above -60 dB of full scale, or earlier if
/// the sound ends before.
public struct DataSetImport: Sendable {
  /// The width and height of an image in pixels.
  ///
  /// 8 to 1,024.
  public var imageSize: Int
  /// Whether a folder that holds something may be written into.
  ///
  /// Without it, work is refused in a folder that is not empty, unless it resumes what was interrupted there.
  public var replaces: Bool
  /// Whether more than one pair in a hundred may be bad.
  ///
  /// Without it, the import stops with a `Failure` of kind `badInput` at the first pair beyond that.
  public var keepsGoing: Bool

  /// Describes an import.
  public init(imageSize: Int, replaces: Bool = false, keepsGoing: Bool = false) {
    self.imageSize = imageSize
    self.replaces = replaces
    self.keepsGoing = keepsGoing
  }

  private struct Work {
    var pair: Pair
    var key: PairKey
  }

  /// What happened to one pair.
  enum Outcome {
    case written(isSilent: Bool, isAttenuated: Bool, notes: [String] = [])
    /// An earlier attempt wrote it.
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
    return try run(
      listing, of: source,
      work: ["command": "import", "source": .string(RealPath.of(source) ?? source)], to: folder,
      event: event)
  }

  /// Writes pairs that are drawn from images and sounds of the same classes; the sources are only read.
  ///
  /// - Throws: `Failure` of kind `badInput` where fewer than two classes have both or too many files are bad,
  ///   `missingInput` where a source is not there, `cannotCreate` where the folder cannot be used or lies in a
  ///   source.
  public func run(
    _ pairing: ClassPairing, to folder: String, event: (DataSetEvent) -> Void = { _ in }
  ) throws -> Summary {
    let (images, sounds) = (pairing.images, pairing.sounds)
    let listing = try pairing.listing()
    for source in [images, sounds] { try Self.requireApart(source, folder) }
    return try run(
      listing, of: "\(images) and \(sounds)",
      work: [
        "command": "pair-by-class", "images": .string(RealPath.of(images) ?? images),
        "sounds": .string(RealPath.of(sounds) ?? sounds), "seed": .integer(Int64(pairing.seed)),
        "validation": .real(pairing.validationShare),
      ], to: folder, event: event)
  }

  /// Writes the pairs of a listing.
  ///
  /// - Parameters:
  ///   - listing: the pairs, and what is left out.
  ///   - source: where they come from, for messages.
  ///   - work: what describes the work, but for the size of images.
  ///   - folder: where the data set is written.
  ///   - event: called with what happens.
  /// - Returns: what was written.
  /// - Throws: what the public methods throw.
  private func run(
    _ listing: DataSetListing, of source: String, work: JSONValue, to folder: String,
    event: (DataSetEvent) -> Void
  ) throws -> Summary {
    let set = listing.set
    let works = [("train", set.training), ("validation", set.validation)].flatMap { split, pairs in
      pairs.map { pair in
        Work(
          pair: pair,
          key: PairKey(
            split: split, className: set.classes.isEmpty ? "" : set.classes[pair.classIndex],
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
        hint: set.notes.first.map { "\($0)." })
    }
    for note in set.notes { event(.note(note)) }
    var work = work
    work["size"] = .integer(Int64(imageSize))
    let writer = try DataSetWriter(
      folder, work: work, pairs: works.count, imageSize: imageSize, replacing: replaces)
    try writer.makeFolders(for: works.map(\.key))
    var lines: [(key: PairKey, isSilent: Bool)] = []
    try OrderedWork.run(works.count) {
      outcome(of: works[$0], writer)
    } receive: { number, outcome in
      let key = works[number].key
      switch outcome {
      case .stopped(let error): throw error
      case .bad(let failure):
        event(.skipped(failure))
        try account.skip(failure)
      case .kept(let isSilent):
        account.summary.kept += 1
        account.count(key, isSilent: isSilent)
        lines.append((key, isSilent))
      case .written(let isSilent, let isAttenuated, let notes):
        for note in notes { event(.note(note)) }
        if isAttenuated { account.summary.attenuated += 1 }
        account.count(key, isSilent: isSilent)
        lines.append((key, isSilent))
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
    if let isSilent = writer.silenceOfFinished(work.key, imageSize: imageSize) {
      return .kept(isSilent: isSilent)
    }
    guard case .files(let imagePath, let soundPath) = work.pair.origin else {
      preconditionFailure("layouts list files")
    }
    let image: Image
    let clip: Sound
    var notes: [String] = []
    do {
      image = try ImageFile.read(imagePath) { notes.append("\(imagePath): \($0)") }
        .filling(width: imageSize, height: imageSize)
      clip = try ActiveClip.read(soundPath) { notes.append("\(soundPath): \($0)") }
    } catch let failure as Failure {
      return .bad(failure)
    } catch {
      return .stopped(error)
    }
    return Self.written(image, clip, as: work.key, writer, notes: notes)
  }

  /// Writes a pair, its clip at full scale at most.
  static func written(
    _ image: Image, _ clip: Sound, as key: PairKey, _ writer: DataSetWriter, notes: [String] = []
  ) -> Outcome {
    let isAttenuated = clip.peak > 1
    let clip = isAttenuated ? clip.normalised(toPeakDecibels: 0) : clip
    do {
      try writer.write(image, clip, as: key)
    } catch {
      return .stopped(error)
    }
    return .written(
      isSilent: Preprocessing.isSilent(clip.samples), isAttenuated: isAttenuated, notes: notes)
  }
}
