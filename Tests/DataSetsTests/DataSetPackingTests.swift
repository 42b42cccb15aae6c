import Configuration
import DataSets
import Files
import Glibc
import Media
import TestSupport
import Testing
import Training

@Suite struct DataSetPackingTests {
  private let pairs: PackedPairs
  init() throws { pairs = try PackedPairs() }

  @Test func trainingIsTheSameToTheBit() throws {
    let summary = try pairs.pack()
    #expect(summary.training == 10 && summary.validation == 4 && summary.classes == 2)
    #expect(summary.images == 14 && summary.sounds == 14 && summary.shards == 8)
    #expect(summary.kept == 0 && summary.skipped == 0)
    for balanced in ["false", "true"] {
      let change = "data.balanced=\(balanced)"
      let files = try pairs.checkpoint(
        pairs.configuration(pairs.files.root, change), "files-\(balanced)")
      let packed = try pairs.checkpoint(
        pairs.configuration(pairs.packed, change), "packed-\(balanced)")
      #expect((files == packed) as Bool, "balanced \(balanced)")
    }
  }

  @Test func aRunOnFilesGoesOnOnThePack() throws {
    try pairs.pack()
    let run = RunFolder(pairs.folder.path("run"))
    try Trainer(
      pairs.configuration(pairs.files.root, "training.steps=2"), in: run, start: .fresh,
      isQuiet: true
    ).run()
    try Trainer(pairs.configuration(pairs.packed), in: run, start: .resumed(), isQuiet: true).run()
    let whole = try pairs.checkpoint(pairs.configuration(pairs.files.root), "whole")
    let resumed = try InputFile.read(run.checkpoints + "/step-000004.safetensors")
    #expect((whole == resumed) as Bool)
  }

  @Test func theOrchestraIsPackedToo() throws {
    let made = try Configuration.tiny(
      "data.orchestraTrainingPairs=2", "data.orchestraValidationPairs=1", "training.steps=2")
    let summary = try DataSetPacking(shardSize: 100).run(made, to: pairs.packed)
    #expect(summary.training == 26 && summary.validation == 13 && summary.shards == 2)
    var packed = made
    packed.data.source = .files
    packed.data.root = pairs.packed
    let (first, second) = (try DataSet(made), try DataSet(packed))
    #expect(first.digest() == second.digest() && first.classes == second.classes)
    let stores = [
      SampleStore(first.training, of: first, made), SampleStore(second.training, of: second, made),
    ]
    for store in stores { try store.load(0..<26) }
    #expect((stores[0].images(Array(0..<26)) == stores[1].images(Array(0..<26))) as Bool)
    #expect((stores[0].sounds(Array(0..<26)) == stores[1].sounds(Array(0..<26))) as Bool)
  }

  @Test func whatIsSharedIsPackedOnce() throws {
    var manifest = ""
    for number in 0..<40 {
      let (half, side) = (number / 2, number % 2)
      let (name, other) = (2 * (half % 5) + side, 2 * (half / 5) + side)
      let letter = side == 0 ? "a" : "b"
      manifest += """
        {"sound":"sounds/train/\(letter)/\(name).wav","image":"images/train/\(letter)/\(other).png",\
        "class":"\(letter)","split":"train"}

        """
    }
    try pairs.files.write(manifest, "manifest.jsonl")
    let summary = try pairs.pack()
    #expect(summary.training == 40 && summary.images == 8 && summary.sounds == 10)
    let configuration = try pairs.configuration(pairs.packed)
    let set = try DataSet(configuration)
    #expect(set.training.count == 40 && set.training.keptCount == 0)
    #expect(set.training.map(\.classIndex) == (0..<40).map { $0 / 20 })
    #expect(Array(set.training.indices(ofClass: 1)) == Array(20..<40))
    #expect(set.training.indices(ofClass: 1).firstIndex(of: 25) == 5)
    #expect(set.training.indices(ofClass: 1).firstIndex(of: 5) == nil)
    #expect(set.training.indices(ofClass: 2).isEmpty && set.validation.isEmpty)

    // The pairs of a class in the order of the manifest.
    let files = try DataSet(pairs.configuration(pairs.files.root))
    let order = (0..<2).flatMap { Array(files.training.indices(ofClass: $0)) }
    let stores = (
      SampleStore(files.training, of: files, configuration),
      SampleStore(set.training, of: set, configuration)
    )
    try stores.0.load(order)
    try stores.1.load(0..<40)
    #expect((stores.0.images(order) == stores.1.images(Array(0..<40))) as Bool)
    #expect((stores.0.sounds(order) == stores.1.sounds(Array(0..<40))) as Bool)
  }

