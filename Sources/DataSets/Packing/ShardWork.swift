import Files

/// The making of one shard, or the keeping of the one that an earlier attempt made.
struct ShardWork {
  /// The bytes of the file, and what could not be read, by the numbers of the samples.
  typealias Outcome = (bytes: Int, failures: [Int: Failure])

  private let shard: PackPlan.Shard
  private let plan: PackPlan
  private let folder: String
  private let size: Int
  /// Makes the bytes of the sample of a number.
  private let sample: (Int) throws -> [UInt8]

  init(
    _ shard: PackPlan.Shard, of plan: PackPlan, in folder: String,
    sample: @escaping (Int) throws -> [UInt8]
  ) {
    self.shard = shard
    self.plan = plan
    self.folder = folder
    self.sample = sample
    size = plan.byteCount(shard.kind)
  }

  /// Makes all samples, several at a time, and writes the shard; `progress` is given how many are made.
  func written(progress: (Int) -> Void) throws -> Outcome {
    var bytes = [UInt8](repeating: 0, count: shard.samples.count * size)
    var failures: [Int: Failure] = [:]
    try OrderedWork.run(shard.samples.count) { index in
      Result { try sample(shard.samples.lowerBound + index) }
    } receive: { index, outcome in
      do {
        bytes.replaceSubrange(index * size..<(index + 1) * size, with: try outcome.get())
      } catch let failure as Failure {
        failures[shard.samples.lowerBound + index] = failure
      }
      progress(index + 1)
    }
    return (try write(bytes, failures), failures)
  }

  /// The shard of an earlier attempt, if it is there whole and of the same plan.
  ///
  /// What could not be read then is tried once more.
  func kept() throws -> Outcome? {
    guard let found = try? PackShard(folder, shard, of: plan), (try? found.verify()) != nil,
      let failures = try? found.failures()
    else { return nil }
    var made: [Int: [UInt8]] = [:]
    for number in failures.keys.sorted() where shard.samples.contains(number) {
      made[number] = try? sample(number)
    }
    guard !made.isEmpty else { return (found.byteCount, failures) }
    var bytes: [UInt8] = []
    for number in shard.samples {
      bytes += try made[number] ?? found.withSample(number, isVerified: true) { [UInt8]($0) }
    }
    let left = failures.filter { made[$0.key] == nil }
    return (try write(bytes, left), left)
  }

  private func write(_ bytes: [UInt8], _ failures: [Int: Failure]) throws -> Int {
    try PackShard.write(shard, of: plan, bytes: bytes, failures: failures, to: folder)
  }
}
