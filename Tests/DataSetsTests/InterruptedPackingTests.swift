import Configuration
import DataSets
import Files
import Glibc
import Media
import TestSupport
import Testing
import Training

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
        .cannotCreate, pairs.packed, "already holds a data set",
        hint: "Use --force to write into it.")
    ) { try pairs.pack() }
    unlink(Folder.path(pairs.packed, "pack.json"))
    try PairFiles(in: pairs.packed).write("{}", "unfinished.json")
    #expect(
      throws: Failure(
        .cannotCreate, pairs.packed, "holds other unfinished work ({})",
        hint: "Use --force to begin anew.")
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
