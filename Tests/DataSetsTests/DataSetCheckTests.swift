import Configuration
import DataSets
import Files
import TestSupport
import Testing

@Suite struct DataSetCheckTests {
  let folder = TemporaryFolder()
  var files: PairFiles { PairFiles(in: folder.path) }

  /// Two classes with `count` training pairs each and one validation pair each.
  private func writeSound(_ count: Int = 3) throws {
    for (classNumber, name) in ["a", "b"].enumerated() {
      for number in 0...count {
        let place = "\(number == count ? "validation" : "train")/\(name)/\(number)"
        try files.writePair(
          100 * classNumber + number, image: "img/\(place).png", sound: "chunk/\(place).wav")
      }
    }
  }

  @Test func aSoundDataSetIsCounted() throws {
    try writeSound()
    var last = (0, 0)
    let check = try DataSetCheck(folder.path) { last = ($0, $1) }
    #expect(check.isUsable)
    #expect(check.warnings.isEmpty)
    #expect(check.classes.map(\.name) == ["a", "b"])
    #expect(check.classes.map(\.training) == [3, 3])
    #expect(check.classes.map(\.validation) == [1, 1])
    #expect(check.silent == 0)
    #expect(check.imageSizes == [.init(width: 16, height: 16): 8])
    #expect(check.sampleRates == [44_100: 8])
    #expect(check.channelCounts == [1: 8])
    #expect(check.seconds == 0.5...0.5)
    #expect(last == (8, 8))
  }

