import Configuration
import DataSets
import Files
import Models
import Ranks

/// The data of a run, and the part of each batch that this rank makes of it.
final class TrainingData {
  /// All pairs, and their classes.
  let set: DataSet
  private let configuration: Configuration
  private let part: BatchPart
  /// The training pairs, as networks take them in.
  let store: SampleStore
  /// What the next batches are drawn by.
  private var maker: BatchMaker

  /// Opens the data of a configuration.
  ///
  /// - Parameters:
  ///   - configuration: which data, and how batches are drawn from it.
  ///   - ranks: the processes that train together.
  ///   - ignoringMemory: whether to try a run that needs more memory than is free.
  /// - Throws: `Failure` of kind `badInput` where pairs are missing or too few, of kind `resources`
  ///   where memory is.
  init(_ configuration: Configuration, for ranks: any RankGroup, ignoringMemory: Bool) throws {
    self.configuration = configuration
    let batchSize = configuration.training.batchSize
    part = BatchPart(ranks.part(of: batchSize), of: batchSize)
    set = try DataSet(configuration)
    if !ignoringMemory {
      try MemoryEstimate(configuration, pairs: set.training.keptCount, batchSize: part.count)
        .require(processes: ranks.countHere)
    }
    store = SampleStore(set.training, of: set, configuration)
    maker = try BatchMaker(store, of: set, configuration, part: part)
  }

  /// The batches of the steps that follow a position, made while earlier steps are computed.
  ///
  /// - Throws: what making a `BatchMaker` or a `BatchQueue` throws.
  func batches(after position: RunPosition) throws -> BatchQueue {
    var shifted = configuration
    // Another start of all random numbers, since those that were drawn led nowhere.
    shifted.seed = configuration.seed &+ position.rollbacks &* 0x9E37_79B9
    maker = try BatchMaker(store, of: set, shifted, part: part)
    return try BatchQueue(position.step + 1...configuration.training.steps) { [maker] in
      try maker.batch(step: $0)
    }
  }

  /// The files that could not be read since the last call.
  func takeFailures() -> [Failure] { maker.takeFailures() }
}
