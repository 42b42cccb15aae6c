import Files
import Orchestra
import Preprocessing

/// Writes the built-in orchestra to disk: with full variety, the pairs that training in memory uses.
///
/// Thirteen instruments are played and drawn by rules, so that training needs no download.
public struct DataSetSynthesis: Sendable {
  /// The seed of all random choices.
  public var seed: Int
  /// How much images and clips of an instrument differ, 0 to 1.
  public var variety: Double
  /// Pairs of each instrument to train on.
  public var trainingPairs: Int
  /// Pairs of each instrument to validate on.
  ///
  /// They are other performances than those to train on.
  public var validationPairs: Int
  /// The width and height of an image in pixels.
  ///
  /// 16 to 1,024.
  public var imageSize: Int
  /// Whether a folder that holds something may be written into.
  ///
  /// Without it, work is refused in a folder that is not empty, unless it resumes what was interrupted there.
  public var replaces: Bool

  /// Describes a data set; `run` checks nothing that is described here.
  public init(
    seed: Int, variety: Double = 1, trainingPairs: Int, validationPairs: Int, imageSize: Int,
    replaces: Bool = false
  ) {
    self.seed = seed
    self.variety = variety
    self.trainingPairs = trainingPairs
    self.validationPairs = validationPairs
    self.imageSize = imageSize
    self.replaces = replaces
  }

  /// Writes the data set.
  ///
  /// The same description gives the same bytes on any machine with any number of threads.
  ///
  /// - Parameters:
  ///   - folder: a new or empty folder, or that of an interrupted attempt.
  ///   - progress: called with how many pairs are written, and how many there are.
  /// - Returns: how many pairs the data set has.
  /// - Throws: `Failure` of kind `cannotCreate` where the folder holds something else, `inputOutput` where
  ///   the medium is too small.
  public func run(in folder: String, progress: (Int, Int) -> Void = { _, _ in }) throws -> Int {
    let set = DataSet(
      orchestraSeed: UInt64(truncatingIfNeeded: seed), variety: variety,
      trainingPairs: trainingPairs,
      validationPairs: validationPairs)
    var work: JSONValue = [
      "command": "synthesize", "seed": .integer(Int64(seed)),
      "training_pairs": .integer(Int64(trainingPairs)),
      "validation_pairs": .integer(Int64(validationPairs)), "size": .integer(Int64(imageSize)),
    ]
    // An attempt of an older program, which knew full variety only, can be resumed.
    if variety != 1 { work["variety"] = .real(variety) }
    let writer = try DataSetWriter(
      folder, work: work,
      pairs: set.training.count + set.validation.count, imageSize: imageSize, replacing: replaces)
    let works = (set.training.map { ("train", $0) } + set.validation.map { ("validation", $0) })
      .map { split, pair in
        (
          pair: pair,
          key: PairKey(
            split: split, className: set.classes[pair.classIndex], stem: pair.stem)
        )
      }
    try writer.makeFolders(for: works.map(\.key))
    var lines: [(key: PairKey, isSilent: Bool)] = []
    try OrderedWork.run(works.count) { number in
      Result {
        let (pair, key) = works[number]
        if let isSilent = writer.silenceOfFinished(key, imageSize: imageSize) { return isSilent }
        guard case .orchestra(let instrument, let index) = pair.origin else { return false }
        let clip = set.orchestra.sound(of: instrument, index: index)
        try writer.write(
          set.orchestra.image(of: instrument, index: index, size: imageSize), clip, as: key)
        return Preprocessing.isSilent(clip.samples)
      }
    } receive: { number, outcome in
      lines.append((works[number].key, try outcome.get()))
      progress(number + 1, works.count)
    }
    try writer.finish(lines)
    return works.count
  }
}
