import Configuration
import Files
import Glibc
import Preprocessing

/// Packs the data set of a configuration: every image and sound once, as networks take them.
///
/// Pairs are put into the order of their classes, and stay in their order within a class. Each different
/// image and each different sound gets a number in the order of its first pair. What cannot be read
/// keeps its number, zeros in its place, and its pairs are left out.
public struct DataSetPacking: Sendable {
  /// The samples of one shard.
  public var shardSize: Int
  /// Whether a folder that holds something may be written into.
  ///
  /// Without it, work is refused in a folder that is not empty, unless it resumes what was interrupted there.
  public var replaces: Bool
  /// Whether more than one pair in a hundred may be bad.
  ///
  /// Without it, packing stops with a `Failure` of kind `badInput` at the first pair beyond that.
  public var keepsGoing: Bool

  /// Describes how to pack; `shardSize` is 1 to 1,048,576.
  public init(shardSize: Int, replaces: Bool = false, keepsGoing: Bool = false) {
    self.shardSize = shardSize
    self.replaces = replaces
    self.keepsGoing = keepsGoing
  }

  /// Packs the pairs that a configuration trains and validates on to `folder`; the source is only read.
  ///
  /// Unpaired sounds and images stay where they are. A shard is in memory at a time; the same data set gives the
  /// same bytes, whether it was interrupted or not.
  ///
  /// - Throws: what opening the data set throws; `Failure` of kind `badInput` where it is already packed
  ///   or too much of it cannot be read, `cannotCreate` where the folder cannot be used or lies in the
  ///   source.
  public func run(
    _ configuration: Configuration, to folder: String, event: (DataSetEvent) -> Void = { _ in }
  ) throws -> Summary {
    var settings = configuration.data
    settings.unpairedShare = 0
    settings.unpairedImageShare = 0
    let set = try DataSet(settings, seed: configuration.seed)
    let source = settings.source == .files ? settings.root : "the orchestra"
    guard set.pack == nil else {
      throw Failure(
        .badInput, source, "is already packed", hint: "Name the data set that it was packed from.")
    }
    if settings.source == .files { try DataSetImport.requireApart(source, folder) }
    var pairs = NumberedPairs(set)
    guard pairs.count > 0 else {
      throw Failure(.badInput, source, "no pairs to pack (0 found)")
    }
    let plan = PackPlan(
      source: pairs.set.digest(), image: configuration.image, sound: configuration.sound,
      shardSize: shardSize, images: pairs.images.count, sounds: pairs.sounds.count)
    for note in set.notes { event(.note(note)) }
    let unfinished = try UnfinishedFolder(
      folder, work: ["command": "pack", "plan": try JSONValue(encoding: plan)],
      bytes: PackedKind.allCases.reduce(8 * pairs.count) {
        $0 + plan.count($1) * plan.byteCount($1)
      }, replacing: replaces)
    if !unfinished.isContinued {
      try Self.removeFiles(in: folder)
      try unfinished.markClean()
    }

    var summary = Summary()
    var unreadable: NumberedPairs.Unreadable = [.images: [:], .sounds: [:]]
    var files: [PackDescription.File] = []
    let preprocessing = Preprocessing(configuration)
    let all = plan.images + plan.sounds
    var done = 0
    for kind in PackedKind.allCases {
      let samples = kind == .images ? pairs.images : pairs.sounds
      for shard in plan.shards(kind) {
        let work = ShardWork(shard, of: plan, in: folder) {
          try kind.bytes(of: samples[$0], preprocessing, set)
        }
        let kept = unfinished.isContinued ? try work.kept() : nil
        if kept != nil { summary.kept += 1 }
        let (bytes, failures) = try kept ?? work.written { event(.progress(done + $0, all)) }
        done += shard.samples.count
        event(.progress(done, all))
        files.append(.init(file: shard.name, bytes: bytes))
        guard let last = failures.max(by: { $0.key < $1.key })?.value else { continue }
        for (_, failure) in failures.sorted(by: { $0.key < $1.key }) { event(.skipped(failure)) }
        unreadable[kind]?.merge(failures) { $1 }
        summary.skipped = pairs.count(of: unreadable)
        if !keepsGoing {
          try ImportAccount.requireFew(summary.skipped, of: pairs.count, "pairs", last, source)
        }
      }
    }

    guard summary.skipped < pairs.count else {
      throw Failure(.badInput, source, "no pair can be read (\(pairs.count) were tried)")
    }
    if summary.skipped > 0 { pairs.remove(unreadable) }
    let indexBytes = try PackIndex.write(
      [("training", pairs.training), ("validation", pairs.validation)],
      classes: set.classes.count, plan: plan, to: folder)
    let description = PackDescription(
      plan: plan, digest: summary.skipped > 0 ? pairs.set.digest() : plan.source,
      classes: set.classes, trainingPairs: pairs.training.count,
      validationPairs: pairs.validation.count,
      leftOut: summary.skipped,
      index: .init(file: PackDescription.indexName, bytes: indexBytes), shards: files,
      notes: set.notes)
    try OutputFile.write(
      JSONValue(encoding: description).encoded(pretty: true) + "\n",
      to: Folder.path(folder, PackDescription.name), replacing: true)
    unfinished.finish()
    summary.classes = set.classes.count
    summary.training = pairs.training.count
    summary.validation = pairs.validation.count
    summary.images = plan.images
    summary.sounds = plan.sounds
    summary.shards = files.count
    summary.bytes = files.reduce(indexBytes) { $0 + $1.bytes }
    summary.digest = description.digest
    return summary
  }

  /// Removes what an older data set of this form left.
  private static func removeFiles(in folder: String) throws {
    let kinds = PackedKind.allCases.map { "\($0.rawValue)-" }
    for name in try Folder.names(in: folder)
    where name == PackDescription.indexName
      || name.hasSuffix(".safetensors") && kinds.contains(where: name.hasPrefix)
    {
      unlink(Folder.path(folder, name))
    }
  }
}

extension PackedKind {
  /// An image or a sound of a pair as it is stored.
  fileprivate func bytes(
    of pair: Pair, _ preprocessing: Preprocessing, _ set: DataSet
  ) throws -> [UInt8] {
    switch self {
    case .images: try pair.pixels(preprocessing, set.orchestra)
    case .sounds:
      try pair.levels(preprocessing, set.orchestra).withUnsafeBytes { [UInt8]($0) }
    }
  }
}
