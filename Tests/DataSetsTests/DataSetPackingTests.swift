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
        hint: "pack each fold by itself: cmcgan-data pack --set data.fold=1")
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
    #expect(try DataSet(packed).unpairedTraining.count == 2)
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
        "was packed with image.width 16, 32 is asked for; sound.bands 32, 16 is asked for",
        hint: "pack the data set again with this configuration")
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
      hint: "name the data set that it was packed from")
    #expect(throws: needed) {
      try DataSetImport(imageSize: 16).run(pairs.packed, to: pairs.folder.path("out"))
    }
    #expect(
      throws: Failure(
        .badInput, pairs.packed, "is packed already",
        hint: "name the data set that it was packed from")
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

/// Packing that does not go through at once.
@Suite struct InterruptedPackingTests {
  private let pairs: PackedPairs
  init() throws { pairs = try PackedPairs() }

  private func contents(_ folder: String) throws -> [String: [UInt8]] {
    try PairFiles(in: folder).contents()
  }

  /// A folder as a process leaves it that was killed between two shards.
  @Test func itGoesOnBetweenTwoShards() throws {
    try pairs.pack(to: pairs.folder.path("whole"))
    let whole = try contents(pairs.folder.path("whole"))
    for done in 0...8 {
      let shards = whole.keys.filter { $0.contains("-0") }.sorted()
      let output = PairFiles(in: pairs.folder.path("part-\(done)"))
      for name in shards.prefix(done) { try output.write(whole[name] ?? [], name) }
      try output.write("half a file", ".cmcgan-1-0.tmp.safetensors")
      let plan = try StrictJSON.parse(whole["pack.json"] ?? [], subject: "pack")["plan"]
      let work: JSONValue = ["command": "pack", "plan": plan ?? .null]
      try output.write(work.encoded() + "\n", "unfinished.json")
      #expect(throws: Failure.self) { try DataSetLayout.open(output.root) }
      let summary = try pairs.pack(to: output.root)
      #expect(summary.kept == done)
      let same = try contents(output.root) == whole
      #expect(same, "\(done) of \(shards.count) shards")
    }
  }

  @Test func aDamagedShardIsMadeAgain() throws {
    try pairs.pack(to: pairs.folder.path("whole"))
    let whole = try contents(pairs.folder.path("whole"))
    let output = PairFiles(in: pairs.packed)
    for (name, bytes) in whole where name != "pack.json" { try output.write(bytes, name) }
    let plan = try StrictJSON.parse(whole["pack.json"] ?? [], subject: "pack")["plan"]
    try output.write(
      JSONValue.object([.init("command", "pack"), .init("plan", plan ?? .null)]).encoded() + "\n",
      "unfinished.json")
    try pairs.change("images-00001.safetensors") { $0[$0.count - 1] ^= 1 }
    try pairs.change("sounds-00002.safetensors") { $0.removeLast(100) }
    let summary = try pairs.pack()
    #expect(summary.kept == 6)
    let same = try contents(pairs.packed) == whole
    #expect(same)
  }

  @Test func whatStoppedItIsTriedAgain() throws {
    try pairs.pack(to: pairs.folder.path("whole"))
    let name = "sounds/train/b/7.wav"
    let good = try InputFile.read(Folder.path(pairs.files.root, name))
    try pairs.files.write([UInt8](repeating: 1, count: good.count), name)
    let failure = #expect(throws: Failure.self) { try pairs.pack() }
    #expect(
      failure?.problem.hasPrefix(
        "1 of 14 pairs cannot be used so far (at most 1 % may be bad); the last is "
          + Folder.path(pairs.files.root, name)) == true, "\(failure?.problem ?? "")")
    #expect(failure?.kind == .badInput)
    try pairs.files.write(good, name)
    let summary = try pairs.pack()
    #expect(summary.kept >= 5 && summary.skipped == 0)
    let same = try contents(pairs.packed) == contents(pairs.folder.path("whole"))
    #expect(same)
  }

  @Test func whatCannotBeReadIsLeftOut() throws {
    let bad = ["sounds/train/b/7.wav", "images/train/a/2.png"]
    for name in bad { try pairs.files.write("nothing", name) }
    var skipped: [Failure] = []
    func listen(_ event: DataSetEvent) {
      if case .skipped(let failure) = event { skipped.append(failure) }
    }
    let summary = try pairs.pack(keepsGoing: true, listen)
    #expect(summary.training == 8 && summary.validation == 4 && summary.skipped == 2)
    #expect(
      skipped.map(\.subject) == bad.reversed().map { Folder.path(pairs.files.root, $0) })
    let set = try DataSet(pairs.configuration(pairs.packed))
    #expect(set.training.count == 8)
    #expect(set.training.map(\.classIndex) == [0, 0, 0, 0, 1, 1, 1, 1])
    // The same pairs, as if the others had never been.
    for name in ["images/train/b/7.png", "sounds/train/a/2.wav"] + bad {
      unlink(Folder.path(pairs.files.root, name))
    }
    let files = try pairs.configuration(pairs.files.root)
    #expect(set.digest() == (try DataSet(files).digest()))
    let checkpoints = (
      try pairs.checkpoint(files, "files"),
      try pairs.checkpoint(pairs.configuration(pairs.packed), "packed")
    )
    #expect((checkpoints.0 == checkpoints.1) as Bool)
  }

  @Test func otherWorkIsRefusedAndForced() throws {
    try pairs.pack()
    #expect(
      throws: Failure(
        .cannotCreate, pairs.packed, "holds a data set already",
        hint: "use --force to write into it")
    ) { try pairs.pack() }
    unlink(Folder.path(pairs.packed, "pack.json"))
    try PairFiles(in: pairs.packed).write("{}", "unfinished.json")
    #expect(
      throws: Failure(
        .cannotCreate, pairs.packed, "holds other unfinished work ({})",
        hint: "use --force to begin anew")
    ) { try pairs.pack() }
    let summary = try pairs.pack(shardSize: 14, replaces: true)
    #expect(summary.kept == 0 && summary.shards == 2)
    #expect(
      try Folder.names(in: pairs.packed) == [
        "images-00000.safetensors", "index.safetensors", "pack.json", "sounds-00000.safetensors",
      ])
    #expect(
      throws: Failure(
        .cannotCreate, Folder.path(pairs.files.root, "out"),
        "lies in the source (\(pairs.files.root)), which stays as it is")
    ) { try pairs.pack(to: Folder.path(pairs.files.root, "out")) }
  }
}
