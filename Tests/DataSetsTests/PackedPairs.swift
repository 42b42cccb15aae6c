import Configuration
import DataSets
import Files
import Glibc
import Media
import TestSupport
import Testing
import Training

/// A small data set of files in two classes, and what is made of it by packing.
struct PackedPairs {
  let folder = TemporaryFolder()
  var files: PairFiles { PairFiles(in: folder.path("data")) }
  var packed: String { folder.path("packed") }

  /// Ten training pairs and four validation pairs, in two classes.
  init() throws {
    for number in 0..<14 {
      let split = number < 10 ? "train" : "validation"
      let name = "\(split)/\(number % 2 == 0 ? "a" : "b")/\(number)"
      try files.write(
        PairFiles.image(20 * number, width: 20 + number), "images/\(name).png")
      try files.write(
        PairFiles.wav([PairFiles.tone(number, count: 4_000)], sampleRate: 8_000),
        "sounds/\(name).wav")
    }
  }

  func configuration(_ root: String, _ assignments: String...) throws -> Configuration {
    var document = try StrictJSON.parse(
      try Configuration.tiny(
        "training.batchSize=4", "training.steps=4", "data.source=files", "data.root=\(root)",
        "output.checkpointEvery=2", "output.sampleEvery=4", "augmentation.mirroredImages=true",
        "data.classPartnerProbability=0.5", "faults.unreadableShare=0.5"
      ).document(), subject: "tiny")
    for assignment in assignments { try document.set(assignment: assignment) }
    return try document.decoded(subject: "tiny")
  }

  @discardableResult
  func pack(
    shardSize: Int = 4, replaces: Bool = false, keepsGoing: Bool = false, to output: String? = nil,
    _ event: (DataSetEvent) -> Void = { _ in }
  ) throws -> DataSetPacking.Summary {
    try DataSetPacking(shardSize: shardSize, replaces: replaces, keepsGoing: keepsGoing)
      .run(configuration(files.root), to: output ?? packed, event: event)
  }

  /// Changes the bytes of one of the packed files.
  func change(_ name: String, _ change: (inout [UInt8]) throws -> Void) throws {
    let path = Folder.path(packed, name)
    var bytes = try InputFile.read(path)
    try change(&bytes)
    try OutputFile.write(bytes, to: path, replacing: true)
  }

  /// The last checkpoint of a run.
  func checkpoint(_ configuration: Configuration, _ run: String) throws -> [UInt8] {
    let folder = RunFolder(folder.path("run-\(run)"))
    try Trainer(configuration, in: folder, start: .fresh, isQuiet: true).run()
    return try InputFile.read(folder.checkpoints + "/step-000004.safetensors")
  }
}
