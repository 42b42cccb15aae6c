import Files
import Foundation
import Media
import Metrics
import Orchestra
import TensorCore
import TestSupport
import Testing

/// The real program on tiny runs.
///
/// Evaluators are trained once, by the first who needs them.
@Suite struct EvaluateCommandTests {
  private static let folder = TemporaryFolder()
  private static let evaluators = folder.path("evaluators")
  private static let classes = 13
  private static let pairs = 26

  /// A run of `configs/tiny.json` with some of it replaced.
  private static func trained(_ name: String, _ assignments: String...) throws -> String {
    let made = try BuiltProgram.run(
      [
        "train", "--config", Golden.repository + "/configs/tiny.json", "--output",
        folder.path(name), "--quiet",
      ] + assignments.flatMap { ["--set", $0] })
    #expect(made.code == 0, "\(made.errors)")
    return folder.path(name)
  }

  private static func evaluate(_ run: String, _ arguments: [String]) throws -> BuiltProgram {
    try BuiltProgram.run(
      ["evaluate", run, "--evaluators", evaluators, "--latent-samples", "2"] + arguments)
  }

  private func evaluate(_ run: String, _ arguments: String...) throws -> BuiltProgram {
    _ = try Self.first.get()
    return try Self.evaluate(run, arguments)
  }

  /// The first evaluation, which trains the evaluators.
  private static let first = Result { try evaluate(Material.run, ["--json", "--threads", "2"]) }

  /// A sound-to-image baseline.
  private static let baseline = Result {
    try trained(
      "baseline", "model=s2i-c", "conversion.soundToImage=direct", "training.steps=3")
  }

