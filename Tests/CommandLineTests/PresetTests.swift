import Configuration
import Files
import Glibc
import TestSupport
import Testing

/// Trainings of own data without a configuration, by the real program.
@Suite struct PresetTests {
  private let folder = TemporaryFolder()
  private var files: PairFiles { PairFiles(in: folder.path("pairs")) }

  /// So many training pairs of each class.
  private func writePairs(_ classes: [String], each count: Int) throws {
    for (classNumber, name) in classes.enumerated() {
      for number in 0..<count {
        let place = "train/\(name)/\(number)"
        try files.writePair(
          100 * classNumber + number, image: "img/\(place).png", sound: "chunk/\(place).wav")
      }
    }
  }

  private func train(_ arguments: String...) throws -> BuiltProgram {
    try BuiltProgram.run(["train"] + arguments)
  }

  @Test func theRecommendedRecipeIsScaledToTheData() throws {
    try writePairs(["a", "b"], each: 20)
    let printed = try train("--data", files.root, "--print-config")
    #expect(printed.code == 0)
    #expect(
      printed.errors
        == "recipe sub-urmp for 40 training pairs of 2 classes: 2000 steps of 32 pairs "
        + "(encoder pre-training 300, main training 1700), a checkpoint every 83 steps\n")
    var expected = try Configuration.read(
      "sub-urmp",
      assignments: [
        "training.steps=2000", "training.encoderPretrainingSteps=300", "output.checkpointEvery=83",
        "output.sampleEvery=167", "output.logEvery=3",
      ])
    expected.data.root = files.root
    expected.training.averageDecay = 1 - (1 - 0.999) / (2000.0 / 6000)
    let text = try expected.document()
    #expect(printed.text == text)
  }

  @Test func stepsAndSettingsOfTheCommandLineCount() throws {
    try writePairs(["a", "b"], each: 20)
    let printed = try train(
      "--data", files.root, "--steps", "600", "--set", "training.batchSize=7", "--print-config")
    #expect(printed.code == 0, "\(printed.errors)")
    let object = try StrictJSON.parse(printed.text, subject: "output")
    #expect(object.value(at: "training.steps") == 600)
    #expect(object.value(at: "training.encoderPretrainingSteps") == 90)
    #expect(object.value(at: "training.batchSize") == 7)
    #expect(object.value(at: "output.checkpointEvery") == 25)
  }

  @Test func thePaperStaysAsItIs() throws {
    try writePairs(["a", "b"], each: 2)
    let printed = try train("--data", files.root, "--preset", "paper", "--print-config")
    var expected = try Configuration.read("paper")
    expected.data.root = files.root
    let text = try expected.document()
    #expect(printed.code == 0 && printed.text == text)
  }

  /// Two pairs are enough to begin, and no validation pairs are needed.
  @Test(arguments: ["quick", "recommended"])
  func twoPairsTrain(preset: String) throws {
    try writePairs(["a", "b"], each: 1)
    let run = folder.path("run")
    let made = try train(
      "--data", files.root, "--preset", preset, "--steps", "3", "--output", run)
    #expect(made.code == 0, "\(made.errors)")
    #expect(made.errors.contains(" for 2 training pairs of 2 classes: 3 steps of 2 pairs ("))
    #expect(InputFile.exists("\(run)/checkpoints/step-000003.safetensors"))
  }

  @Test func pairsWithoutClassesTrain() throws {
    for number in 0..<2 {
      try files.writePair(
        number, image: "img/train/\(number).png", sound: "chunk/train/\(number).wav")
    }
    let made = try train(
      "--data", files.root, "--steps", "1", "--output", folder.path("run"))
    #expect(made.code == 0, "\(made.errors)")
    #expect(made.errors.contains("training pairs without classes: 1 steps of 2 pairs"))
  }

  @Test func dataThatIsTooSmallIsRefused() throws {
    try writePairs(["a"], each: 3)
    let single = try train("--data", files.root, "--output", folder.path("run"))
    #expect(single.code == 65 && single.errors.contains("only one class (a)"), "\(single.errors)")
    try files.writePair(9, image: "img/validation/b/9.png", sound: "chunk/validation/b/9.wav")
    for number in 1...2 {
      for kind in ["img/train/a/\(number).png", "chunk/train/a/\(number).wav"] {
        unlink("\(files.root)/\(kind)")
      }
    }
    let few = try train("--data", files.root, "--output", folder.path("run"))
    #expect(
      few.errors == "error: \(files.root): has too few training pairs (1; at least 2 are needed)\n")
    #expect(few.code == 65 && !InputFile.exists(folder.path("run")))
  }

  /// The recipe has 1,300 steps of pre-training, which do not fit.
  @Test func phasesKeepTheirSharesInAShortRun() throws {
    let short = try train("--config", "demo", "--steps", "150", "--print-config")
    #expect(short.code == 0)
    #expect(
      short.errors
        == "note: --steps 150 is less than the pre-training (1300), so each phase is shortened in "
        + "proportion (autoencoder pre-training 130, main training 20)\n")
    let longer = try train("--config", "demo", "--steps", "1400", "--print-config")
    let object = try StrictJSON.parse(longer.text, subject: "output")
    #expect(longer.errors.isEmpty)
    #expect(object.value(at: "training.autoencoderPretrainingSteps") == 1300)
    let set = try train(
      "--config", "demo", "--steps", "150", "--set", "training.autoencoderPretrainingSteps=1000",
      "--print-config")
    #expect(set.code == 78, "what is set is not changed: \(set.errors)")
  }

  @Test(arguments: [
    (["--preset", "quick"], "One of --data, --fine-tune, --config and --resume is needed."),
    (
      ["--config", "tiny", "--preset", "quick"], "--preset goes with --data, and without --config."
    ),
    (["--data", "x", "--preset", "fast"], "'fast' is invalid"),
    (["--data", "x", "--from", "y"], "--from goes with --fine-tune"),
    (["--data", "x", "--fine-tune", "y"], "--fine-tune goes without --config, --data"),
  ])
  func contradictionsAreUsageErrors(arguments: [String], text: String) throws {
    let result = try BuiltProgram.run(["train"] + arguments)
    #expect(result.code == 64 && result.errors.contains(text), "\(result.errors)")
  }
}