  @Test func everyKindOfBadFileIsNamed() throws {
    try writeSound(14)
    let png = try PairFiles.image(1)
    try files.write(Array(png.prefix(50)), "img/train/a/1.png")
    try files.write("text", "img/train/a/2.png")
    try files.write("x", "chunk/train/a/3.wav")
    try files.write(PairFiles.wav([[]]), "chunk/train/a/4.wav")
    try OutputFile.write([UInt8](), to: folder.path("chunk/train/a/5.wav"), replacing: true)
    for number in 6...12 { try files.write("text", "img/train/b/\(number).png") }
    let check = try DataSetCheck(folder.path)
    #expect(check.errorCount == 12)
    #expect(check.errors.count == 10)
    #expect(
      check.errors.prefix(5).map { $0.description.dropFirst(folder.path.count + 1) } == [
        "img/train/a/1.png: truncated PNG (\(Self.reason(check.errors[0].problem)))",
        "img/train/a/2.png: not a PNG, JPEG or WebP image (found plain text)",
        "chunk/train/a/3.wav: not a sound (plain text; \(FileKind.list(FileKind.sounds, last: "and")) can be read)",
        "chunk/train/a/4.wav: no audio samples", "chunk/train/a/5.wav: empty file",
      ])
    #expect(!check.isUsable)
    #expect(check.problems == ["12 file(s) or line(s) cannot be used"])
  }

  /// The library's own words, which differ from version to version.
  private static func reason(_ problem: String) -> Substring {
    problem.drop { $0 != "(" }.dropFirst().dropLast()
  }

  @Test func whatIsOddIsAWarning() throws {
    try writeSound()
    let tone = PairFiles.tone(50)
    try files.write(PairFiles.wav([tone, PairFiles.tone(51)]), "chunk/train/a/0.wav")
    try files.write(PairFiles.wav([Array(tone.prefix(100))]), "chunk/train/a/1.wav")
    try files.write(PairFiles.wav([PairFiles.tone(52, count: 90_000)]), "chunk/train/a/2.wav")
    for number in 0...2 {
      try files.write(
        PairFiles.wav([[Int16](repeating: Int16(number), count: 22_050)]),
        "chunk/train/b/\(number).wav")
    }
    var streamed = PairFiles.wav([PairFiles.tone(53)])
    streamed.replaceSubrange(40..<44, with: [255, 255, 255, 255])
    try files.write(streamed, "chunk/validation/a/3.wav")
    let check = try DataSetCheck(folder.path)
    #expect(check.isUsable)
    #expect(check.silent == 3)
    let path = folder.path
    #expect(
      check.warnings == [
        "class b: training clips are silent",
        "1 sound(s) are shorter than the clip of 0.5 s and are followed by silence, such as "
          + "\(path)/chunk/train/a/1.wav",
        "some sounds are longer than the clip of 0.5 s (up to 2.0 s); their beginning is used",
        "1 sound(s) are read in spite of a fault, such as \(path)/chunk/validation/a/3.wav",
        "1 sound(s) have channels that differ; one channel is made of them, such as "
          + "\(path)/chunk/train/a/0.wav",
      ])
    #expect(check.channelCounts == [1: 7, 2: 1])
  }

  @Test func leakageIsFound() throws {
    try writeSound()
    try files.write(PairFiles.image(0), "img/validation/b/3.png")
    try files.write(PairFiles.wav([PairFiles.tone(101)]), "chunk/validation/b/3.wav")
    for split in ["train", "validation"] {
      try files.writePair(
        split.count, image: "img/\(split)/a/a07_\(split.count)00.png",
        sound: "chunk/\(split)/a/a07_\(split.count)00.wav")
      // Silent clips are the same everywhere, which says nothing.
      let silence = PairFiles.wav([[Int16](repeating: 0, count: 22_050)])
      try files.write(PairFiles.image(30 + split.count), "img/\(split)/b/rest.png")
      try files.write(silence, "chunk/\(split)/b/rest.wav")
    }
    let check = try DataSetCheck(folder.path)
    #expect(
      check.warnings == [
        "1 validation image(s) are byte for byte among the training images: leakage, such as "
          + "\(folder.path)/img/validation/b/3.png",
        "1 validation sound(s) are byte for byte among the training sounds: leakage, such as "
          + "\(folder.path)/chunk/validation/b/3.wav",
        "1 recording(s) are in training and validation: leakage, such as a07",
      ])
  }

  @Test func whatTrainingNeedsIsAsked() throws {
    try files.writePair(1, image: "img/train/a/1.png", sound: "chunk/train/a/1.wav")
    try files.writePair(2, image: "img/validation/b/1.png", sound: "chunk/validation/b/1.wav")
    let check = try DataSetCheck(folder.path)
    #expect(
      check.problems == [
        "1 training pairs (at least 2 are needed)",
        "training pairs of one class only (a); mismatched pairs need two or more",
      ])
    #expect(check.warnings == ["class b has no training pairs"])
  }

  @Test func aConfigurationIsTakenAtItsWord() throws {
    try writeSound()
    let configuration = try Configuration.read(
      Golden.repository + "/configs/tiny.json",
      assignments: [
        "training.batchSize=7", "image.width=32", "sound.sampleRate=48000",
        "sound.maximumFrequency=24000", "sound.durationSeconds=0.6", "sound.windowLength=1024",
        "sound.hopLength=500",
      ])
    let check = try DataSetCheck(folder.path, configuration: configuration)
    #expect(
      check.problems == ["6 training pairs (training.batchSize is 7, as many are needed)"])
    #expect(
      check.warnings == [
        "8 sound(s) are shorter than the clip of 0.6 s and are followed by silence, such as "
          + "\(folder.path)/chunk/train/a/0.wav",
        "8 image(s) are smaller than 32 x 16 and are enlarged",
        "8 sound(s) have fewer samples a second than 48000: no highest bands",
      ])
  }

  @Test func faultsOfTheListingCountAsErrors() throws {
    try files.writePair(1, image: "1.png", sound: "1.wav")
    try files.writePair(2, image: "2.png", sound: "2.wav")
    try files.write(
      """
      {"image": "1.png", "sound": "1.wav"}
      {"image": "2.png", "sound": "2.wav"}
      {"image": "3.png", "sound": "2.wav"}
      """, "manifest.jsonl")
    let check = try DataSetCheck(folder.path)
    #expect(
      check.errors == [
        Failure(.badInput, "\(folder.path)/manifest.jsonl:3", "image is no file (3.png)")
      ])
    #expect(check.classes.count == 1 && check.training + check.validation == 2)
  }

  @Test func theObjectForScriptsSaysTheSame() throws {
    try writeSound()
    try files.write("text", "img/train/a/1.png")
    let object = try DataSetCheck(folder.path).object
    #expect(object["schema"] == 1)
    #expect(object["usable"] == false)
    #expect(object["training_pairs"] == 6)
    #expect(
      object["classes"]?.elements?.first
        == ["name": "a", "training_pairs": 3, "validation_pairs": 1, "silent_clips": 0])
    #expect(object["sample_rates"] == ["44100": 8])
    #expect(
      object["errors"] == [
        [
          "file": .string(folder.path("img/train/a/1.png")),
          "problem": "not a PNG, JPEG or WebP image (found plain text)",
        ]
      ])
  }

  @Test(.enabled(if: SharedData.path != nil, "needs ../shared/data"))
  func theRecoveredSubURMPIsUsable() throws {
    let check = try DataSetCheck((SharedData.path ?? "") + "/sub-urmp")
    #expect(check.isUsable)
    #expect(check.training == 442 && check.validation == 72 && check.classes.count == 13)
    #expect(check.silent == 0)
  }
}
