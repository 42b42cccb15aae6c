import DataSets
import Files
import Glibc
import Media
import TestSupport
import Testing

@Suite struct DataSetImportTests {
  let folder = TemporaryFolder()
  let work = DataSetImport(imageSize: 32)
  var files: PairFiles { PairFiles(in: folder.path("source")) }
  var source: String { folder.path("source") }
  var output: String { folder.path("out") }

  /// Pairs as Sub-URMP has them: frames of a film, two equal channels, windows of 100 ms distance.
  private func writeReleased() throws {
    for name in ["violin", "double_bass"] {
      for (number, split) in ["train", "train", "validation"].enumerated() {
        let stem = "\(name)0\(number)_\(500 + 100 * number)"
        let tone = PairFiles.tone(number + name.count)
        try files.write(PairFiles.frame(), "img/\(split)/\(name)/\(stem).jpg")
        try files.write(PairFiles.wav([tone, tone]), "chunk/\(split)/\(name)/\(stem).wav")
      }
    }
    let rest = [Int16](repeating: 30, count: 22_050)
    try files.write(PairFiles.frame(), "img/train/violin/violin00_900.jpg")
    try files.write(PairFiles.wav([rest, rest]), "chunk/train/violin/violin00_900.wav")
  }

  @Test func theReleasedFormBecomesCompact() throws {
    try writeReleased()
    let before = try files.contents()
    let summary = try work.run(source, to: output)
    #expect(try files.contents() == before)
    #expect(
      summary
        == .init(layout: "img and chunk", classes: 2, training: 5, validation: 2, silent: 1))
    let set = try DataSetLayout.open(output)
    #expect(set.classes == ["double_bass", "violin"])
    #expect(
      set.training.map(\.stem) == [
        "double_bass00_500", "double_bass01_600", "violin00_500", "violin00_900", "violin01_600",
      ])
    let manifest = String(
      decoding: try InputFile.read(folder.path("out/manifest.jsonl")), as: UTF8.self)
    #expect(
      manifest.split(separator: "\n")[3]
        == #"{"sound":"chunk/train/violin/violin00_900.wav","#
        + #""image":"img/train/violin/violin00_900.png","class":"violin","split":"train","#
        + #""silent":true}"#)
    #expect(manifest.contains("true}\n{"), "only one clip is silent")
    // Two equal channels are one: the samples stay as they are, behind a header of 44 bytes.
    #expect(
      try InputFile.read(folder.path("out/chunk/train/violin/violin01_600.wav"))
        == PairFiles.wav([PairFiles.tone(7)]))
    let image = try ImageFile.read(folder.path("out/img/train/violin/violin01_600.png"))
    #expect(image.width == 32 && image.height == 32)
    let (above, below) = (image[0, 4], image[31, 27])
    #expect(above.green > 150 && above.red < 60 && below.blue > 150 && below.red < 60)
  }

  @Test func soundsOfAnyKindBecomeHalfASecond() throws {
    let silence = [Int16](repeating: 0, count: 60_000)
    let tone = PairFiles.tone(1, count: 60_000)
    let sounds: [(String, [UInt8])] = [
      ("late", PairFiles.wav([silence + tone])),
      ("end", PairFiles.wav([silence + tone.prefix(1_000)])),
      ("short", PairFiles.wav([Array(tone.prefix(1_000))])),
      ("slow", PairFiles.wav([PairFiles.tone(1, count: 11_025)], sampleRate: 22_050)),
      ("none", PairFiles.wav([silence])),
    ]
    for (number, (name, bytes)) in sounds.enumerated() {
      try files.write(PairFiles.image(number, width: 40, height: 20), "images/\(name).png")
      try files.write(bytes, "sounds/\(name).wav")
    }
    let summary = try work.run(source, to: output)
    #expect(summary.classes == 0 && summary.silent == 1 && summary.skipped == 0)
    func samples(_ name: String) throws -> [Int16] {
      let sides = try DataSetLayout.open(output)
      let pair = try #require((sides.training + sides.validation).first { $0.stem == name })
      let sound = try pair.sound(orchestra: sides.orchestra)
      #expect(sound.sampleRate == 44_100)
      return sound.samples.map { Int16($0 * 32_768) }
    }
    // The first sample of a tone is zero, and the second the first above the threshold.
    #expect(try samples("late") == Array(tone[1..<22_051]))
    #expect(try samples("end") == Array(silence.prefix(21_050) + tone.prefix(1_000)))
    #expect(try samples("short") == Array(tone.prefix(1_000) + silence.prefix(21_050)))
    #expect(try samples("slow").count == 22_050)
    #expect(try samples("none") == Array(silence.prefix(22_050)))
  }

  @Test func namesWithSpacesAndAccentsStay() throws {
    try files.writePair(
      1, image: "images/Oboe d'amore/nº 1 – é.png",
      sound: "sounds/Oboe d'amore/nº 1 – é.WAV")
    try files.writePair(2, image: "images/篠笛/壱.png", sound: "sounds/篠笛/壱.wav")
    #expect(try work.run(source, to: output).skipped == 0)
    let set = try DataSetLayout.open(output)
    #expect(set.classes == ["Oboe d'amore", "篠笛"])
    #expect((set.training + set.validation).map(\.stem).sorted() == ["nº 1 – é", "壱"])
  }

  @Test func aManifestIsBroughtInWithItsSplits() throws {
    try files.writePair(1, image: "x/1.png", sound: "y/1.wav")
    try files.writePair(2, image: "x/2.png", sound: "y/2.wav")
    try files.write(
      """
      {"image": "x/1.png", "sound": "y/1.wav", "class": "a", "split": "validation"}
      {"image": "x/2.png", "sound": "y/2.wav", "class": "b", "split": "train"}
      """, "list.jsonl")
    let summary = try work.run(folder.path("source/list.jsonl"), to: output)
    #expect(summary == .init(layout: "manifest", classes: 2, training: 1, validation: 1))
    #expect(InputFile.exists(folder.path("out/img/validation/a/1.png")))
  }

  @Test func badPairsStopAnImportUnlessItIsToldToGoOn() throws {
    try writeReleased()
    try files.write("no image", "img/train/violin/violin01_600.jpg")
    let path = folder.path("source/img/train/violin/violin01_600.jpg")
    let reason = Failure(.badInput, path, "not a PNG, JPEG or WebP image (found plain text)")
    let failure = #expect(throws: Failure.self) { try work.run(source, to: output) }
    #expect(
      failure
        == Failure(
          .badInput, source,
          "1 of 7 pairs cannot be used so far (at most 1 % may be bad); the last is \(reason)",
          hint: "Use --keep-going to leave all such pairs out."))
    #expect(!InputFile.exists(folder.path("out/manifest.jsonl")))
    var skipped: [Failure] = []
    let patient = DataSetImport(imageSize: 32, keepsGoing: true)
    let summary = try patient.run(source, to: output) { event in
      if case .skipped(let failure) = event { skipped.append(failure) }
    }
    #expect(skipped == [reason])
    #expect(summary.skipped == 1 && summary.training == 4 && summary.kept > 0)
    #expect(try DataSetLayout.open(output).training.count == 4)
  }

  @Test func oneBadPairInAHundredIsLeftOut() throws {
    for number in 0..<100 {
      let name = number % 2 == 0 ? "a" : "b"
      try files.writePair(
        number, image: "img/train/\(name)/\(number).png", sound: "chunk/train/\(name)/\(number).wav"
      )
    }
    try files.write(PairFiles.wav([[]]), "chunk/train/a/8.wav")
    let summary = try work.run(source, to: output)
    #expect(summary.skipped == 1 && summary.training == 99)
    try files.write([1, 2, 3], "img/train/b/9.png")
    #expect(throws: Failure.self) { try work.run(source, to: folder.path("other")) }
  }

  @Test func anInterruptedImportGoesOnWhereItStopped() throws {
    try writeReleased()
    let good = try files.contents()["img/validation/violin/violin02_700.jpg"] ?? []
    try files.write("no image", "img/validation/violin/violin02_700.jpg")
    #expect(throws: Failure.self) { try work.run(source, to: output) }
    #expect(throws: Failure.self) { try DataSetLayout.open(output) }
    #expect(throws: Failure.self) { try DataSetImport(imageSize: 16).run(source, to: output) }
    try files.write(good, "img/validation/violin/violin02_700.jpg")
    let summary = try work.run(source, to: output)
    #expect(summary.kept == 6 && summary.training == 5 && summary.validation == 2)
    #expect(summary.silent == 1)
    _ = try work.run(source, to: folder.path("whole"))
    #expect(
      try PairFiles(in: output).contents() == PairFiles(in: folder.path("whole")).contents())
  }

  @Test func theSourceIsNeverWrittenInto() throws {
    try writeReleased()
    let forced = DataSetImport(imageSize: 32, replaces: true)
    let before = try files.contents()
    symlink(source, folder.path("link"))
    for path in [source, source + "/new/deep", folder.path("link"), folder.path("link/img")] {
      #expect(
        throws: Failure(
          .cannotCreate, path, "lies in the source (\(source)), which stays as it is")
      ) { try forced.run(source, to: path) }
    }
    #expect(
      throws: Failure(
        .cannotCreate, folder.path, "contains the source (\(source)), which stays as it is")
    ) { try forced.run(source, to: folder.path) }
    // An image of the output that is a link to the source's is replaced by a file of its own.
    try Folder.create(folder.path("out/img/train/violin"))
    symlink(
      folder.path("source/img/train/violin/violin00_500.jpg"),
      folder.path("out/img/train/violin/violin00_500.png"))
    _ = try forced.run(source, to: output)
    #expect(try files.contents() == before)
  }

  @Test func clipsAboveFullScaleAreMadeQuieter() throws {
    // 32-bit float samples that reach 4: format tag 3 and 32 bits in the header.
    var bytes = PairFiles.wav([[Int16](repeating: 0, count: 44_100)])
    for (place, value) in [(20, 3), (32, 4), (34, 32)] { bytes[place] = UInt8(value) }
    for sample in 0..<22_050 {
      let bits = Float(sample % 2 == 0 ? 4 : -2).bitPattern
      for byte in 0..<4 {
        bytes[44 + 4 * sample + byte] = UInt8(truncatingIfNeeded: bits >> (8 * UInt32(byte)))
      }
    }
    try files.writePair(1, image: "images/1.png", sound: "sounds/1.wav")
    try files.write(bytes, "sounds/1.wav")
    #expect(try work.run(source, to: output).attenuated == 1)
    let set = try DataSetLayout.open(output)
    let pair = try #require((set.training + set.validation).first)
    let sound = try pair.sound(orchestra: set.orchestra)
    #expect(sound.samples.prefix(2) == [32_767 / 32_768, -0.5])
  }

  @Test func aSourceWithoutPairsIsRefused() throws {
    try files.writePair(1, image: "images/1.png", sound: "sounds/2.wav")
    let failure = #expect(throws: Failure.self) { try work.run(source, to: output) }
    #expect(
      failure?.problem == "no pair of an image and a sound with one name in both (0 found)")
    #expect(!InputFile.exists(output))
  }
}