  private func object(_ result: BuiltProgram) throws -> JSONValue {
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.lines.count == 1)
    return try StrictJSON.parse(result.text, subject: "output")
  }

  private func rows(_ table: String, of object: JSONValue) throws -> [JSONValue] {
    try #require(object[table]?.elements)
  }

  private func numbers(_ value: JSONValue?) -> [Double] {
    value?.elements?.compactMap(\.number) ?? []
  }

  /// The names of a row: what, by which route, by which evaluator.
  private func name(_ row: JSONValue, _ keys: [String] = ["evaluated", "route", "evaluator"])
    -> String
  {
    keys.compactMap { row[$0]?.text }.filter { !$0.isEmpty }.joined(separator: ", ")
  }

  // MARK: A model

  @Test func theFirstEvaluationTrainsTheEvaluators() throws {
    let first = try Self.first.get()
    for (kind, name) in [
      ("evaluator-image", "image"), ("evaluator-sound", "sound"),
    ] {
      #expect(
        first.errors.contains(
          "no trained \(kind) in \(Self.evaluators)/\(name): training one on the real pairs "
            + "(600 steps)\n"))
    }
    #expect(try Folder.names(in: Self.evaluators) == ["image", "sound"])
  }

  @Test func theDocumentHasAllTables() throws {
    let document = try object(Self.first.get())
    #expect(
      document.members?.map(\.key) == [
        "schema", "run", "step", "model", "seed", "trained_on", "data", "evaluators", "split",
        "pairs",
        "latent_samples", "classes", "groups", "routes", "temperatures", "verdict",
        "accuracy", "familiarity", "pairing", "nearest", "distances", "precision", "diversity",
        "memorization",
        "retrieval",
        "reconstruction", "waveforms",
      ])
    #expect(document["schema"] == 5 && document["step"] == 60 && document["seed"] == 1)
    #expect(document["run"] == .string(Material.run) && document["model"] == "cmcgan")
    #expect(document["split"] == "validation" && document["latent_samples"] == 2)
    #expect(document["pairs"]?.wholeNumber == Self.pairs)
    #expect(document["classes"]?.elements?.count == Self.classes)
    #expect(document["data"]?.text?.count == 8 && document["trained_on"] == document["data"])
    for name in ["image", "sound"] {
      #expect(document["evaluators"]?[name]?.text?.hasPrefix("cmcgan step 600 weights ") == true)
    }
    for table in document.members?.dropFirst(16) ?? [] {
      #expect(table.value.elements?.isEmpty == false, "\(table.key)")
      #expect(table.value.elements?.allSatisfy { $0.members != nil } == true)
    }
  }

  @Test func accuracyIsThatOfItsConfusion() throws {
    let rows = try rows("accuracy", of: object(Self.first.get()))
    let items =
      ["real image", "real sound"]
      + ["sound to image", "image to sound", "image to spectrogram"].flatMap {
        ["\($0), direct", "\($0), reconstruction"]
      }
    #expect(
      rows.map { name($0) }
        == items.flatMap { ["\($0), trained", "\($0), closed form"] } + [
          "chance", "majority class",
        ])
    for row in rows.dropLast(2) {
      let latentSamples = name(row).hasPrefix("real") ? 1 : 2
      let accuracy = try #require(row["accuracy"]?.number)
      let confusion = try #require(row["confusion"]?.elements).map { numbers($0) }
      #expect(confusion.count == Self.classes)
      // Two validation pairs a class.
      for counts in confusion {
        #expect(counts.count == Self.classes && counts.reduce(0, +) == Double(2 * latentSamples))
      }
      let diagonal = confusion.indices.reduce(0.0) { $0 + confusion[$1][$1] }
      #expect(abs(diagonal / Double(Self.pairs * latentSamples) - accuracy) < 1e-9, "\(name(row))")
      let correct = numbers(row["correct"])
      #expect(
        correct.count == Self.pairs
          && correct.allSatisfy { (0...Double(latentSamples)).contains($0) })
      #expect(correct.reduce(0, +) == diagonal)
      let interval = numbers(row["interval"])
      #expect(interval.count == 2 && interval[0] >= 0 && interval[1] <= 1)
      #expect(interval[0] <= accuracy && accuracy <= interval[1] && interval[0] < interval[1])
      let single = try #require(row["classes"]?.members).compactMap(\.value.number)
      #expect(single.count == Self.classes)
      let macro = single.reduce(0, +) / Double(Self.classes)
      #expect(abs((row["macro_accuracy"]?.number ?? -1) - macro) < 1e-9)
      // Classes of equal size: the mean over classes is that over pairs.
      #expect(abs(macro - accuracy) < 1e-9)
    }
    #expect(rows[rows.count - 2]["accuracy"] == .real(1 / 13.0))
    #expect(rows[rows.count - 1]["accuracy"] == .real(2 / 26.0))
    // Of 26 real items chance gets two right, and more than five in one of seventy cases.
    for row in rows.prefix(4) { #expect((row["accuracy"]?.number ?? 0) > 0.2, "\(name(row))") }
  }

  @Test func numbersLieInTheirRanges() throws {
    let document = try object(Self.first.get())
    func expect(_ row: JSONValue, _ key: String, _ range: ClosedRange<Double>) {
      let number = row[key]?.number ?? .nan
      #expect(range.contains(number), "\(key) of \(name(row)): \(number)")
    }
    let pairing = try rows("pairing", of: document)
    let kinds = [
      "real image, real sound", "generated image, real sound", "real image, generated sound",
    ]
    #expect(
      pairing.map { name($0, ["evaluator", "pairs"]) }
        == ["pair discriminator", "evaluators"].flatMap { evaluator in
          kinds.map { "\(evaluator), \($0)" }
        }
    )
    for row in pairing {
      expect(row, "accuracy", 0...1)
      expect(row, "area_under_curve", 0...1)
      let isReal = row["pairs"] == "real image, real sound"
      if isReal {
        #expect(row["real_from_generated"] == nil)
      } else {
        expect(row, "real_from_generated", 0...1)
      }
    }
    // Evaluators that are right about real members tell real pairs of one class from others.
    #expect((pairing[3]["area_under_curve"]?.number ?? 0) > 0.8)

    let translations = ["sound to image", "image to sound"].map { way in
      ["\(way), direct", "\(way), reconstruction"]
    }
    // A machine that has the weights of the backbone has rows of its space too.
    let distances = try rows("distances", of: document).filter { $0["space"] == "evaluator" }
    #expect(
      distances.map { name($0) }
        == ["real images of training"] + translations[0] + ["real sounds of training"]
        + translations[1])
    for row in distances {
      expect(row, "frechet", 0...1e9)
      expect(row, "kernel", -1e9...1e9)
      #expect(row["items"]?.wholeNumber == Self.pairs)
    }
    // What was never trained for a sound is further from sounds than other real sounds are.
    for (real, made) in [(0, 1), (0, 2), (3, 4), (3, 5)] {
      #expect(
        (distances[real]["frechet"]?.number ?? .nan) < (distances[made]["frechet"]?.number ?? .nan))
    }

    let nearest = try rows("nearest", of: document)
    #expect(
      nearest.map { name($0) } == ["real image"] + translations[0]
        + ["image to image, direct", "image to sound to image, direct"])
    for row in nearest {
      #expect(row["size"] == "16 x 16" && row["searched"] == 130)
      #expect(row["images"]?.wholeNumber == (name(row).hasPrefix("sound") ? 2 : 1) * Self.pairs)
      expect(row, "any_class", 0...(row["own_class"]?.number ?? 0))
      expect(row, "own_class", 0...(row["largest_own_class"]?.number ?? 0))
      expect(row, "largest_own_class", 0...1)
      expect(row, "sharpness", 0...510)
      #expect(row["classes"]?.members?.count == Self.classes)
      // Classes of equal size: the mean over classes is that over images.
      for key in ["own_class", "any_class", "sharpness"] {
        let macro = row["macro_\(key)"]?.number ?? -1
        #expect(abs((row[key]?.number ?? 1) - macro) < 1e-9)
      }
    }

    let precision = try rows("precision", of: document).filter { $0["space"] == "evaluator" }
    #expect(
      precision.map { name($0) }
        == ["real image"] + translations[0] + ["real sound"] + translations[1])
    for row in precision {
      let isReal = name(row).hasPrefix("real")
      #expect(row["items"]?.wholeNumber == (isReal ? 1 : 2) * Self.pairs)
      #expect(row["real_items"] == (isReal ? 104 : 130))
      expect(row, "precision", 0...1)
      expect(row, "recall", 0...1)
      #expect(row["macro_precision"] == .null, "no class has five items")
    }

    let diversity = try rows("diversity", of: document)
    #expect(
      diversity.map { name($0, ["evaluated", "route", "space"]) }
        == ["features", "pixels"].flatMap { space in
          (["real image"] + translations[0]).map { "\($0), \(space)" }
        } + (["real sound"] + translations[1]).map { "\($0), features" })
    for row in diversity {
      #expect(row["within_class"] == .null, "no class has five pairs")
      if !name(row).hasPrefix("real") {
        expect(row, "over_z", 0...1e9)
        #expect((row["over_z"]?.number ?? 0) > 0 && row["over_z_share"] == .null)
      }
    }

    let memorization = try rows("memorization", of: document)
    #expect(memorization.map { name($0) } == ["real image"] + translations[0])
    for row in memorization {
      #expect(row["searched"] == 104)
      expect(row, "median", 0...1e3)
      expect(row, "share_nearer", 0...1)
    }

    let retrieval = try rows("retrieval", of: document)
    #expect(retrieval.map { name($0) } == translations[0] + translations[1])
    for row in retrieval {
      expect(row, "class_at_1", 0...1)
      expect(row, "class_at_5", (row["class_at_1"]?.number ?? 1)...1)
      expect(row, "partner_at_1", 0...(row["class_at_1"]?.number ?? 0))
      expect(row, "partner_at_5", (row["partner_at_1"]?.number ?? 1)...1)
      #expect(abs((row["partner_chance_at_1"]?.number ?? 0) - 1 / 26.0) < 1e-9)
      #expect(abs((row["class_chance_at_1"]?.number ?? 0) - 2 / 26.0) < 1e-9)
    }

    let reconstruction = try rows("reconstruction", of: document)
    #expect(
      reconstruction.map { name($0) } == [
        "image to image", "image to sound to image", "sound to sound", "sound to image to sound",
      ])
    for (number, row) in reconstruction.enumerated() {
      expect(row, "l1", 0...2)
      if number < 2 {
        expect(row, "ssim", -1...1)
      } else {
        expect(row, "log_spectral_distance", 0...80)
      }
      #expect(row[number < 2 ? "log_spectral_distance" : "ssim"] == .null)
    }

    let waveforms = try rows("waveforms", of: document)
    #expect(waveforms.map { name($0) } == ["real sound's spectrogram"] + translations[1])
    for row in waveforms {
      expect(row, "pitched", 0...1)
      expect(row, "log_spectral_distance", 0...80)
    }
    expect(waveforms[0], "pitch_strength", 0.5...1)
    expect(waveforms[0], "pitch", 30...4_000)
    expect(waveforms[0], "convergence", 0...1)
  }

  /// The evaluators are found again, and everything is a function of data, model and seeds.
  @Test func aSecondEvaluationIsTheSame() throws {
    let first = try Self.first.get()
    let second = try evaluate(Material.run, "--json", "--threads", "1")
    #expect(second.code == 0 && !second.errors.contains("training one"))
    #expect(second.output == first.output)
    #expect(try StrictJSON.read(Material.run + "/evaluation.json") == object(first))
  }

  @Test func unknownInputsAreToldFromKnownOnes() throws {
    let others = TemporaryFolder()
    try Folder.create(others.path("below"))
    for number in 1...3 {
      var random = RandomStream(seed: UInt64(number), stream: 0)
      let noise = (0..<8_000).map { _ in Float(0.2 * random.normal()) }
      _ = try others.file(
        "noise\(number).wav", Material.wav(Sound(samples: noise, sampleRate: 16_000)))
      _ = try others.file("below/stripes\(number).png", Material.png(width: 30 + number))
    }
    let rows = try rows(
      "familiarity",
      of: object(
        evaluate(
          Material.run, "--json", "--tables", "familiarity", "--unknown", others.path)))
    #expect(
      rows.map { $0["inputs"]?.text }
        == ["real image", "unknown image", "real sound", "unknown sound"])
    for row in rows {
      let isKnown = row["inputs"]?.text?.hasPrefix("real") == true
      #expect(row["count"]?.wholeNumber == (isKnown ? Self.pairs : 3))
      #expect(isKnown == (row["accuracy"] != nil) && isKnown == (row["temperature"] != nil))
      #expect(isKnown == (row["expected_calibration_error"] != nil))
      let unfamiliar = row["unfamiliar"]?.number ?? .nan
      // One of the 26 known items may be called unfamiliar.
      #expect((0...(isKnown ? 0.05 : 1)).contains(unfamiliar))
      let area = row["area_under_curve"]?.number
      #expect(isKnown ? (0...1).contains(area ?? -1) : area == nil)
    }
    // Without unknown inputs there is no area.
    let own = try self.rows("familiarity", of: object(Self.first.get()))
    #expect(own.map { $0["inputs"]?.text } == ["real image", "real sound"])
    #expect(own.allSatisfy { $0["area_under_curve"] == nil })

    let empty = TemporaryFolder()
    let none = try evaluate(Material.run, "--unknown", empty.path)
    #expect(none.code == 65)
    #expect(none.errors == "error: \(empty.path): a folder without a sound or an image\n")
  }

  /// Sounds and images in class folders, which the run knows nothing of.
  @Test func otherUnpairedFilesCanBeEvaluated() throws {
    let folder = TemporaryFolder()
    let tone = Material.wav()
    let files = [
      ("sounds/flute/a.wav", tone), ("sounds/flute/b.wav", tone), ("sounds/oboe/c.wav", tone),
      ("images/validation/tuba/a.png", Material.png()),
      ("images/train/tuba/b.png", Material.png()),
    ]
    for (name, bytes) in files {
      try Folder.create(Folder.parent(of: folder.path(name)))
      _ = try folder.file(name, bytes)
    }
    let found = try object(
      evaluate(
        Material.run, "--json", "--tables", "recorded,photographs", "--unpaired-sounds",
        folder.path("sounds"), "--unpaired-images", folder.path("images")))
    let sounds = try rows("recorded", of: found)
    #expect(!sounds.isEmpty && sounds.allSatisfy { $0["sounds"] == 3 })
    // With split folders, only the held-out ones count.
    let images = try rows("photographs", of: found)
    #expect(!images.isEmpty && images.allSatisfy { $0["images"] == 1 })

    let other = try evaluate(Material.run, "--unpaired-sounds", folder.path("images"))
    #expect(other.code == 65 && other.errors.hasPrefix("error: \(folder.path("images"))"))
  }

  @Test func tablesCanBeChosen() throws {
    let json = try object(evaluate(Material.run, "--json", "--tables", "pairing,accuracy"))
    #expect(json.members?.dropFirst(15).map(\.key) == ["verdict", "pairing", "accuracy"])
    let all = try object(Self.first.get())
    #expect(json["pairing"] == all["pairing"] && json["accuracy"] == all["accuracy"])

    let text = try evaluate(Material.run, "--quiet", "--tables", "accuracy")
    #expect(text.code == 0 && text.errors.isEmpty)
    #expect(
      text.lines.first
        == "\(Material.run) (cmcgan) at step 60: 26 validation pairs, 2 latent samples")
    // The verdict comes first, as in the JSON.
    let verdict = try #require(all["verdict"])
    let sentences = (verdict["summary"]?.elements ?? []).compactMap(\.text)
    #expect(sentences.count == 3)
    #expect(text.lines[1] == "Verdict")
    #expect(text.lines[2..<5].map { $0.dropFirst(2) } == sentences.map { Substring($0) })
    let table = try #require(text.lines.firstIndex(of: "Accuracy of the class"))
    #expect(text.lines.count == table + 2 + 18)
    let header = text.lines[table + 1]
    for column in [
      "evaluated", "route", "evaluator", "accuracy", "95 % interval", "mean over classes",
    ] {
      #expect(header.contains("  \(column)"))
    }
    #expect(text.lines.last?.hasPrefix("  majority class ") == true)

    let unknown = try BuiltProgram.run(["evaluate", Material.run, "--tables", "accuracy,colour"])
    #expect(unknown.code == 64)
    #expect(
      unknown.errors.hasPrefix(
        "error: --tables: there is no table colour (accuracy, recorded, photographs, familiarity, "
          + "pairing, nearest, distances, precision, diversity, memorization, retrieval, reconstruction, waveforms).\n"
      ),
      "\(unknown.errors)")
    #expect(unknown.output.isEmpty)
  }

  @Test func anEvaluatedRunIsExported() throws {
    let found = try evaluate(Material.run, "--tables", "memorization")
    #expect(
      found.errors.hasSuffix(
        "next: \(BuiltProgram.path) export \(Material.run) -o run.safetensors\n"))
  }

  /// The linear baseline is fitted in its one step and evaluated like any other model.
  @Test func theLinearBaselineIsEvaluated() throws {
    let run = try Self.trained("linear", "model=linear", "training.steps=1")
    let document = try object(evaluate(run, "--json", "--tables", "accuracy,nearest"))
    #expect(document["model"] == "linear")
    let nearest = try rows("nearest", of: document)
    #expect(
      nearest.map { name($0) } == [
        "real image", "sound to image, direct", "sound to image, reconstruction",
        "image to image, direct", "image to sound to image, direct",
      ])
    #expect(nearest.allSatisfy { (0...1).contains($0["own_class"]?.number ?? .nan) })
    #expect(try rows("accuracy", of: document).count == 18)
  }

  /// At temperature 0 all latent samples of an input are one.
  @Test func theTemperatureOfLatentSamplesCanBeChosen() throws {
    let still = try object(
      evaluate(Material.run, "--temperature", "0", "--tables", "diversity", "--json"))
    for target in ["image", "sound"] {
      #expect(still["temperatures"]?[target]?.number == 0)
    }
    for row in try rows("diversity", of: still) where !name(row).hasPrefix("real") {
      #expect(row["over_z"]?.number == 0)
    }
    let refused = try evaluate(Material.run, "--temperature", "11")
    #expect(
      refused.code == 64
        && refused.errors.contains("--temperature 11.0 is out of range (0.0 to 10.0)."))
  }

  @Test func trainingPairsAreEvaluatedWithAWarning() throws {
    let text = try evaluate(
      Material.run, "--quiet", "--tables", "memorization", "--split", "training")
    #expect(
      text.lines.prefix(2) == [
        "\(Material.run) (cmcgan) at step 60: 104 training pairs, 2 latent samples",
        "These pairs were trained on: the numbers say nothing about new data.",
      ])
    // Every training image is the nearest to itself.
    #expect(text.lines.contains { $0.hasPrefix("  real image ") && $0.contains("  0.000  ") })
  }

  @Test func evaluatorsOfOtherDataAreRefused() throws {
    let other = try Self.trained("other", "training.steps=1", "data.folds=5", "data.fold=1")
    let split = try evaluate(other)
    #expect(split.code == 65)
    let checkpoint = "\(Self.evaluators)/image/checkpoints/step-000600.safetensors"
    #expect(
      split.errors == "error: \(checkpoint): was trained on other pairs or another split. "
        + "Give --evaluators another folder; new ones are trained there.\n")
    let wide = try Self.trained("wide", "training.steps=1", "image.width=24")
    let format = try evaluate(wide)
    #expect(format.code == 65)
    #expect(
      format.errors == "error: \(checkpoint): was trained on images or sounds of another "
        + "format than the model's. Give --evaluators another folder; new ones are trained there.\n"
    )
  }

  @Test func dataOfOtherClassesIsRefusedBeforeEvaluatorsAreTrained() throws {
    let files = PairFiles(in: Self.folder.path("other-classes"))
    for (number, name) in ["train/a", "train/b", "validation/a", "validation/b"].enumerated() {
      try files.writePair(number, image: "images/\(name)/x.png", sound: "sounds/\(name)/x.wav")
    }
    let place = Self.folder.path("no-evaluators")
    let refused = try BuiltProgram.run(
      ["evaluate", Material.run, "--data", files.root, "--evaluators", place])
    #expect(refused.code == 65)
    #expect(
      refused.errors == "error: \(Material.checkpoint): was trained on other classes than the data "
        + "set has (13 and 2); evaluation needs the same\n")
    #expect(!Folder.exists(place))
  }

  /// Training pairs could be among the validation pairs now.
  @Test func dataThatChangedSinceTrainingIsRefused() throws {
    let files = PairFiles(in: Self.folder.path("changing"))
    func write(_ number: Int, _ place: String) throws {
      try files.writePair(number, image: "images/\(place).png", sound: "sounds/\(place).wav")
    }
    for (number, place) in ["train/a/x", "train/b/x", "validation/a/x", "validation/b/x"]
      .enumerated()
    {
      try write(number, place)
    }
    let run = try Self.trained(
      "changing-run", "data.source=files", "data.root=\(files.root)", "training.steps=0",
      "training.batchSize=2")
    try write(9, "validation/a/y")
    let place = Self.folder.path("no-evaluators-either")
    let refused = try BuiltProgram.run(["evaluate", run, "--evaluators", place])
    #expect(refused.code == 65)
    #expect(
      refused.errors.hasPrefix("error: \(run): the data changed since it was trained (digest ")
        && refused.errors.contains("Give --data another set of pairs"), "\(refused.errors)")
    #expect(!Folder.exists(place))
  }

  /// Here one of its training sounds cannot be read, which whoever learns from it finds out.
  @Test func otherDataHasEvaluatorsOfItsOwn() throws {
    let files = PairFiles(in: Self.folder.path("data"))
    let classes = try #require(try object(Self.first.get())["classes"]?.elements).compactMap(\.text)
    for (number, name) in classes.enumerated() {
      for split in ["train", "validation"] {
        let place = "\(split)/\(name)/x"
        try files.writePair(number, image: "images/\(place).png", sound: "sounds/\(place).wav")
      }
    }
    try files.write("no sound", "sounds/train/\(classes[0])/x.wav")
    let refused = try BuiltProgram.run(
      [
        "evaluate", Material.run, "--data", files.root, "--evaluators",
        Self.folder.path("own-evaluators"), "--quiet",
      ])
    #expect(refused.code == 65)
    #expect(
      refused.errors.contains("error: \(files.root)/sounds/train/\(classes[0])/x.wav: ")
        && refused.errors.contains("; 1 of 13 training pairs cannot be read"), "\(refused.errors)")
  }

  @Test func anEvaluationIsComparedPairByPair() throws {
    let first = try Self.first.get()
    let path = try Self.folder.file("first.json", Array(first.output))
    let same = try object(
      evaluate(Material.run, "--json", "--tables", "accuracy", "--against", path))
    let rows = try rows("comparison", of: same)
    #expect(rows.count == 16)
    for row in rows {
      #expect(row["correct_here"] == 0 && row["correct_there"] == 0 && row["p"]?.number == 1)
      #expect(row["p_by_clusters"]?.number == 1 && row["accuracy"] == row["other_accuracy"])
    }
    let baseline = try evaluate(
      try Self.baseline.get(), "--quiet", "--tables", "accuracy", "--against", path)
    #expect(baseline.text.contains("Compared with \(path), pair by pair"))

    let config = "\(Material.run)/config.json"
    let other = try evaluate(Material.run, "--tables", "accuracy", "--against", config)
    #expect(other.code == 65)
    #expect(
      other.errors == "error: \(config): not what cmcgan-evaluate --json writes (no accuracy)\n")
    let training = try evaluate(
      Material.run, "--quiet", "--tables", "accuracy", "--split", "training", "--against", path)
    #expect(training.code == 65)
    #expect(training.errors == "error: \(path): is an evaluation of other pairs\n")
    let without = try evaluate(Material.run, "--tables", "pairing", "--against", path)
    #expect(without.code == 64)
    #expect(
      without.errors == "error: --against compares accuracies, which --tables leaves out\n")
    let others = first.text.replacing("cmcgan step 600 weights ", with: "cmcgan step 500 weights ")
    let byOthers = try Self.folder.file("others.json", Array(others.utf8))
    let refused = try evaluate(
      Material.run, "--quiet", "--tables", "accuracy", "--against", byOthers)
    #expect(refused.code == 65)
    #expect(
      refused.errors == "error: \(byOthers): was made by other evaluators, whose errors differ. "
        + "Give both evaluations the same --evaluators.\n")
  }

  @Test func aSheetHasARowForEachLatentSample() throws {
    let path = Self.folder.path("sheet.png")
    func sheet(_ arguments: String...) throws -> BuiltProgram {
      try BuiltProgram.run(
        [
          "evaluate", Material.run, "--evaluators", Self.evaluators, "--latent-samples", "1",
          "--tables",
          "memorization", "--quiet", "--sheet", path,
        ] + arguments)
    }
    _ = try Self.first.get()
    #expect(try sheet().code == 0)
    let one = try ImageFile.read(path)
    let refused = try sheet()
    #expect(refused.code == 73)
    #expect(refused.errors == "error: \(path): already exists. Use --force to replace it.\n")
    #expect(try sheet("--sheet-latent-samples", "3", "--force").code == 0)
    let three = try ImageFile.read(path)
    #expect(three.width == one.width && three.height > 2 * one.height)
  }

  @Test func aGeneratorIsForTheMultimodalClassifierOnly() throws {
    let refused = try evaluate(Material.run, "--model", Material.run)
    #expect(refused.code == 64)
    #expect(
      refused.errors
        == "error: --model is for a run of model multimodal; \(Material.run) is one of "
        + "cmcgan\n")
  }

  // MARK: A baseline

  @Test func aBaselineIsEvaluatedInItsDirection() throws {
    let document = try object(
      evaluate(try Self.baseline.get(), "--json"))
    #expect(document["model"] == "s2i-c" && document["step"] == 3)
    #expect(
      try rows("accuracy", of: document).map { name($0) } == [
        "real image, trained", "real image, closed form", "real sound, trained",
        "real sound, closed form", "sound to image, direct, trained",
        "sound to image, direct, closed form", "chance", "majority class",
      ])
    #expect(
      try rows("pairing", of: document).map { name($0, ["evaluator", "pairs"]) } == [
        "evaluators, real image, real sound", "evaluators, generated image, real sound",
      ])
    #expect(try rows("reconstruction", of: document).isEmpty)
    #expect(
      try rows("waveforms", of: document).map { name($0) } == ["real sound's spectrogram"])
    // The rows of real pairs depend on the evaluators alone, not on the model.
    let whole = try object(Self.first.get())
    #expect(
      try rows("accuracy", of: document).prefix(4) == rows("accuracy", of: whole).prefix(4))
  }

  @Test func aBaselineDoesNotConvertTheOtherWay() throws {
    let run = try Self.baseline.get()
    let image = try Self.folder.file("image.png", Material.png())
    let refused = try BuiltProgram.run(
      ["convert", "--model", run, image, "-o", Self.folder.path("made.wav")])
    #expect(refused.code == 64)
    #expect(
      refused.errors.hasPrefix(
        "error: \(run)/checkpoints/step-000003.safetensors: its model is s2i-c, which does not turn images "
          + "into sounds by the direct route\n"), "\(refused.errors)")
    #expect(!InputFile.exists(Self.folder.path("made.wav")))
    let sound = try Self.folder.file("tone.wav", Material.wav())
    let roundabout = try BuiltProgram.run(
      [
        "convert", "--model", run, sound, "-o", Self.folder.path("a.png"), "--route",
        "reconstruction",
      ])
    #expect(roundabout.code == 64)
    #expect(roundabout.errors.contains("does not turn sounds into images by the reconstruction"))
    let made = try BuiltProgram.run(
      ["convert", "--model", run, sound, "-o", Self.folder.path("b.png")])
    #expect(made.code == 0)
  }

  // MARK: Classifiers

  @Test func anEvaluatorHasTheAccuracyThatItsTableSays() throws {
    let accuracy = try rows("accuracy", of: object(Self.first.get()))
    for (name, place) in [("image", 0), ("sound", 2)] {
      let document = try object(evaluate("\(Self.evaluators)/\(name)", "--json"))
      #expect(document["schema"] == 5 && document["model"] == .string("evaluator-\(name)"))
      #expect(document["pairs"]?.wholeNumber == Self.pairs)
      let rows = try rows("accuracy", of: document)
      #expect(rows.map { $0["input"]?.text } == [name])
      for key in ["accuracy", "interval", "macro_accuracy", "classes", "correct"] {
        #expect(rows[0][key] != nil && rows[0][key] == accuracy[place][key], "\(name), \(key)")
      }
    }
    let tone = try Self.folder.file("heard.wav", Material.wav())
    let refused = try BuiltProgram.run(
      ["convert", "--model", "\(Self.evaluators)/image", tone, "-o", Self.folder.path("c.png")])
    #expect(refused.code == 65)
    #expect(
      refused.errors == "error: \(Self.evaluators)/image/checkpoints/step-000600.safetensors: "
        + "its model is evaluator-image, which makes neither images nor sounds\n",
      "\(refused.errors)")
  }

  @Test func aMultimodalClassifierIsEvaluatedWithAndWithoutPartners() throws {
    let run = try Self.trained(
      "multimodal", "model=multimodal", "training.steps=150", "augmentation.modalityDropout=0.5",
      "training.generator.learningRate=0.002")
    let plain = try rows("accuracy", of: object(evaluate(run, "--json")))
    #expect(plain.map { $0["input"]?.text } == ["V", "A", "V + A"])
    for row in plain {
      #expect((row["accuracy"]?.number ?? 0) > 0.2, "\(row["input"]?.text ?? "")")
      #expect(numbers(row["correct"]).count == Self.pairs)
      #expect(numbers(row["correct"]).allSatisfy { $0 == 0 || $0 == 1 })
      #expect((0...1).contains(row["expected_calibration_error"]?.number ?? -1))
      #expect((row["temperature"]?.number ?? 0) > 0, "the run remembers its temperatures")
    }
    let whole = try rows("accuracy", of: object(evaluate(run, "--json", "--model", Material.run)))
    #expect(whole.map { $0["input"]?.text } == ["V", "A", "V + A", "GV + A", "GA + V"])
    #expect(Array(whole.prefix(3)) == plain)
    for row in whole.suffix(2) {
      let correct = numbers(row["correct"])
      #expect(correct.count == Self.pairs && correct.allSatisfy { [0, 1, 2].contains($0) })
      #expect(
        abs((row["accuracy"]?.number ?? -1) - correct.reduce(0, +) / Double(2 * Self.pairs)) < 1e-9)
    }
    let text = try evaluate(run, "--quiet")
    #expect(text.lines[1] == "Verdict" && text.lines[4] == "Accuracy of the class")
    #expect(text.lines[2].hasPrefix("  The right class for ") && text.lines.count == 9)
    #expect(
      try evaluate(run).errors.hasSuffix(
        "next: \(BuiltProgram.path) classify sound.wav --classifier \(run)\n"))
    let sheet = try evaluate(run, "--sheet", Self.folder.path("none.png"))
    #expect(sheet.code == 64)
    #expect(
      sheet.errors
        == "error: --tables, --sheet, --unknown, --unpaired-sounds, --unpaired-images and --against are for models that generate; "
        + "\(run) is one of multimodal\n")

    let baseline = try Self.baseline.get()
    let refused = try evaluate(run, "--model", baseline)
    #expect(refused.code == 65)
    #expect(
      refused.errors == "error: \(baseline)/checkpoints/step-000003.safetensors: "
        + "its model is s2i-c, which makes one modality only; both are needed\n",
      "\(refused.errors)")
  }
}
