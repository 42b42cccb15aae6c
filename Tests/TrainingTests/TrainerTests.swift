import CMCGAN
import Files
import TensorCore
import TestSupport
import Testing
import Training

@Suite struct TrainerTests {
  private let place = TemporaryFolder()
  private var folder: RunFolder { RunFolder(place.path("run")) }

  @Test func aRunWritesWhatWasAskedFor() throws {
    let configuration = try Configuration.tiny(
      "training.steps=5", "training.batchSize=2", "data.orchestraTrainingPairs=1",
      "data.orchestraValidationPairs=1", "output.logEvery=2", "output.checkpointEvery=1",
      "output.keepCheckpoints=2", "output.sampleEvery=3")
    var events: [JSONValue] = []
    try Trainer(configuration, in: folder, start: .fresh, isQuiet: true) { events.append($0) }.run()

    #expect(try Configuration.read(folder.configuration) == configuration)
    #expect(
      try Folder.names(in: folder.checkpoints) == [
        "step-000004.safetensors", "step-000005.safetensors",
      ])
    let samples = try Folder.names(in: folder.samples)
    #expect(samples.filter { $0.hasSuffix(".png") } == ["step-000003.png", "step-000005.png"])
    #expect(samples.contains("step-000003-bassoon.wav") && samples.count == 2 * 14)

    let lines = String(decoding: try InputFile.read(folder.metrics), as: UTF8.self)
      .split(separator: "\n")
    let objects = try lines.map { try StrictJSON.parse(String($0), subject: "metrics") }
    #expect(objects.map { $0["step"]?.wholeNumber } == [1, 2, 4, 5])
    for object in objects {
      for key in ["loss_discriminator", "loss_generator", "loss_consistency"] {
        #expect(object[key]?.number?.isFinite == true)
      }
      #expect(object.members?.allSatisfy { $0.value.number != nil } == true)
    }
    #expect(events.first?["event"]?.text == "start" && events.last?["event"]?.text == "end")
    #expect(events.filter { $0["event"]?.text == "step" }.count == 4)
    #expect(events.filter { $0["event"]?.text == "checkpoint" }.count == 6)
  }

  /// A run from a model whose squares are too large for the number type.
  @Test func aDivergedRunIsStopped() throws {
    let configuration = try Configuration.tiny(
      "training.steps=3", "training.batchSize=2", "data.orchestraTrainingPairs=1",
      "data.orchestraValidationPairs=0", "output.checkpointEvery=1")
    let portable = try JSONValue(encoding: configuration).encoded()
    var file = TensorFile(metadata: [
      "format": "cmcgan-model", "format_version": "1", "step": "1", "classes": "[]",
      "configuration": portable,
    ])
    let generator = Generator(emptyFor: configuration)
    let large = Scalar.greatestFiniteMagnitude.squareRoot()
    for (number, parameter) in (generator.parameters + generator.buffers).enumerated() {
      var random = RandomStream(seed: 1, stream: 1, step: UInt32(number))
      let noise = Tensor.normal(shape: parameter.value.shape, from: &random)
      file.append(parameter.name, scaled(noise, by: large))
    }
    try file.write(to: place.path("model.safetensors"), replacing: false)

    let trainer = try Trainer(
      configuration, in: folder, start: .from(model: place.path("model.safetensors")), isQuiet: true
    )
    #expect(
      throws: Failure(
        .diverged, folder.path, "a loss is not finite at step 1",
        hint: "lower the learning rates, or resume from the last checkpoint with another seed")
    ) { try trainer.run() }
    #expect(try folder.newestCheckpoint { _ in }.step == 0)
  }

  @Test func aCompleteRunStaysAsItIs() throws {
    let configuration = try Configuration.tiny(
      "training.steps=0", "data.orchestraTrainingPairs=1", "data.orchestraValidationPairs=0")
    var events: [JSONValue] = []
    try Trainer(configuration, in: folder, start: .fresh, isQuiet: true) { events.append($0) }.run()
    #expect(events.last == ["event": "end", "step": 0])
    #expect(try Folder.names(in: folder.checkpoints) == ["step-000000.safetensors"])
  }
}
