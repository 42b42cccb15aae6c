import Files
import Foundation
import Media
import Orchestra
import TestSupport
import Testing

@Suite struct ClassifyCommandTests {
  private static let folder = TemporaryFolder()

  /// A run of the multimodal classifier on the data of `configs/tiny.json`.
  static let classifier = Result {
    let path = folder.path("multimodal")
    let made = try BuiltProgram.run([
      "train", "--config", Golden.repository + "/configs/tiny.json", "--output", path, "--quiet",
      "--set", "model=multimodal", "--set", "augmentation.modalityDropout=0.5",
    ])
    #expect(made.code == 0, "\(made.errors)")
    return path
  }

  private let folder = TemporaryFolder()

  private func classify(_ arguments: String...) throws -> BuiltProgram {
    try BuiltProgram.run(
      ["classify", "--model", Material.run, "--classifier", try Self.classifier.get()] + arguments)
  }

  private func probabilities(_ result: BuiltProgram) throws -> (JSONValue, [String: Double]) {
    #expect(result.code == 0, "\(result.errors)")
    let object = try StrictJSON.parse(result.text, subject: "output")
    let members = try #require(object["probabilities"]?.members)
    return (
      object,
      Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value.number ?? -1) })
    )
  }

  @Test func allClassesHaveAProbability() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let image = try folder.file("image.png", Material.png())
    for (inputs, generated) in [
      ([sound, image], JSONValue.null), ([image, sound], .null), ([sound], "image"),
      ([image], "sound"),
    ] {
      let result = try BuiltProgram.run(
        [
          "classify", "--model", Material.run, "--classifier", Self.classifier.get(), "--json",
          "--generate-missing",
        ] + inputs)
      let (object, all) = try probabilities(result)
      #expect(all.count == 13 && abs(all.values.reduce(0, +) - 1) < 1e-5)
      #expect(all.values.allSatisfy { (0...1).contains($0) })
      #expect(object["generated"] == generated && object["schema"] == 1)
      #expect(all[object["class"]?.text ?? ""] == all.values.max())
      #expect(object["sound"] == (inputs.contains(sound) ? .string(sound) : .null))
      #expect(object["image"] == (inputs.contains(image) ? .string(image) : .null))
      // 0.7 s: two half-overlapping windows of half a second.
      #expect(object["windows"]?.wholeNumber == (inputs.contains(sound) ? 2 : 0))
    }
    let (_, one) = try probabilities(classify("--json", sound, image))
    let (_, other) = try probabilities(classify("--json", image, sound))
    #expect(one == other)
  }

  @Test func whatIsMissingIsGeneratedOnlyIfAskedFor() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let (object, alone) = try probabilities(classify("--json", sound))
    #expect(object["generated"] == .null)
    let (_, completed) = try probabilities(classify("--json", "--generate-missing", sound))
    #expect(completed != alone)
    // The option that once asked for the default.
    let old = try classify("--json", "--alone", sound)
    #expect(try probabilities(old).1 == alone)
    #expect(old.errors.hasPrefix("warning: --alone is the default now and has no effect\n"))
    #expect(try classify("--alone", "--generate-missing", sound).code == 64)
  }

  @Test func theLikeliestClassesAreLines() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let text = try classify("--top", "4", "--generate-missing", sound)
    #expect(text.errors.hasSuffix("the image is generated, and used too\n"))
    let values = text.lines.compactMap { Double($0.split(separator: " ").last ?? "") }
    #expect(values.count == 4 && values == values.sorted(by: >))
  }

  /// The run of the classifier remembers its temperatures, the model that converts its items.
  @Test func confidenceAndFamiliarityAreTold() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let image = try folder.file("image.png", Material.png())
    for inputs in [[sound], [image], [sound, image]] {
      let arguments = ["classify", "--classifier", try Self.classifier.get(), "--json"] + inputs
      let (object, all) = try probabilities(
        BuiltProgram.run(arguments + ["--model", Material.run]))
      let confidence = try #require(object["confidence"]?.number)
      #expect(abs(confidence - (all.values.max() ?? 0)) < 1e-4)
      #expect((0...1).contains(object["familiarity"]?.number ?? -1))
      // The default model knows nothing of these classes.
      let (other, _) = try probabilities(BuiltProgram.run(arguments))
      #expect(other["familiarity"] == .null && other["confidence"] == object["confidence"])
    }
    let strict = try BuiltProgram.run(
      ["classify", "--classifier", Self.classifier.get(), "--strict", sound])
    #expect(strict.code == 65)
    #expect(
      strict.errors
        == "error: --strict needs a model with a memory. Use --model.\n")
  }

  @Test func silenceIsSaid() throws {
    let silence = Sound(samples: [Float](repeating: 0, count: 16_000), sampleRate: 16_000)
    let path = try folder.file("silence.wav", Material.wav(silence))
    let result = try classify(path)
    #expect(result.code == 0)
    #expect(
      result.errors.contains("warning: \(path): is silent (peak below -60 dB of full scale)\n"))
  }

  @Test func aModelMayHoldTheClassifier() throws {
    let model = folder.path("whole.safetensors")
    let run = try Self.classifier.get()
    let exported = try BuiltProgram.run([
      "export", Material.run, "--classifier", run, "-o", model,
    ])
    #expect(exported.code == 0, "\(exported.errors)")
    let again = try BuiltProgram.run(["export", model, "-o", folder.path("again.safetensors")])
    #expect(again.code == 0)
    #expect(try folder.bytes("again.safetensors") == folder.bytes("whole.safetensors"))

    let sound = try folder.file("tone.wav", Material.wav())
    let image = try folder.file("image.png", Material.png())
    for inputs in [[sound], [image], [sound, image]] {
      let (_, whole) = try probabilities(
        BuiltProgram.run(["classify", "--model", model, "--json"] + inputs))
      let (_, parts) = try probabilities(
        BuiltProgram.run(
          ["classify", "--model", Material.run, "--classifier", run, "--json"] + inputs))
      // Weights of 16 bits.
      for (name, value) in parts { #expect(abs((whole[name] ?? -1) - value) < 0.01, "\(name)") }
    }
    let made = try BuiltProgram.run([
      "convert", "--model", model, sound, "-o", folder.path("a.png"),
    ])
    #expect(made.code == 0)
  }

  @Test func badUseIsExplained() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let none = try BuiltProgram.run(["classify", "--model", Material.run, sound])
    #expect(none.code == 65)
    #expect(
      none.errors == "error: \(Material.checkpoint): holds no classifier of pairs. "
        + "Use a run of model multimodal, or a model that was exported with one.\n")
    let nothing = try classify()
    #expect(nothing.code == 64)
    #expect(nothing.errors.hasPrefix("error: Missing expected argument '<inputs> ...'"))
    let text = try folder.file("note.txt", Array("no sound at all".utf8))
    let neither = try classify(text)
    #expect(neither.code == 65 && neither.errors.hasPrefix("error: \(text): neither a sound nor"))
    let exported = try BuiltProgram.run([
      "export", Material.run, "--classifier", Material.run, "-o", folder.path("x.safetensors"),
    ])
    #expect(exported.code == 65)
    #expect(exported.errors == "error: \(Material.checkpoint): holds no classifier of pairs\n")
  }
}
