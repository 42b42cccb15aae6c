import DataSets
import Files
import Glibc
import TestSupport
import Testing

@Suite struct ManifestTests {
  let folder = TemporaryFolder()
  var files: PairFiles { PairFiles(in: folder.path) }
  var path: String { folder.path("manifest.jsonl") }

  init() throws {
    try files.writePair(1, image: "p/1.png", sound: "s/1.wav")
    try files.writePair(2, image: "p/2.png", sound: "s/2.wav")
  }

  @Test func windowsLineEndsAndBlankLinesAreAccepted() throws {
    let lines = [
      #"{"sound": "s/1.wav", "image": "p/1.png", "class": "a", "split": "train"}"#, " \t",
      #"{"sound": "s/2.wav", "image": "p/2.png", "class": "b", "split": "train", "silent": true}"#,
      "",
    ]
    try files.write(lines.joined(separator: "\r\n"), "manifest.jsonl")
    let set = try DataSetLayout.open(path)
    #expect(set.training.map(\.stem) == ["1", "2"])
    #expect(set.classes == ["a", "b"])
    #expect(try DataSetLayout.open(folder.path).training == set.training)
  }

  @Test(arguments: [
    (#"{"sound": "s/1.wav","#, ":1:21", "premature end of input near '{'"),
    (#"["s/1.wav"]"#, ":1", "found a list; an object is needed"),
    (#"{"sound": "s/1.wav"}"#, ":1", "image is missing; the path of a file is needed"),
    (
      #"{"sound": "s/1.wav", "image": "../p/1.png"}"#, ":1",
      "image leaves the manifest's folder (../p/1.png)"
    ),
    (
      #"{"sound": "/etc/passwd", "image": "p/1.png"}"#, ":1",
      "sound leaves the manifest's folder (/etc/passwd)"
    ),
    (
      #"{"sound": "s/1.wav", "image": "p/link.png"}"#, ":1",
      "image leaves the manifest's folder by a link (p/link.png)"
    ),
    (
      #"{"sound": "out/1.wav", "image": "p/1.png"}"#, ":1",
      "sound leaves the manifest's folder by a link (out/1.wav)"
    ),
    (#"{"sound": "s/3.wav", "image": "p/1.png"}"#, ":1", "sound is no file (s/3.wav)"),
    (#"{"sound": "s", "image": "p/1.png"}"#, ":1", "sound is not a file (s)"),
    (
      #"{"sound": "s/1.wav", "image": "p/1.png", "class": 3}"#, ":1",
      "class is 3; a text is needed"
    ),
    (
      #"{"sound": "s/1.wav", "image": "p/1.png", "class": "../a"}"#, ":1",
      #"class is "../a"; it cannot name a folder"#
    ),
    (
      #"{"sound": "s/1.wav", "image": "p/1.png", "split": "test"}"#, ":1",
      "split is test; train or validation is needed"
    ),
    (
      #"{"sound": "s/1.wav", "image": "p/1.png", "label": "a"}"#, ":1",
      "unknown key label (known are sound, image, class, split, silent)"
    ),
  ])
  func aBadLineIsExplained(line: String, place: String, problem: String) throws {
    let outside = TemporaryFolder()
    try PairFiles(in: outside.path).writePair(3, image: "3.png", sound: "1.wav")
    symlink(outside.path("3.png"), folder.path("p/link.png"))
    symlink(outside.path, folder.path("out"))
    try files.write(line + "\n", "manifest.jsonl")
    let faults = try DataSetLayout.listing(of: path).faults
    #expect(faults.map(\.subject) == [path + place])
    if !problem.hasPrefix("premature") { #expect(faults.map(\.problem) == [problem]) }
    #expect(faults.allSatisfy { $0.kind == .badInput })
  }

  @Test func linksInsideTheFolderAreFollowed() throws {
    symlink("1.png", folder.path("p/link.png"))
    try files.write(#"{"sound": "s/1.wav", "image": "p/link.png"}"#, "manifest.jsonl")
    #expect(try DataSetLayout.listing(of: path).faults.isEmpty)
  }

  @Test func aPairListedTwiceIsAFault() throws {
    let line = #"{"sound": "s/1.wav", "image": "p/1.png"}"# + "\n"
    try files.write(line + line, "manifest.jsonl")
    #expect(throws: Failure(.badInput, "\(path):2", "the pair 1 is listed twice")) {
      try DataSetLayout.open(path)
    }
  }

  @Test func soundsOfOneNameGetStemsOfTheirOwn() throws {
    try files.writePair(3, image: "p/3.png", sound: "t/1.wav")
    try files.write(
      """
      {"sound": "s/1.wav", "image": "p/1.png", "split": "train"}
      {"sound": "t/1.wav", "image": "p/3.png", "split": "train"}
      {"sound": "s/1.wav", "image": "p/2.png", "split": "train"}
      """, "manifest.jsonl")
    #expect(try DataSetLayout.open(path).training.map(\.stem) == ["1", "1-2", "1-3"])
  }

  @Test func aMissingClassAndHowManyMoreIsSaid() throws {
    try files.write(
      """
      {"sound": "s/1.wav", "image": "p/1.png", "class": "a"}
      {"sound": "s/2.wav", "image": "p/2.png"}
      {"sound": "s/9.wav", "image": "p/2.png"}
      """, "manifest.jsonl")
    let failure = Failure(
      .badInput, "\(path):3", "sound is no file (s/9.wav) (and 1 more such faults)",
      hint: "Use cmcgan-data check to list them.")
    #expect(throws: failure) { try DataSetLayout.open(path) }
    #expect(
      try DataSetLayout.listing(of: path).faults.last
        == Failure(.badInput, "\(path):2", "class is missing; other lines have one"))
  }
}
