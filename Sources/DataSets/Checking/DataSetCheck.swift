import Configuration
import Files

/// The result of reading every file of a data set: counts, errors, and whether it can be trained on.
///
/// It is made by reading all files once. What hinders training is in `problems`, other oddities are in
/// `warnings`.
public struct DataSetCheck: Sendable {
  /// The most faults that are kept with their words.
  public static let mostErrors = 10

  /// The folder or manifest.
  public let root: String
  /// The layout, in words.
  public let layout: String
  /// The classes in order, or one of empty name.
  public internal(set) var classes: [ClassCount]
  /// Images without a sound.
  public let unpairedImages: [String]
  /// Sounds without an image.
  public let unpairedSounds: [String]
  /// How many files or lines cannot be used.
  public internal(set) var errorCount = 0
  /// The first of them, in order.
  ///
  /// At most `mostErrors` of them are kept.
  public internal(set) var errors: [Failure] = []
  /// The sizes of images and how often each occurs.
  public internal(set) var imageSizes: [ImageSize: Int] = [:]
  /// The sample rates of sounds and how often each occurs.
  public internal(set) var sampleRates: [Int: Int] = [:]
  /// The numbers of channels and how often each occurs.
  public internal(set) var channelCounts: [Int: Int] = [:]
  /// The shortest and the longest sound in seconds.
  ///
  /// It is nil where no sound can be read.
  public internal(set) var seconds: ClosedRange<Double>?
  /// Sounds shorter than a clip, which silence follows.
  public internal(set) var shortSounds = Finding()
  /// Sounds whose channels differ and are averaged.
  public internal(set) var differingChannels = Finding()
  /// Sounds whose header declares more than there is.
  public internal(set) var shortenedSounds = Finding()
  /// Images with damage beside their pixels, and those whose colours need a profile.
  public internal(set) var oddImages = Finding()
  /// Images to validate on that are, byte for byte, among those to train on.
  ///
  /// They make an evaluation look better than it is.
  public internal(set) var repeatedImages = Finding()
  /// Sounds to validate on that are, byte for byte, among those to train on; silent ones not counted.
  public internal(set) var repeatedSounds = Finding()
  /// Recordings, as stems like `violin01_500` name them, with pairs on both sides.
  ///
  /// Pairs of one recording are alike, so they make an evaluation look better than it is.
  public internal(set) var dividedRecordings = Finding()
  /// What the layout's reading had to say.
  let notes: [String]
  let configuration: Configuration?

  /// The pairs to train on.
  public var training: Int { classes.reduce(0) { $0 + $1.training } }
  /// The pairs to validate on.
  public var validation: Int { classes.reduce(0) { $0 + $1.validation } }
  /// The pairs whose clip is silent.
  public var silent: Int { classes.reduce(0) { $0 + $1.silent } }
  /// The length of a clip in seconds.
  ///
  /// That of the configuration, or half a second.
  public var clipSeconds: Double { configuration?.sound.durationSeconds ?? 0.5 }

  /// Reads the data set at `root`, as training with `configuration` would use it.
  ///
  /// Files are read several at a time; only names and checksums are kept.
  ///
  /// - Parameters:
  ///   - root: a folder or a manifest in any layout, or a packed data set.
  ///   - configuration: gives the formats and the batch size that it is checked for.
  ///   - progress: called with the number of pairs that are checked, and of all.
  /// - Throws: `Failure` of kind `missingInput` where nothing is there, `badInput` where the layout is
  ///   not known.
  public init(
    _ root: String, configuration: Configuration? = nil,
    progress: (Int, Int) -> Void = { _, _ in }
  ) throws {
    if let pack = try DataSetLayout.pack(at: root) {
      try self.init(pack, configuration: configuration, progress: progress)
    } else {
      self.init(
        root, try DataSetLayout.listing(of: root), configuration: configuration, progress: progress)
    }
  }

  private init(
    _ root: String, _ listing: DataSetListing, configuration: Configuration?,
    progress: (Int, Int) -> Void
  ) {
    let set = listing.set
    self.root = root
    self.configuration = configuration
    layout = listing.layout
    unpairedImages = listing.unpairedImages
    unpairedSounds = listing.unpairedSounds
    notes = set.notes
    classes = (set.classes.isEmpty ? [""] : set.classes).map { ClassCount(name: $0) }
    for fault in listing.faults { add(fault) }
    var leakage = LeakageSearch()
    let pairs = set.training + set.validation
    let seconds = clipSeconds
    OrderedWork.run(pairs.count) { number -> PairInspection? in
      guard case .files(let image, let sound) = pairs[number].origin else { return nil }
      return PairInspection(image: image, sound: sound, clipSeconds: seconds)
    } receive: { number, inspection in
      guard let inspection else { return }
      let isTraining = number < set.training.count
      let pair = pairs[number]
      add(inspection, of: pair, isTraining: isTraining)
      leakage.add(
        inspection, isTraining: isTraining,
        recording: set.classes.isEmpty
          ? nil : Self.recording(pair.stem, className: set.classes[pair.classIndex]))
      progress(number + 1, pairs.count)
    }
    repeatedImages = leakage.images
    repeatedSounds = leakage.sounds
    dividedRecordings = leakage.recordings
  }

  mutating func add(_ failure: Failure) {
    errorCount += 1
    if errors.count < Self.mostErrors { errors.append(failure) }
  }

  private mutating func add(_ found: PairInspection, of pair: Pair, isTraining: Bool) {
    for failure in found.failures { add(failure) }
    classes[pair.classIndex].add(
      isTraining: isTraining, isSilent: found.clip?.isSilent ?? false)
    if let imageFacts = found.imageFacts {
      imageSizes[ImageSize(width: imageFacts.width, height: imageFacts.height), default: 0] += 1
      if imageFacts.isOdd { oddImages.add(found.imagePath) }
    }
    guard let clip = found.clip else { return }
    sampleRates[clip.sampleRate, default: 0] += 1
    channelCounts[clip.channels, default: 0] += 1
    seconds =
      min(
        seconds?.lowerBound ?? clip.seconds, clip.seconds)...max(
        seconds?.upperBound ?? clip.seconds, clip.seconds)
    // Half a sample is allowed for lengths that are no whole number of samples.
    if clip.seconds < clipSeconds - 0.5 / Double(clip.sampleRate) {
      shortSounds.add(found.soundPath)
    }
    if !clip.hasEqualChannels { differingChannels.add(found.soundPath) }
    if clip.warning != nil { shortenedSounds.add(found.soundPath) }
  }

  /// The recording that a stem of the released form, class, two digits, `_` and milliseconds, names.
  private static func recording(_ stem: String, className: String) -> String? {
    guard let line = stem.lastIndex(of: "_") else { return nil }
    let name = stem[..<line]
    let time = stem[stem.index(after: line)...]
    guard !time.isEmpty, time.allSatisfy(\.isNumber), name.hasPrefix(className),
      name.count == className.count + 2, name.suffix(2).allSatisfy(\.isNumber)
    else { return nil }
    return String(name)
  }
}
