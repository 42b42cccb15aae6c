import Files
import TestSupport
import Testing

/// How long a run takes, as the real program says before it and at its beginning.
@Suite struct RunTimesCommandTests {
  private let folder = TemporaryFolder()

  /// A run with all phases: 4 + 5 + 6 steps of pre-training, and 15 of all networks.
  private func train(_ name: String, _ more: String...) throws -> BuiltProgram {
    let settings = [
      "training.steps=30", "training.encoderPretrainingSteps=4",
      "training.autoencoderPretrainingSteps=5", "training.translationPretrainingSteps=6",
      "conversion.soundToImage=direct", "losses.classificationWeight=1",
      "losses.imageReconstructionWeight=1", "losses.soundReconstructionWeight=1",
      "losses.soundTranslationWeight=1",
    ]
    let config = Golden.repository + "/configs/tiny.json"
    return try BuiltProgram.run(
      ["train", "--config", config, "--output", folder.path(name)]
        + settings.flatMap { ["--set", $0] } + more)
  }

  @Test func aDryRunTimesEachPhase() throws {
    let text = try train("dry", "--dry-run")
    #expect(text.code == 0 && folder.names.isEmpty, "\(text.errors)")
    let lines = text.lines.map { String($0).replacing(/[0-9.]+ (s|MB)\b/, with: "N") }
    #expect(
      Array(lines.dropFirst(4)) == [
        "encoder pre-training: 4 steps, N each: N", "autoencoder pre-training: 5 steps, N each: N",
        "translation pre-training: 6 steps, N each: N", "main training: 15 steps, N each: N",
        "samples: 1, N each: N", "validation: 3, N each: N",
        "checkpoints: 3, N each: N; N each, N free", "time in all: N",
        "a stop: at most a step and a checkpoint, N as measured now",
      ], "\(text.text)")
    let object = try StrictJSON.parse(train("dry", "--dry-run", "--json").text, subject: "output")
    let phases = try #require(object["phases"]?.elements)
    #expect(phases.map { $0["steps"]?.wholeNumber } == [4, 5, 6, 15])
    func number(_ key: String) -> Double { object[key]?.number ?? .nan }
    let steps = phases.reduce(0) { $0 + ($1["seconds"]?.number ?? .nan) }
    let outputs =
      3 * (number("seconds_per_checkpoint") + number("seconds_per_validation"))
      + number("seconds_per_sheet")
    #expect(abs(number("seconds_in_all") - steps - outputs) < 1e-9)
    #expect(number("seconds_left") == number("seconds_in_all"))
    let keys = ["encoder", "autoencoder", "translation"].map { "seconds_per_\($0)_step" }
    #expect(
      (keys + ["seconds_per_step"]).map(number)
        == phases.map { $0["seconds_per_step"]?.number ?? -1 })
  }

  /// The steps that are tried out at the beginning change nothing in the run.
  @Test func aRunSaysHowLongItTakes() throws {
    let told = try train("told")
    #expect(told.code == 0, "\(told.errors)")
    let lines = told.errors.split(separator: "\n").map {
      String($0).replacing(/[0-9]+ s\b/, with: "N")
    }
    #expect(
      lines.contains(
        "about N to go (encoder pre-training N, autoencoder pre-training N, "
          + "translation pre-training N, main training N, checkpoints and samples N)"),
      "\(told.errors)")
    #expect(told.errors.contains("step 1/30  encoder pre-training  "))
    #expect(try train("quiet", "--quiet").errors.isEmpty)
    let checkpoint = "checkpoints/step-000030.safetensors"
    #expect(
      try folder.bytes("told/\(checkpoint)") == folder.bytes("quiet/\(checkpoint)"))
  }

  @Test func theRestOfAResumedRunIsCounted() throws {
    #expect(try train("run", "--quiet", "--steps", "20").code == 0)
    let text = try BuiltProgram.run(
      ["train", "--resume", folder.path("run"), "--steps", "30", "--dry-run"])
    #expect(text.code == 0, "\(text.errors)")
    let lines = text.lines.map { String($0).replacing(/[0-9.]+ s\b/, with: "N") }
    #expect(lines.contains("main training: 10 steps, N each: N"), "\(text.text)")
    #expect(lines.contains("time left: N") && !text.text.contains("pre-training"))
  }
}
