import Files
import Glibc
import Safetensors
import TensorCore
import TestSupport
import Testing
import Training

@Suite struct RunFolderTests {
  private let place = TemporaryFolder()
  private var folder: RunFolder { RunFolder(place.path("run")) }

  /// Two steps of the tiny configuration, with a checkpoint after each.
  private func train() throws {
    try Trainer(
      .tiny(
        "training.steps=2", "training.batchSize=2", "data.orchestraTrainingPairs=1",
        "data.orchestraValidationPairs=0", "output.checkpointEvery=1"),
      in: folder, start: .fresh, isQuiet: true
    ).run()
  }

  private func damage(_ name: String) throws {
    let path = Folder.path(folder.checkpoints, name)
    var bytes = try InputFile.read(path)
    bytes[bytes.count - 2] ^= 1
    try OutputFile.write(bytes, to: path, replacing: true)
  }

  @Test func aDamagedCheckpointIsPassedOverWithAWarning() throws {
    try train()
    var warnings: [String] = []
    #expect(try folder.newestCheckpoint { warnings.append($0) }.step == 2)
    #expect(warnings.isEmpty)

    try damage("step-000002.safetensors")
    let checkpoint = try folder.newestCheckpoint { warnings.append($0) }
    #expect(checkpoint.step == 1)
    let warning = try #require(warnings.first)
    #expect(warnings.count == 1)
    #expect(
      warning.hasPrefix("\(folder.checkpoints)/step-000002.safetensors: tensor "), "\(warning)")
    #expect(
      warning.contains(" is damaged (CRC-32 ")
        && warning.hasSuffix("; trying an older checkpoint"))

    try damage("step-000001.safetensors")
    try damage("step-000000.safetensors")
    #expect(throws: Failure(.badInput, folder.path, "no checkpoint can be read")) {
      try folder.newestCheckpoint { _ in }
    }
  }

  @Test func whatLiesAfterTheStepThatWasWrittenDoesNotCountAsNewest() throws {
    try train()
    try folder.keepCheckpoints(1, upTo: 1, every: 0, best: nil)
    #expect(try folder.steps() == [1, 2])
  }

  @Test func anEmptyCheckpointDisplacesNoGoodOne() throws {
    try train()
    for name in ["step-000003.safetensors", "step-000004.safetensors"] {
      try OutputFile.write([UInt8](), to: "\(folder.checkpoints)/\(name)", replacing: false)
    }
    try folder.keepCheckpoints(2, upTo: 4, every: 0, best: nil)
    #expect(try folder.steps() == [1, 2, 3, 4])
    #expect(try folder.newestCheckpoint { _ in }.step == 2)
  }

  @Test func aRunWithoutItsConfigurationIsNotWrittenOver() throws {
    try train()
    unlink(folder.configuration)
    #expect(
      throws: Failure(
        .cannotCreate, folder.path, "holds checkpoints of a run whose config.json is gone",
        hint: "Choose another --output.")
    ) { try train() }
  }

  @Test func theNewestTheBestAndEveryFifthAreKept() throws {
    try Trainer(
      .tiny(
        "training.steps=12", "training.batchSize=2", "data.orchestraTrainingPairs=1",
        "data.orchestraValidationPairs=1", "output.checkpointEvery=1", "output.keepCheckpoints=2",
        "output.keepEvery=5"),
      in: folder, start: .fresh, isQuiet: true
    ).run()
    let best = try StrictJSON.read(folder.checkpoints + "/best.json")
    let last = try StrictJSON.read(folder.checkpoints + "/last.json")
    let kept = try folder.steps()
    #expect(Set(kept) == [0, 5, 10, 11, 12, try #require(best["step"]?.wholeNumber)])
    #expect(last["checkpoint"] == "step-000012.safetensors")
    let bytes = try InputFile.read(folder.checkpoints + "/step-000012.safetensors")
    #expect(
      last["crc32"]?.text == Checksum.text(bytes.withUnsafeBytes { Checksum.crc32(of: $0) }))
    let error = try #require(best["validation_error"]?.number)
    #expect(error <= last["validation_error"]?.number ?? 0 && error > 0)
  }

  @Test func aRunWithoutItsFirstCheckpointIsNotBegun() throws {
    // What a trainer leaves that is killed before its first checkpoint is whole.
    try Folder.create(folder.checkpoints)
    try OutputFile.write("{", to: folder.checkpoints + "/.cmcgan-1-0.tmp", replacing: false)
    #expect(!folder.isBegun)
    try train()
    #expect(
      try Folder.names(in: folder.checkpoints, hidden: true).allSatisfy { !$0.hasPrefix(".") })
  }

  @Test func filesThatAreNoCheckpointsAreNotSeen() throws {
    try train()
    try OutputFile.write("", to: folder.checkpoints + "/step-9.txt", replacing: false)
    try OutputFile.write("", to: folder.checkpoints + "/step-best.safetensors", replacing: false)
    #expect(try folder.newestCheckpoint { _ in Issue.record("nothing is wrong") }.step == 2)
  }

  @Test func aFolderWithoutARunHasNoCheckpoint() {
    #expect(!folder.isBegun)
    #expect(
      throws: Failure(.missingInput, folder.path, "no checkpoint in this run folder")
    ) { try folder.newestCheckpoint { _ in } }
  }

  @Test func aRunIsNotBegunTwice() throws {
    try train()
    #expect(folder.isBegun)
    #expect(
      throws: Failure(
        .cannotCreate, folder.path, "already holds a run",
        hint: "Use --resume \(folder.path), or choose another --output.")
    ) { try train() }
  }

  @Test func oneTrainerHoldsAFolder() throws {
    let first = try Trainer(
      .tiny("data.orchestraTrainingPairs=1"), in: folder, start: .fresh, isQuiet: true)
    #expect(
      throws: Failure(
        .unavailable, folder.path, "another trainer is at work in this folder")
    ) {
      try Trainer(
        .tiny("data.orchestraTrainingPairs=1"), in: folder, start: .resumed(), isQuiet: true)
    }
    withExtendedLifetime(first) {}
  }
}
