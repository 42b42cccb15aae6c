import Autograd
import Configuration
import Files
import Models
import Ranks
import Safetensors
import TensorCore
import Threads

/// What the ranks of a run have to agree on: data, position and weights, those of a backbone too.
///
/// Every rank calls each method at the same point of the run.
struct RankAgreement {
  private let ranks: any RankGroup
  private let dataDigest: String
  private let dataRoot: String
  private let backboneChecksum: String
  private let runPath: String

  init(
    _ ranks: any RankGroup, _ record: RunRecord, _ configuration: Configuration, _ folder: RunFolder
  ) {
    self.ranks = ranks
    dataDigest = record.dataDigest
    dataRoot = configuration.data.root
    backboneChecksum = record.backboneChecksum
    runPath = folder.path
  }

  /// Replaces state and position of every rank by those of the first.
  ///
  /// - Throws: `AgreedFailure` of kind `badInput` where the ranks do not read the same data or
  ///   backbone.
  func shareLeadersState(of model: any TrainableModel, _ position: inout RunPosition) throws {
    guard ranks.count > 1 else { return }
    let digests = ranks.gather(Array(dataDigest.utf8))
    if let other = digests.firstIndex(where: { $0 != digests[0] }) {
      throw AgreedFailure(
        Failure(
          .badInput, dataRoot,
          "rank \(other) sees other data than rank 0 (digest "
            + "\(String(decoding: digests[other], as: UTF8.self)); "
            + "\(String(decoding: digests[0], as: UTF8.self)))",
          hint: "Give all ranks the same files."))
    }
    let checksums = ranks.gather(Array(backboneChecksum.utf8))
    if let other = checksums.firstIndex(where: { $0 != checksums[0] }) {
      throw AgreedFailure(
        Failure(
          .badInput, BackboneFile.places[0],
          "rank \(other) has other weights of EfficientNet-Lite0 than rank 0",
          hint: "Give all ranks the same file."))
    }
    ranks.broadcast(&position.step)
    ranks.broadcast(&position.rollbacks)
    for parameter in model.state {
      parameter.value.elements.withUnsafeMutableBytes { ranks.broadcast($0) }
    }
    model.resume(after: position.step)
  }

  /// Checks that every rank holds the numbers of the first.
  ///
  /// - Throws: `AgreedFailure` of kind `internalError` where one does not: nothing can repair that.
  func requireEqualState(of model: any TrainableModel, step: Int) throws {
    guard ranks.count > 1 else { return }
    let found = ranks.gather([model.state.checksum])
    guard let other = found.firstIndex(where: { $0 != found[0] }) else { return }
    throw AgreedFailure(
      Failure(
        .internalError, runPath,
        "rank \(other) holds other weights than rank 0 after step \(step)",
        hint:
          "Resume from the last checkpoint, which is good; the memory or network of that machine may be faulty."
      ))
  }
}

extension [Parameter] {
  /// The CRC-32 of all numbers.
  var checksum: UInt32 {
    reduce(0) { checksum, parameter in
      parameter.value.elements.withUnsafeBytes { Checksum.crc32(of: $0, after: checksum) }
    }
  }
}

extension RankGroup {
  /// The threads of this process and, where there are several, the ranks.
  var threadsInWords: String {
    let threads = ThreadPool.shared.threadCount
    let text = "\(threads) thread\(threads == 1 ? "" : "s")"
    return count > 1 ? "\(count) ranks, \(countHere) on this machine, this one with \(text)" : text
  }
}

extension DataParallel {
  /// How ranks share the steps of a configuration; `nil` where a process is alone.
  package init?(_ configuration: Configuration, _ ranks: any RankGroup) {
    guard ranks.count > 1 else { return nil }
    let batch = configuration.training.batchSize
    self.init(
      ranks, weight: Double(ranks.part(of: batch).count) / Double(batch),
      sharesStatistics: configuration.training.synchronizedNormalization)
  }
}

extension Configuration {
  /// Checks that a batch has a pair for every rank.
  ///
  /// - Throws: `Failure` of kind `badConfiguration` where it has too few.
  func requireParts(for ranks: any RankGroup) throws {
    guard training.batchSize < ranks.count else { return }
    throw Failure(
      .badConfiguration, "training.batchSize",
      "\(training.batchSize) pairs for \(ranks.count) ranks (one for each at least)",
      hint: "Use a larger batch: --set training.batchSize=N, the pairs of all ranks together.")
  }
}
