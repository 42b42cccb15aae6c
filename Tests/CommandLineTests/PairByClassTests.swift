import Files
import TestSupport
import Testing

/// Images and sounds that share a class only become a data set, by the real program.
@Suite struct PairByClassTests {
  private let folder = TemporaryFolder()
  private var files: PairFiles { PairFiles(in: folder.path) }

  /// Files of two classes, in unequal numbers, and images of a third.
  private func writeFiles() throws {
    for (name, count) in [("photos/a", 5), ("photos/b", 3), ("photos/c", 1)] {
      for number in 0..<count {
        try files.write(
          PairFiles.image(number + 20 * Int(name.utf8.last ?? 0)), "\(name)/x\(number).png")
      }
    }
    for (name, count) in [("takes/a", 2), ("takes/b", 6)] {
      for number in 0..<count {
        let tone = PairFiles.tone(number + 20 * Int(name.utf8.last ?? 0))
        try files.write(PairFiles.wav([tone]), "\(name)/y\(number).wav")
      }
    }
  }

  private func pair(_ output: String, _ more: String...) throws -> BuiltProgram {
    try BuiltProgram.run(
      [
        "data", "pair-by-class", folder.path("photos"), folder.path("takes"), "-o",
        folder.path(output), "--size", "16",
      ] + more)
  }

  /// The different contents of the files whose names begin with a text.
  private func contents(_ output: String, _ beginning: String) throws -> Set<[UInt8]> {
    Set(
      try PairFiles(in: folder.path(output)).contents()
        .filter { $0.key.hasPrefix(beginning) }.map(\.value))
  }

  @Test func filesWithoutPartnersBecomeADataSet() throws {
    try writeFiles()
    let made = try pair("out")
    #expect(made.code == 0 && made.output.isEmpty)
    #expect(
      made.errors == """
        note: class(es) with images alone are left out: c
        \(folder.path("out")): 9 pairs to train on, 2 to validate, 2 classes
        next: \(BuiltProgram.path) train --fine-tune \(folder.path("out")) --output runs/mine

        """)
    for (kind, name, count) in [
      ("img", "a", 5), ("img", "b", 3), ("chunk", "a", 2), ("chunk", "b", 6),
    ] {
      let training = try contents("out", "\(kind)/train/\(name)/")
      let validation = try contents("out", "\(kind)/validation/\(name)/")
      #expect(training.isDisjoint(with: validation), "\(kind) \(name)")
      #expect(training.union(validation).count == count, "every file is used: \(kind) \(name)")
    }
    let checked = try BuiltProgram.run(["data", "check", folder.path("out")])
    #expect(checked.code == 0 && !checked.errors.contains("leakage"), "\(checked.errors)")
    let trained = try BuiltProgram.run([
      "train", "--config", "tiny", "--data", folder.path("out"), "--steps", "2", "--output",
      folder.path("run"), "--quiet",
    ])
    #expect(trained.code == 0, "\(trained.errors)")
  }

  @Test func theSeedDecidesThePairs() throws {
    try writeFiles()
    for (output, seed) in [("one", "1"), ("same", "1"), ("other", "2")] {
      #expect(try pair(output, "--seed", seed, "--json").code == 0)
    }
    func all(_ output: String) throws -> [String: [UInt8]] {
      try PairFiles(in: folder.path(output)).contents()
    }
    #expect(try all("one") == all("same") && all("one") != all("other"))
  }

  /// Folders `train` and `validation` divide the files, not chance.
  @Test func splitFoldersAreKept() throws {
    for (number, place) in ["train/a", "train/b", "validation/a", "validation/b"].enumerated() {
      try files.write(PairFiles.image(number), "photos/\(place)/x.png")
      try files.write(PairFiles.wav([PairFiles.tone(number)]), "takes/\(place)/y.wav")
    }
    let made = try pair("out", "--json")
    let object = try StrictJSON.parse(made.text, subject: "output")
    #expect(object["training_pairs"] == 2 && object["validation_pairs"] == 2)
    #expect(try contents("out", "img/train/a/") == [PairFiles.image(0)])
  }

  @Test func whatCannotBePairedIsExplained() throws {
    let missing = try pair("out")
    #expect(
      missing.code == 66 && missing.errors == "error: \(folder.path("photos")): no such folder\n")
    try files.write(PairFiles.image(1), "photos/x.png")
    try files.write(PairFiles.wav([PairFiles.tone(1)]), "takes/a/y.wav")
    let loose = try pair("out")
    #expect(loose.code == 65)
    #expect(
      loose.errors
        == "error: \(folder.path("photos")): no images in class folders (0 found). Put them "
        + "into a folder for each class, such as \(folder.path("photos/violin")).\n")
    try files.write(PairFiles.image(1), "photos/a/x.png")
    try files.write(PairFiles.image(2), "photos/b/x.png")
    let single = try pair("out")
    #expect(single.code == 65)
    #expect(
      single.errors
        == "error: \(folder.path("takes")): 1 class(es) with images and sounds (images of a, b; "
        + "sounds of a; two or more are needed). Give a class the same name in both folders.\n")
    try files.write(PairFiles.wav([PairFiles.tone(2)]), "takes/b/y.wav")
    let inside = try pair("photos/out")
    #expect(inside.code == 73 && inside.errors.contains("lies in the source"), "\(inside.errors)")
    #expect(!InputFile.exists(folder.path("out")))
  }

  /// The note on files without a partner names the command that finds one.
  @Test func partnersAreOffered() throws {
    for (number, name) in ["a", "b"].enumerated() {
      try files.writePair(number, image: "images/\(name)/p.png", sound: "sounds/\(name)/p.wav")
    }
    try files.write(PairFiles.image(7), "images/a/alone.png")
    try files.write(PairFiles.wav([PairFiles.tone(7)]), "sounds/a/single.wav")
    let checked = try BuiltProgram.run(["data", "check", folder.path])
    let offer =
      "cmcgan-data pair-by-class \(folder.path("images")) \(folder.path("sounds")) -o DATA draws partners of "
      + "their class"
    #expect(
      checked.errors.contains(
        "1 image(s) without a partner are left out, such as \(folder.path("images/a/alone.png")). \(offer)\n"
      ), "\(checked.errors)")
  }
}
