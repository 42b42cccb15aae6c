import DataSets
import Files
import Glibc
import TestSupport
import Testing
import Training

/// Packed data sets that are not as they were written.
@Suite struct DamagedPackTests {
  private let pairs: PackedPairs
  private var packed: String { pairs.packed }

  init() throws {
    pairs = try PackedPairs()
    try pairs.pack()
  }

  private func path(_ name: String) -> String { Folder.path(packed, name) }

  private func refusal() -> Failure? {
    let failure = #expect(throws: Failure.self) { try DataSet(pairs.configuration(packed)) }
    #expect(failure?.kind == .badInput)
    return failure
  }

  /// Changes one value of `pack.json`; the file is otherwise whole.
  private func set(_ key: String, _ text: String) throws {
    var document = try StrictJSON.read(path("pack.json"))
    try document.set(assignment: "\(key)=\(text)")
    try OutputFile.write(document.encoded(), to: path("pack.json"), replacing: true)
  }

  @Test(arguments: [1, 100, 1_000])
  func aShardThatWasCutOffIsRefused(bytes: Int) throws {
    for name in ["images-00001.safetensors", "index.safetensors"] {
      let whole = try InputFile.read(path(name))
      try pairs.change(name) { $0.removeLast(min(bytes, $0.count - 1)) }
      let failure = refusal()
      let size = InputFile.size(of: path(name)) ?? 0
      #expect(
        failure
          == Failure(.badInput, path(name), "has \(size) bytes (\(whole.count) were written)"))
      // Whoever mends the list does not get further.
      var document = try StrictJSON.read(path("pack.json"))
      let text = document.encoded().replacing(
        "\"bytes\":\(whole.count)", with: "\"bytes\":\(size)", maxReplacements: 9)
      document = try StrictJSON.parse(text, subject: "pack")
      let before = try InputFile.read(path("pack.json"))
      try OutputFile.write(document.encoded(), to: path("pack.json"), replacing: true)
      #expect(refusal() != nil)
      try OutputFile.write(before, to: path("pack.json"), replacing: true)
      try OutputFile.write(whole, to: path(name), replacing: true)
    }
    #expect(throws: Never.self) { try DataSet(pairs.configuration(packed)) }
  }

  @Test func aMissingShardIsNamed() throws {
    unlink(path("sounds-00002.safetensors"))
    #expect(
      refusal()
        == Failure(
          .badInput, path("sounds-00002.safetensors"), "is missing, though pack.json lists it"))
  }

  @Test func aDamagedIndexIsRefused() throws {
    try pairs.change("index.safetensors") { $0[$0.count - 1] ^= 1 }
    #expect(refusal()?.problem.hasPrefix("tensor validation is damaged (CRC-32 ") == true)
  }

  @Test func aDamagedHeaderIsRefused() throws {
    try pairs.change("sounds-00001.safetensors") { bytes in
      let place = try #require(bytes.firstIndex(of: UInt8(ascii: "4")))
      bytes[place] = UInt8(ascii: "5")
    }
    #expect(refusal()?.subject?.hasPrefix(path("sounds-00001.safetensors")) == true)
  }

  @Test func shardsOfAnotherPackAreRefused() throws {
    let first = try InputFile.read(path("images-00000.safetensors"))
    try OutputFile.write(first, to: path("images-00001.safetensors"), replacing: true)
    #expect(
      refusal()
        == Failure(
          .badInput, path("images-00001.safetensors"), "is shard 0 (1 is expected)"))
    let other = pairs.folder.path("other")
    _ = try DataSetPacking(shardSize: 4).run(
      pairs.configuration(pairs.files.root, "sound.dynamicRangeDecibels=81"), to: other)
    try OutputFile.write(
      InputFile.read(Folder.path(other, "images-00001.safetensors")),
      to: path("images-00001.safetensors"), replacing: true)
    #expect(refusal()?.problem == "belongs to another packed data set than pack.json beside it")
  }

  @Test(arguments: [
    ("format", "other", "format is other (cmcgan-pack is needed)"),
    ("trainingPairs", "-1", "trainingPairs is -1 (0 to 274877906944)"),
    ("trainingPairs", "9223372036854775807", "trainingPairs is 9223372036854775807 ("),
    ("plan.images", "9223372036854775807", "plan.images is 9223372036854775807 (1 to 2147483647)"),
    ("plan.images", "2147483647", "8 shards (the plan has 536870916)"),
    ("plan.images", "13", ""),
    ("plan.shardSize", "0", "plan.shardSize is 0 (1 to 1048576)"),
    ("plan.shardSize", "1048576", "8 shards (the plan has 2)"),
    ("plan.image.width", "1000000000", "plan.image.width is 1000000000 ("),
    ("plan.sound.hopLength", "0", "plan.sound.hopLength is 0 ("),
    ("plan.sound.bands", "-5", "plan.sound.bands is -5 ("),
    ("index.file", "../index.safetensors", "index.file is ../index.safetensors ("),
    ("index.bytes", "-1", ""),
  ])
  func wrongNumbersAreRefused(key: String, value: String, problem: String) throws {
    try set(key, value)
    #expect(refusal()?.problem.hasPrefix(problem) == true, "\(refusal()?.problem ?? "")")
  }

  @Test(arguments: [("trainingPairs", "9"), ("validationPairs", "5"), ("trainingPairs", "11")])
  func wrongCountsAreRefused(key: String, value: String) throws {
    try set(key, value)
    let failure = refusal()
    #expect(failure?.subject == path("index.safetensors"))
  }

  @Test func anotherVersionIsRefused() throws {
    try set("plan.formatVersion", "2")
    #expect(
      refusal()
        == Failure(
          .badInput, path("pack.json"), "was packed in format 2 (1 is needed)",
          hint: "Pack it again with this program."))
  }

  @Test func whatIsNoDescriptionIsRefused() throws {
    for text in ["", "{", "{}", "[1]", #"{"format": 3}"#] {
      try OutputFile.write(text, to: path("pack.json"), replacing: true)
      #expect(refusal() != nil)
    }
  }

  /// Whatever one byte of it becomes, and wherever it ends, it is taken or refused.
  @Test func noChangeOfTheDescriptionIsTooMuch() throws {
    let whole = try InputFile.read(path("pack.json"))
    var refused = 0
    for place in whole.indices {
      for change in [1, 2, 4, 16] as [UInt8] {
        var bytes = whole
        bytes[place] ^= change
        try OutputFile.write(bytes, to: path("pack.json"), replacing: true, isForced: false)
        do {
          let set = try DataSetLayout.open(packed)
          _ = (set.training.first, set.validation.last, set.digest())
        } catch let failure as Failure where failure.kind == .badInput {
          refused += 1
        }
      }
    }
    // What changes notes, the digest or the name of a class is not known to be wrong.
    #expect(refused > 3 * whole.count)
    for count in whole.indices.dropLast() {
      try OutputFile.write(
        Array(whole.prefix(count)), to: path("pack.json"), replacing: true, isForced: false)
      #expect(throws: Failure.self) { try DataSetLayout.open(packed) }
    }
  }

  @Test func anUnfinishedPackIsRefused() throws {
    try OutputFile.write("{}", to: path("unfinished.json"), replacing: true)
    #expect(refusal()?.problem == "an unfinished data set (it holds unfinished.json)")
  }

  /// Its pairs are named once and left out, like pairs of damaged files.
  @Test func aDamagedSampleIsLeftOut() throws {
    try pairs.change("images-00000.safetensors") { $0[$0.count - 1] ^= 1 }
    let configuration = try pairs.configuration(packed)
    let set = try DataSet(configuration)
    let store = SampleStore(set.training, of: set, configuration)
    let maker = try BatchMaker(store, classes: 2, configuration)
    for step in 1...6 { _ = try maker.batch(step: step) }
    let failures = store.takeFailures()
    #expect(failures.map(\.subject) == [path("images-00000.safetensors")])
    #expect(failures.first?.problem.hasPrefix("image 3 is damaged (CRC-32 ") == true)
    #expect(failures.first?.kind == .badInput)

    let strict = try pairs.configuration(packed, "faults.unreadableShare=0")
    let failure = #expect(throws: Failure.self) {
      let maker = try BatchMaker(
        SampleStore(set.training, of: set, strict), classes: 2, strict)
      for step in 1...6 { _ = try maker.batch(step: step) }
    }
    #expect(failure?.problem.contains("1 of 10 training pairs cannot be read") == true)
  }

  @Test func checkFindsEveryDamage() throws {
    let good = try DataSetCheck(packed)
    #expect(good.isUsable && good.errorCount == 0)
    #expect(good.classes.map(\.training) == [5, 5] && good.classes.map(\.validation) == [2, 2])
    #expect(good.layout == "packed (14 images, 14 sounds)")
    try pairs.change("images-00000.safetensors") { $0[$0.count - 1] ^= 1 }
    try pairs.change("sounds-00003.safetensors") { $0[$0.count - 5] ^= 4 }
    let check = try DataSetCheck(packed)
    #expect(!check.isUsable && check.errorCount == 2)
    let problems = check.errors.map(\.problem)
    #expect(problems.contains { $0.hasPrefix("image 3 is damaged") })
    #expect(problems.contains { $0.hasPrefix("sound 13 is damaged") })
    let other = try DataSetCheck(
      packed, configuration: pairs.configuration(packed, "image.width=32"))
    #expect(other.errors.first?.problem == "was packed with image.width 16 (requested: 32)")
  }
}
