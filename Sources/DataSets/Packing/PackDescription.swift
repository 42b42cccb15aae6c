import Files

/// `pack.json`: what a packed data set is, written when all else is there.
struct PackDescription: Codable, Sendable, Equatable {
  /// The name of the file, which also makes a folder a packed data set.
  static let name = "pack.json"
  /// The format's name.
  static let format = "cmcgan-pack"
  /// The name of the index.
  static let indexName = "index.safetensors"

  /// One file of the data set.
  struct File: Codable, Sendable, Equatable {
    /// Its name in the folder.
    var file: String
    /// Its size.
    var bytes: Int
  }

  /// `cmcgan-pack`.
  var format = Self.format
  /// What the shards hold.
  var plan: PackPlan
  /// The digest of the pairs: `DataSet.digest` of the source in the order of its classes.
  var digest: String
  /// The names of the classes.
  var classes: [String]
  /// Pairs to train on.
  var trainingPairs: Int
  /// Pairs to validate on.
  var validationPairs: Int
  /// Pairs of the source that could not be read.
  var leftOut: Int
  /// The index.
  var index: File
  /// The shards in order, images first.
  var shards: [File]
  /// What the source had to say.
  var notes: [String]

  /// The file of a packed data set, every number of which is checked.
  ///
  /// - Throws: `Failure` of kind `badInput`, which names the key that is wrong.
  static func read(_ folder: String) throws -> PackDescription {
    let path = Folder.path(folder, name)
    let description: PackDescription
    do {
      description = try StrictJSON.read(path, kind: .badInput, limit: 1 << 26)
        .decoded(subject: path)
    } catch let failure as Failure where failure.kind == .badConfiguration {
      throw Failure(.badInput, failure.subject, failure.problem, hint: failure.hint)
    }
    try description.validate(subject: path)
    return description
  }

  private func validate(subject: String) throws {
    func require(_ isRight: Bool, _ problem: @autoclosure () -> String) throws {
      if !isRight { throw Failure(.badInput, subject, problem()) }
    }
    try require(format == Self.format, "format is \(format) (\(Self.format) is needed)")
    try plan.validate(subject: subject)
    for (key, value) in [
      ("trainingPairs", trainingPairs), ("validationPairs", validationPairs), ("leftOut", leftOut),
    ] {
      try require(
        (0...Self.mostPairs).contains(value), "\(key) is \(value) (0 to \(Self.mostPairs))")
    }
    try require(
      index.file == Self.indexName, "index.file is \(index.file) (\(Self.indexName) is needed)")
    let count = plan.shardCount(.images) + plan.shardCount(.sounds)
    try require(shards.count == count, "\(shards.count) shards (the plan has \(count))")
    let names = PackedKind.allCases.flatMap { plan.shards($0) }.map(\.name)
    for (shard, name) in zip(shards, names) {
      try require(shard.file == name, "a shard is \(shard.file) (\(name) is expected)")
    }
  }

  /// The most pairs of a split, whose index is 2 TiB then.
  private static let mostPairs = 1 << 38
}
