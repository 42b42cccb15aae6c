import Configuration
import DataSets
import Files
import TensorCore
import TestSupport
import Testing
import Training

/// Images without sounds, in data sets and in batches.
@Suite struct UnpairedImagesTests {
  private let sounds = UnpairedSoundFiles()
  private let folder = TemporaryFolder()
  private var files: PairFiles { PairFiles(in: folder.path) }

  private func write(_ number: Int, _ name: String, width: Int = 40, height: Int = 30) throws {
    try files.write(PairFiles.image(number, width: width, height: height), name)
  }

  private func maker(_ assignments: String...) throws -> BatchMaker {
    let configuration = try Configuration.read(
      Golden.repository + "/configs/tiny.json",
      assignments: [
        "training.batchSize=4", "data.unpairedImages=\(folder.path)", "data.unpairedImageShare=1",
      ] + assignments)
    let set = try sounds.set.adding(unpairedImages: folder.path)
    return try BatchMaker(SampleStore(set.training, of: set, configuration), of: set, configuration)
  }

  @Test func splitFoldersAreKeptApartAndOtherThingsAreLeftOut() throws {
    for (number, name) in [
      "train/tuba/b", "train/cello/a", "validation/cello/c", "train/other/d", "validation/other/e",
    ].enumerated() { try write(number, "\(name).png") }
    let found = try sounds.set.adding(unpairedImages: folder.path)
    #expect(found.unpairedImages.training.map(\.stem) == ["a", "b"])
    #expect(found.unpairedImages.training.map(\.classIndex) == [0, 1])
    #expect(found.unpairedImages.validation.map(\.path) == [folder.path("validation/cello/c.png")])
    #expect(
      found.notes == [
        #"2 unpaired images of no class are left out: those in folders named "other""#
      ])
    #expect(found.digest() != sounds.set.digest())
    #expect(DataSet.digestOfPairs(found.digest()) == sounds.set.digest())
  }

  @Test func aClassWithoutPairsIsRefused() throws {
    try write(1, "harp/b.png")
    #expect(
      throws: Failure(
        .badInput, folder.path("harp/b.png"),
        "its class \"harp\" is not one of the 2 of the pairs",
        hint: "Put unpaired images into folders named after the classes.")
    ) { try sounds.set.adding(unpairedImages: folder.path) }
  }

  @Test func theConfigurationAsksForThem() throws {
    try write(1, "oboe/a.png")
    func data(_ share: String) throws -> DataSet {
      try DataSet(
        Configuration.tiny("data.unpairedImages=\(folder.path)", "data.unpairedImageShare=\(share)")
          .data,
        seed: 1)
    }
    #expect(try data("0").unpairedImages.training.isEmpty)
    #expect(try data("0.01").unpairedImages.training.map(\.stem) == ["a"])
    let failure = #expect(throws: Failure.self) {
      try Configuration.tiny("data.unpairedImageShare=0.5")
    }
    #expect(failure?.kind == .badConfiguration)
    #expect(failure?.problem == "empty, though data.unpairedImageShare is above 0")
  }

  /// They stand in the places of the share, in the encoder's size, and nothing else of a batch changes.
  @Test func batchesHoldUnpairedImagesOfTheClass() throws {
    try write(1, "cello/a.png")
    let (all, none) = (try maker(), try maker("data.unpairedImageShare=0"))
    for step in 1...5 {
      let (one, other) = (try all.batch(step: step), try none.batch(step: step))
      #expect(other.unpairedImages == nil)
      #expect(one.image == other.image && one.sound == other.sound && one.labels == other.labels)
      // Tubas have no unpaired image.
      let cellos = one.labels.indices.filter { one.labels[$0] == 0 }
      #expect((one.unpairedImages?.places ?? []) == cellos)
      if let images = one.unpairedImages?.images {
        #expect(images.shape.dropFirst() == one.image.shape.dropFirst())
      }
    }
  }

  @Test func whatAStepSeesDependsOnSeedAndStepAlone() throws {
    for number in 0..<3 {
      try write(number, "cello/\(number).png")
      try write(number + 5, "tuba/\(number).png")
    }
    let changes = ["augmentation.unpairedImages.crop=0.5", "augmentation.unpairedImages.color=0.3"]
    func maker() throws -> BatchMaker { try self.maker(changes[0], changes[1]) }
    let forwards = try maker()
    let batches = try (1...4).map { try forwards.batch(step: $0).unpairedImages?.images }
    let backwards = try maker()
    for step in (1...4).reversed() {
      #expect(try backwards.batch(step: step).unpairedImages?.images == batches[step - 1])
    }
    #expect(Set(batches.map { $0?.elements ?? [] }).count == 4)
  }

  @Test func anUnreadableImageIsNamedOnceAndAnotherStandsIn() throws {
    try write(1, "cello/a.png")
    try files.write("no image", "cello/b.png")
    try write(2, "tuba/c.png")
    let maker = try maker()
    var failures: [Failure] = []
    for step in 1...10 {
      #expect(try maker.batch(step: step).unpairedImages?.places == [0, 1, 2, 3])
      failures += maker.takeFailures()
    }
    #expect(failures.map(\.subject) == [folder.path("cello/b.png")])
  }
}
