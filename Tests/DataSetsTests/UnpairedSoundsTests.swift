import Configuration
import DataSets
import Files
import Media
import TensorCore
import TestSupport
import Testing
import Training

@Suite struct UnpairedSoundsTests {
  private let sounds = UnpairedSoundFiles()

  @Test func splitFoldersAreKeptApart() throws {
    for (number, name) in ["train/tuba/b", "train/cello/a", "validation/cello/c"].enumerated() {
      try sounds.write(number, "\(name).wav")
    }
    let found = try sounds.set.adding(unpairedSounds: sounds.root)
    #expect(found.unpairedSounds.training.map(\.stem) == ["a", "b"])
    #expect(found.unpairedSounds.training.map(\.classIndex) == [0, 1])
    #expect(
      found.unpairedSounds.training.map(\.path) == [
        "\(sounds.root)/train/cello/a.wav", "\(sounds.root)/train/tuba/b.wav",
      ])
    #expect(
      found.unpairedSounds.validation.map(\.path) == ["\(sounds.root)/validation/cello/c.wav"])
    #expect(found.unpairedSounds.validation.map(\.classIndex) == [0])
    #expect(found.training == sounds.set.training && found.validation == sounds.set.validation)
  }

  @Test func withoutSplitFoldersAllAreTrainedOn() throws {
    for name in ["cello/a.wav", "cello/b.flac", "tuba/a.mp3", "tuba/notes.txt"] {
      try sounds.files.write("", name)
    }
    let found = try sounds.set.adding(unpairedSounds: sounds.root)
    #expect(found.unpairedSounds.training.map(\.stem) == ["a", "b", "a"])
    #expect(found.unpairedSounds.training.map(\.classIndex) == [0, 0, 1])
    #expect(found.unpairedSounds.validation.isEmpty)
  }

  @Test func aClassWithoutPairsIsRefused() throws {
    try sounds.write(1, "train/cello/a.wav")
    try sounds.write(2, "train/harp/b.wav")
    #expect(
      throws: Failure(
        .badInput, "\(sounds.root)/train/harp/b.wav",
        "its class \"harp\" is not one of the 2 of the pairs",
        hint: "Put unpaired sounds into folders named after the classes.")
    ) { try sounds.set.adding(unpairedSounds: sounds.root) }
  }

  @Test func soundsOutsideOfClassesAreRefused() throws {
    try sounds.write(1, "a.wav")
    #expect(
      throws: Failure(
        .badInput, "\(sounds.root)/a.wav", "its class \"\" is not one of the 2 of the pairs",
        hint: "Put unpaired sounds into folders named after the classes.")
    ) { try sounds.set.adding(unpairedSounds: sounds.root) }
  }

  @Test func aFolderWithNothingToTrainOnIsRefused() throws {
    #expect(throws: Failure(.missingInput, sounds.root, "no such folder")) {
      try sounds.set.adding(unpairedSounds: sounds.root)
    }
    let none = Failure(.badInput, sounds.root, "no sounds to train on in class folders (0 found)")
    try Folder.create(sounds.root + "/cello")
    #expect(throws: none) { try sounds.set.adding(unpairedSounds: sounds.root) }
    try sounds.write(1, "validation/cello/a.wav")
    #expect(throws: none) { try sounds.set.adding(unpairedSounds: sounds.root) }
  }

  @Test func twoSoundsOfOneNameAreRefused() throws {
    try sounds.write(1, "cello/a.wav")
    try sounds.files.write("", "cello/a.flac")
    let failure = #expect(throws: Failure.self) {
      try sounds.set.adding(unpairedSounds: sounds.root)
    }
    #expect(failure?.kind == .badInput)
    #expect(failure?.problem.hasPrefix("has the same stem as \(sounds.root)/cello/a.") == true)
  }

  @Test func theConfigurationAsksForThem() throws {
    try sounds.write(1, "oboe/a.wav")
    func data(_ share: String) throws -> DataSet {
      try DataSet(
        Configuration.tiny("data.unpairedSounds=\(sounds.root)", "data.unpairedShare=\(share)")
          .data,
        seed: 1)
    }
    #expect(try data("0").unpairedSounds.training.isEmpty)
    #expect(try data("0.01").unpairedSounds.training.map(\.path) == ["\(sounds.root)/oboe/a.wav"])
  }

  @Test func theDigestTellsThemApartFromThePairs() throws {
    let plain = sounds.set.digest()
    #expect(plain.count == 8 && DataSet.digestOfPairs(plain) == plain)
    var digests: [String] = [plain]
    func add() throws {
      let digest = try sounds.set.adding(unpairedSounds: sounds.root).digest()
      #expect(digest.count == 17 && DataSet.digestOfPairs(digest) == plain)
      digests.append(digest)
    }
    try sounds.write(1, "train/cello/a.wav")
    try add()
    try sounds.write(2, "train/cello/b.wav")
    try add()
    try sounds.write(2, "train/cello/b.wav", count: 4_001)
    try add()
    try sounds.write(3, "validation/cello/c.wav")
    try add()
    #expect(Set(digests).count == digests.count)
    let folded = try sounds.set.adding(unpairedSounds: sounds.root).folded(0, of: 2).digest()
    #expect(DataSet.digestOfPairs(folded) != plain)
    #expect(folded.suffix(8) == digests[4].suffix(8))
  }
}
