import Autograd
import Configuration
import Files
import Ranks
import TensorCore

extension Trainer {
  /// Goes on from the weights and the place in the run that the first rank has, at the learning rates that
  /// follow from it.
  ///
  /// - Throws: `AgreedFailure` where the ranks do not see the same data.
  func takeLeadersState() throws {
    if ranks.count > 1 { try receiveLeadersState() }
    model.learningRateFactor = (0..<rollbacks).reduce(1) { factor, _ in
      factor * configuration.faults.rollbackRate
    }
  }

  private func receiveLeadersState() throws {
    let digests = ranks.gather(Array(record.dataDigest.utf8))
    if let other = digests.firstIndex(where: { $0 != digests[0] }) {
      throw AgreedFailure(
        Failure(
          .badInput, configuration.data.root,
          "rank \(other) sees other data than rank 0 (digest "
            + "\(String(decoding: digests[other], as: UTF8.self)); "
            + "\(String(decoding: digests[0], as: UTF8.self)))",
          hint: "all ranks need the same files"))
    }
    ranks.broadcast(&step)
    ranks.broadcast(&rollbacks)
    for parameter in model.state {
      parameter.value.elements.withUnsafeMutableBytes { ranks.broadcast($0) }
    }
    model.resume(after: step)
  }

  /// Throws where a rank holds other numbers than the first, which nothing can mend.
  func requireEqualState() throws {
    guard ranks.count > 1 else { return }
    let checksum = model.state.reduce(UInt32(0)) { checksum, parameter in
      parameter.value.elements.withUnsafeBytes { Checksum.crc32(of: $0, after: checksum) }
    }
    let found = ranks.gather([checksum])
    guard let other = found.firstIndex(where: { $0 != found[0] }) else { return }
    throw AgreedFailure(
      Failure(
        .internalError, folder.path,
        "rank \(other) holds other weights than rank 0 after step \(step)",
        hint: "the last checkpoint is good; memory or network of that machine may not be"))
  }

  /// The threads of this process and, where there are several, the ranks.
  var threadsInWords: String {
    let threads = ThreadPool.shared.threadCount
    let text = "\(threads) thread\(threads == 1 ? "" : "s")"
    return ranks.count > 1
      ? "\(ranks.count) ranks, \(ranks.countHere) on this machine, this one with \(text)" : text
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
  /// Throws where a batch has too few pairs for every rank to get one.
  func requireParts(for ranks: any RankGroup) throws {
    guard training.batchSize < ranks.count else { return }
    throw Failure(
      .badConfiguration, "training.batchSize",
      "\(training.batchSize) pairs for \(ranks.count) ranks (one for each at least)",
      hint: "--set training.batchSize=N takes more; it is that of all ranks together")
  }
}
