import Configuration
import DataSets
import Files
import Media
import TensorCore
import TestSupport
import Testing
import Training

@Suite struct UnpairedSoundsTests {
  private let place = TemporaryFolder()
  private var root: String { place.path("sounds") }
  private var files: PairFiles { PairFiles(in: root) }

  /// Four pairs of two classes.
  private var set: DataSet {
    let pairs = (0..<4).map {
      Pair(
        stem: "\($0)", classIndex: $0 % 2,
        origin: .orchestra($0 % 2 == 0 ? .cello : .tuba, index: $0))
    }
    return DataSet(classes: ["cello", "tuba"], training: pairs, validation: [])
  }

  /// A tone at the rate of `configs/tiny.json`, half a second of which is a clip.
  private func write(_ number: Int, _ name: String, count: Int = 4_000) throws {
    let tone = PairFiles.tone(number, count: count)
    // The tone gets louder, so that its parts differ.
    let swelling = tone.enumerated().map { Int16(Int($1) * (1_000 + $0) / (1_000 + count)) }
    try files.write(PairFiles.wav([swelling], sampleRate: 8_000), name)
  }

  @Test func splitFoldersAreKeptApart() throws {
    for (number, name) in ["train/tuba/b", "train/cello/a", "validation/cello/c"].enumerated() {
      try write(number, "\(name).wav")
    }
    let found = try set.adding(unpairedSounds: root)
    #expect(found.unpairedTraining.map(\.stem) == ["a", "b"])
    #expect(found.unpairedTraining.map(\.classIndex) == [0, 1])
    #expect(
      found.unpairedTraining.map(\.path) == [
        "\(root)/train/cello/a.wav", "\(root)/train/tuba/b.wav",
      ])
    #expect(found.unpairedValidation.map(\.path) == ["\(root)/validation/cello/c.wav"])
    #expect(found.unpairedValidation.map(\.classIndex) == [0])
    #expect(found.training == set.training && found.validation == set.validation)
  }

  @Test func withoutSplitFoldersAllAreTrainedOn() throws {
    for name in ["cello/a.wav", "cello/b.flac", "tuba/a.mp3", "tuba/notes.txt"] {
      try files.write("", name)
    }
    let found = try set.adding(unpairedSounds: root)
    #expect(found.unpairedTraining.map(\.stem) == ["a", "b", "a"])
    #expect(found.unpairedTraining.map(\.classIndex) == [0, 0, 1])
    #expect(found.unpairedValidation.isEmpty)
  }

  @Test func aClassWithoutPairsIsRefused() throws {
    try write(1, "train/cello/a.wav")
    try write(2, "train/harp/b.wav")
    #expect(
      throws: Failure(
        .badInput, "\(root)/train/harp/b.wav",
        "its class \"harp\" is not one of the 2 of the pairs",
        hint: "Put unpaired sounds into folders named after the classes.")
    ) { try set.adding(unpairedSounds: root) }
  }

  @Test func soundsOutsideOfClassesAreRefused() throws {
    try write(1, "a.wav")
    #expect(
      throws: Failure(
        .badInput, "\(root)/a.wav", "its class \"\" is not one of the 2 of the pairs",
        hint: "Put unpaired sounds into folders named after the classes.")
    ) { try set.adding(unpairedSounds: root) }
  }

  @Test func aFolderWithNothingToTrainOnIsRefused() throws {
    #expect(throws: Failure(.missingInput, root, "no such folder")) {
      try set.adding(unpairedSounds: root)
    }
    let none = Failure(.badInput, root, "no sounds to train on in class folders (0 found)")
    try Folder.create(root + "/cello")
    #expect(throws: none) { try set.adding(unpairedSounds: root) }
    try write(1, "validation/cello/a.wav")
    #expect(throws: none) { try set.adding(unpairedSounds: root) }
  }

  @Test func twoSoundsOfOneNameAreRefused() throws {
    try write(1, "cello/a.wav")
    try files.write("", "cello/a.flac")
    let failure = #expect(throws: Failure.self) { try set.adding(unpairedSounds: root) }
    #expect(failure?.kind == .badInput)
    #expect(failure?.problem.hasPrefix("has the same stem as \(root)/cello/a.") == true)
  }

  @Test func theConfigurationAsksForThem() throws {
    try write(1, "oboe/a.wav")
    func data(_ share: String) throws -> DataSet {
      try DataSet(
        Configuration.tiny("data.unpairedSounds=\(root)", "data.unpairedShare=\(share)").data,
        seed: 1)
    }
    #expect(try data("0").unpairedTraining.isEmpty)
    #expect(try data("0.01").unpairedTraining.map(\.path) == ["\(root)/oboe/a.wav"])
  }

  @Test func theDigestTellsThemApartFromThePairs() throws {
    let plain = set.digest()
    #expect(plain.count == 8 && DataSet.digestOfPairs(plain) == plain)
    var digests: [String] = [plain]
    func add() throws {
      let digest = try set.adding(unpairedSounds: root).digest()
      #expect(digest.count == 17 && DataSet.digestOfPairs(digest) == plain)
      digests.append(digest)
    }
    try write(1, "train/cello/a.wav")
    try add()
    try write(2, "train/cello/b.wav")
    try add()
    try write(2, "train/cello/b.wav", count: 4_001)
    try add()
    try write(3, "validation/cello/c.wav")
    try add()
    #expect(Set(digests).count == digests.count)
    let folded = try set.adding(unpairedSounds: root).folded(0, of: 2).digest()
    #expect(DataSet.digestOfPairs(folded) != plain)
    #expect(folded.suffix(8) == digests[4].suffix(8))
  }
}
