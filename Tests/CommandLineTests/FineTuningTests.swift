import Files
import Foundation
import TestSupport
import Testing

/// `cmcgan-train --fine-tune`, from a model to own classes, by the real program.
@Suite(.serialized) struct FineTuningTests {
  private static let folder = TemporaryFolder()

  /// A tiny model of the orchestra with all that pre-training learns from, and with a classifier of pairs.
  private static let model = Result {
    let losses = [
      "classificationWeight", "imageReconstructionWeight", "soundReconstructionWeight",
      "soundTranslationWeight",
    ].flatMap { ["--set", "losses.\($0)=1"] }
    let common = ["train", "--config", "tiny", "--steps", "4", "--quiet", "--output"]
    let generating = try BuiltProgram.run(
      common + [folder.path("base"), "--set", "training.averageDecay=0.9"] + losses)
    #expect(generating.code == 0, "\(generating.errors)")
    let classifying = try BuiltProgram.run(
      common + [
        folder.path("pairs"), "--set", "model=multimodal", "--set",
        "augmentation.modalityDropout=0.5",
      ])
    #expect(classifying.code == 0, "\(classifying.errors)")
    let path = folder.path("base.safetensors")
    let exported = try BuiltProgram.run([
      "export", folder.path("base"), "--classifier", folder.path("pairs"), "-o", path, "--quiet",
    ])
    #expect(exported.code == 0, "\(exported.errors)")
    return path
  }

  private let folder = TemporaryFolder()

  /// Pairs of two classes that the model does not know.
  private func writeData() throws -> String {
    let files = PairFiles(in: folder.path("data"))
    for (classNumber, name) in ["bell", "drum"].enumerated() {
      for number in 0...3 {
        let place = "\(number == 3 ? "validation" : "train")/\(name)/\(number)"
        try files.writePair(
          100 * classNumber + number, image: "img/\(place).png", sound: "chunk/\(place).wav")
      }
    }
    return files.root
  }

  private func info(_ path: String) throws -> JSONValue {
    let result = try BuiltProgram.run(["info", "--json", path])
    return try StrictJSON.parse(result.text, subject: "output")
  }

