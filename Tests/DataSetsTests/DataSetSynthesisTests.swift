import DataSets
import Files
import Glibc
import Media
import Orchestra
import TensorCore
import TestSupport
import Testing
import Threads

@Suite struct DataSetSynthesisTests {
  let folder = TemporaryFolder()
  let synthesis = DataSetSynthesis(seed: 3, trainingPairs: 2, validationPairs: 1, imageSize: 32)

  @Test func bytesDoNotDependOnThreads() throws {
    let threads = ThreadPool.shared.threadCount
    defer { ThreadPool.shared.use(threads: threads) }
    var found: [[String: [UInt8]]] = []
    for threads in [1, 3] {
      ThreadPool.shared.use(threads: threads)
      let path = folder.path("\(threads)")
      #expect(try synthesis.run(in: path) == 39)
      found.append(try PairFiles(in: path).contents())
    }
    #expect(found[0].count == 79)
    #expect(found[0] == found[1])
  }

  @Test func theFolderHoldsWhatTrainingInMemorySees() throws {
    let path = folder.path("a")
    _ = try synthesis.run(in: path)
    let written = try DataSetLayout.open(path)
    let made = DataSet(orchestraSeed: 3, trainingPairs: 2, validationPairs: 1)
    #expect(written.classes == made.classes)
    #expect(written.training.map(\.stem) == made.training.map(\.stem))
    #expect(written.validation.map(\.stem) == made.validation.map(\.stem))
    #expect(written.training.map(\.classIndex) == made.training.map(\.classIndex))
    #expect(Set(made.training.map(\.stem)).isDisjoint(with: made.validation.map(\.stem)))
    let pair = try #require(written.validation.last)
    #expect(pair.stem == "violin00002")
    let orchestra = Orchestra(seed: 3)
    #expect(
      try pair.image(orchestra: orchestra) == orchestra.image(of: .violin, index: 2, size: 32))
    let sound = try pair.sound(orchestra: orchestra)
    let expected = orchestra.sound(of: .violin, index: 2)
    #expect(sound.sampleRate == 44_100)
    let found = closeness(
      of: sound.samples, to: expected.samples, relative: 0, absolute: 0.51 / 32_768)
    #expect(found.isClose, "\(found)")
  }

  @Test func interruptedWorkGoesOnAndKeepsWhatIsWhole() throws {
    let path = folder.path("a")
    _ = try synthesis.run(in: path)
    let files = PairFiles(in: path)
    let whole = try files.contents()
    // As a killed process leaves it: no manifest, one file missing, one cut, one half-written.
    unlink(folder.path("a/manifest.jsonl"))
    unlink(folder.path("a/img/train/tuba/tuba00001.png"))
    try files.write(
      Array((whole["chunk/train/sax/sax00000.wav"] ?? []).prefix(100)),
      "chunk/train/sax/sax00000.wav")
    try files.write("x", "img/train/oboe/.cmcgan-1-0.tmp.png")
    try files.write(
      #"{"command":"synthesize","seed":3,"training_pairs":2,"validation_pairs":1,"size":32}"#,
      "unfinished.json")
    _ = try synthesis.run(in: path)
    #expect(try files.contents() == whole)
  }

  @Test func aFolderThatHoldsSomethingIsRefused() throws {
    let path = folder.path("a")
    _ = try synthesis.run(in: path)
    func failure(_ problem: String, _ hint: String) -> Failure {
      Failure(.cannotCreate, path, problem, hint: hint)
    }
    #expect(throws: failure("already holds a data set", "Use --force to write into it.")) {
      try synthesis.run(in: path)
    }
    unlink(folder.path("a/manifest.jsonl"))
    #expect(throws: failure("is not empty (found chunk)", "Use --force to write into it.")) {
      try synthesis.run(in: path)
    }
    try PairFiles(in: path).write(#"{"command":"import"}"#, "unfinished.json")
    #expect(
      throws: failure(
        #"holds other unfinished work ({"command":"import"})"#, "Use --force to begin anew.")
    ) { try synthesis.run(in: path) }
    var other = synthesis
    other.replaces = true
    other.seed = 4
    #expect(try other.run(in: path) == 39)
    #expect(!InputFile.exists(folder.path("a/unfinished.json")))
  }

  @Test func workOfAnotherSeedBegunByForceKeepsNothing() throws {
    let path = folder.path("a")
    _ = try synthesis.run(in: path)
    try PairFiles(in: path).write(
      #"{"command":"synthesize","seed":4,"training_pairs":2,"validation_pairs":1,"size":32,"#
        + #""restarted":true}"#, "unfinished.json")
    var other = synthesis
    other.seed = 4
    _ = try other.run(in: path)
    _ = try other.run(in: folder.path("b"))
    #expect(
      try PairFiles(in: path).contents() == PairFiles(in: folder.path("b")).contents())
  }

  @Test func aLinkOutOfTheFolderIsNotFollowed() throws {
    let path = folder.path("a")
    try Folder.create(folder.path("elsewhere"))
    try Folder.create(folder.path("a/img/train"))
    symlink(folder.path("elsewhere"), folder.path("a/img/train/cello"))
    var forced = synthesis
    forced.replaces = true
    #expect(
      throws: Failure(
        .cannotCreate, folder.path("a/img/train/cello"), "leads out of \(path) by a link")
    ) { try forced.run(in: path) }
    #expect(try Folder.names(in: folder.path("elsewhere")).isEmpty)
  }

  @Test func progressCountsEveryPair() throws {
    var seen: [Int] = []
    _ = try synthesis.run(in: folder.path("a")) { done, all in
      #expect(all == 39)
      seen.append(done)
    }
    #expect(seen == Array(1...39))
  }
}