  @Test func pairsWithoutClassesArePacked() throws {
    for number in 0..<14 {
      let bare = PairFiles(in: pairs.folder.path("bare"))
      try bare.writePair(number, image: "images/\(number).png", sound: "sounds/\(number).wav")
    }
    let root = pairs.folder.path("bare")
    let summary = try DataSetPacking(shardSize: 100).run(
      pairs.configuration(root), to: pairs.packed)
    let set = try DataSet(pairs.configuration(pairs.packed))
    #expect(set.classes.isEmpty && set.training.count == summary.training)
    #expect(set.training.allSatisfy { $0.classIndex == 0 })
    #expect(set.digest() == (try DataSet(pairs.configuration(root)).digest()))
  }

  @Test func foldsArePackedAsTheConfigurationSays() throws {
    let folded = try pairs.configuration(pairs.files.root, "data.folds=2", "data.fold=1")
    let summary = try DataSetPacking(shardSize: 100).run(folded, to: pairs.packed)
    let set = try DataSet(pairs.configuration(pairs.packed))
    #expect(summary.training == set.training.count && set.training.count < 10)
    let whole = try DataSet(folded)
    #expect(set.validation.count == whole.validation.count)
    #expect(set.training.map(\.classIndex) == whole.training.map(\.classIndex).sorted())
    #expect(
      throws: Failure(
        .badConfiguration, "data.folds",
        "2, but \(pairs.packed) is packed, and its split is settled (0 is needed)",
        hint: "Pack each fold by itself: cmcgan-data pack --set data.fold=1.")
    ) { try DataSet(pairs.configuration(pairs.packed, "data.folds=2", "data.fold=1")) }
  }

  @Test func unpairedSoundsLieBesideThePack() throws {
    try pairs.pack()
    for name in ["a", "b"] {
      try PairFiles(in: pairs.folder.path("alone")).write(
        PairFiles.wav([PairFiles.tone(3)]), "\(name)/1.wav")
    }
    let changes = (
      "data.unpairedSounds=\(pairs.folder.path("alone"))", "data.unpairedShare=0.5"
    )
    let files = try pairs.configuration(pairs.files.root, changes.0, changes.1)
    let packed = try pairs.configuration(pairs.packed, changes.0, changes.1)
    #expect(try DataSet(packed).unpairedSounds.training.count == 2)
    #expect(try DataSet(packed).digest() == DataSet(files).digest())
    let checkpoints = (
      try pairs.checkpoint(files, "files"), try pairs.checkpoint(packed, "packed")
    )
    #expect((checkpoints.0 == checkpoints.1) as Bool)
    // They are no part of what is packed.
    _ = try DataSetPacking(shardSize: 4).run(files, to: pairs.folder.path("again"))
    let same =
      try PairFiles(in: pairs.packed).contents()
      == PairFiles(in: pairs.folder.path("again")).contents()
    #expect(same)
  }

  @Test func anotherFormatIsRefused() throws {
    try pairs.pack()
    #expect(
      throws: Failure(
        .badInput, pairs.packed,
        "was packed with image.width 16 (requested: 32); sound.bands 32 (requested: 16)",
        hint: "Pack the data set again with this configuration.")
    ) {
      try DataSet(pairs.configuration(pairs.packed, "image.width=32", "sound.bands=16"))
    }
  }

  @Test func memoryIsNotReckonedForPackedPairs() throws {
    try pairs.pack()
    #expect(try DataSet(pairs.configuration(pairs.packed)).training.keptCount == 0)
    #expect(try DataSet(pairs.configuration(pairs.files.root)).training.keptCount == 10)
  }

  @Test func whatNeedsTheFilesSaysSo() throws {
    try pairs.pack()
    let needed = Failure(
      .badInput, pairs.packed, "is packed (it holds pack.json); files are needed",
      hint: "Name the data set that it was packed from.")
    #expect(throws: needed) {
      try DataSetImport(imageSize: 16).run(pairs.packed, to: pairs.folder.path("out"))
    }
    #expect(
      throws: Failure(
        .badInput, pairs.packed, "is already packed",
        hint: "Name the data set that it was packed from.")
    ) {
      try DataSetPacking(shardSize: 4).run(
        pairs.configuration(pairs.packed), to: pairs.folder.path("out"))
    }
    let set = try DataSet(pairs.configuration(pairs.packed))
    let pair = set.training[3]
    #expect(try pair.image(orchestra: set.orchestra).width == 16)
    #expect(
      throws: Failure(.badInput, pairs.packed, "is packed: it holds spectrograms, not sounds")
    ) { try pair.sound(orchestra: set.orchestra) }
  }
}