  @Test func aModelLearnsOwnClasses() throws {
    let (model, data, run) = (try Self.model.get(), try writeData(), folder.path("run"))
    let made = try BuiltProgram.run([
      "train", "--fine-tune", data, "--from", model, "--output", run, "--steps", "17",
    ])
    #expect(made.code == 0, "\(made.errors)")
    #expect(
      made.errors.hasPrefix(
        "fine-tuning \(model) on 6 training pairs of 2 classes: 17 steps of 6 pairs (encoder pre-training 5, "
          + "autoencoder pre-training 5, translation pre-training 6, main training 1), then 6 steps of the "
          + "classifier of pairs\n"), "\(made.errors)")
    let identity = try #require(try info(model)["model"]?.text)
    #expect(made.errors.contains("\nbegins with the weights of \(model) (\(identity))\n"))
    let result = "\(run)/model.safetensors"
    #expect(
      made.errors.hasSuffix(
        "\ndone: \(result)\nnext: \(BuiltProgram.path) convert sound.wav -o image.png --model \(result)\n"
      ),
      "\(made.errors)")
    let found = try info(result)
    #expect(found["classes"] == ["bell", "drum"] && found["origin"] == .array([.string(identity)]))
    let image = try folder.file("image.png", Material.png())
    for model in [result, run] {
      let named = try BuiltProgram.run(["classify", image, "--model", model, "--json"])
      let object = try StrictJSON.parse(named.text, subject: "output")
      #expect(["bell", "drum"].contains(object["class"]?.text), "\(named.errors)")
    }
    let page = try String(decoding: InputFile.read("\(run)/report.html"), as: UTF8.self)
    #expect(page.contains(#""origin":{"path":"\#(model)","models":["\#(identity)"]}"#))
  }

  /// A resume does what is left, and still knows what the run came from.
  @Test func aResumeFinishesAndKeepsTheOrigin() throws {
    let (model, data, run) = (try Self.model.get(), try writeData(), folder.path("run"))
    let made = try BuiltProgram.run([
      "train", "--fine-tune", data, "--from", model, "--output", run, "--steps", "17", "--quiet",
    ])
    #expect(made.code == 0 && made.errors.isEmpty, "\(made.errors)")
    let whole = try InputFile.read("\(run)/model.safetensors")
    let origin = try StrictJSON.read("\(run)/run.json")["origin"]
    #expect(origin?["path"] == .string(model))
    // As if the program had been stopped before the classifier.
    let manager = FileManager.default
    try manager.removeItem(atPath: "\(run)/classifier")
    try manager.removeItem(atPath: "\(run)/model.safetensors")
    let resumed = try BuiltProgram.run(["train", "--resume", run, "--quiet"])
    #expect(resumed.code == 0 && resumed.errors.isEmpty, "\(resumed.errors)")
    #expect(try InputFile.read("\(run)/model.safetensors") == whole)
    #expect(try StrictJSON.read("\(run)/run.json")["origin"] == origin)
    let further = try BuiltProgram.run(["train", "--resume", run, "--steps", "19", "--quiet"])
    #expect(further.code == 0, "\(further.errors)")
    #expect(try StrictJSON.read("\(run)/run.json")["origin"] == origin)
    #expect(try info("\(run)/model.safetensors")["origin"] == origin?["models"])
    // What begins from it has a longer history.
    let second = folder.path("second")
    let again = try BuiltProgram.run([
      "train", "--config", "\(run)/config.json", "--init-from", run, "--output", second, "--steps",
      "17", "--set", "training.encoderPretrainingSteps=0", "--quiet",
    ])
    #expect(again.code == 0, "\(again.errors)")
    #expect(try info(second)["origin"]?.elements?.count == 2)
  }

  /// The default model holds the frozen network that its image encoder sees with: no download is needed.
  @Test func theDefaultModelNeedsNoDownload() throws {
    // Beside the program lies what `make backbone` writes, perhaps; not beside a copy of it.
    let program = folder.path("cmcgan")
    try FileManager.default.copyItem(atPath: BuiltProgram.path, toPath: program)
    let run = folder.path("run")
    let arguments = [
      "train", "--fine-tune", try writeData(), "--from",
      Golden.repository + "/data/default.safetensors", "--output", run, "--quiet",
    ]
    let environment = ["CMCGAN_BACKBONE": ""]
    let made = try BuiltProgram.run(
      arguments + ["--steps", "4", "--set", "training.batchSize=2"], environment: environment,
      program: program)
    #expect(made.code == 0, "\(made.errors)")
    let configuration = try StrictJSON.read("\(run)/config.json", limit: 1 << 20)
    #expect(configuration.value(at: "data.unpairedImages")?.text?.hasSuffix("/img") == true)
    #expect(try info("\(run)/model.safetensors")["classes"] == ["bell", "drum"])
    let resumed = try BuiltProgram.run(
      ["train", "--resume", run, "--steps", "5", "--quiet"], environment: environment,
      program: program)
    #expect(resumed.code == 0, "\(resumed.errors)")
  }

  @Test func whatCannotBeFineTunedIsExplained() throws {
    let data = try writeData()
    let classifier = try BuiltProgram.run([
      "train", "--fine-tune", data, "--from", try ClassifyCommandTests.classifier.get(), "--output",
      folder.path("run"),
    ])
    #expect(classifier.code == 65)
    #expect(
      classifier.errors.contains("its model is multimodal; cmcgan or autoencoder can be fine-tuned")
    )
    let without = try BuiltProgram.run([
      "train", "--fine-tune", data, "--from", Material.run, "--output", folder.path("run"),
      "--steps", "2",
    ])
    #expect(without.code == 0, "\(without.errors)")
    #expect(
      without.errors.contains(
        "note: no classifier of pairs is trained, as \(Material.run) holds none: cmcgan-classify will need one\n"
      ), "\(without.errors)")
  }
}
