import Configuration
import Files
import Models
import Safetensors
import Synchronization
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
        "best.json", "last.json", "step-000004.safetensors", "step-000005.safetensors",
      ])
    let samples = try Folder.names(in: folder.samples)
    #expect(samples.filter { $0.hasSuffix(".png") } == ["step-000003.png", "step-000005.png"])
    #expect(samples.contains("step-000003-bassoon.wav") && samples.contains("real-tuba.wav"))
    #expect(samples.count == 2 * 14 + 13)

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
  @Test func aRunThatDivergesAgainAndAgainIsStopped() throws {
    let configuration = try Configuration.tiny(
      "training.steps=3", "training.batchSize=2", "data.orchestraTrainingPairs=1",
      "data.orchestraValidationPairs=0", "output.checkpointEvery=1", "faults.maximumRollbacks=2")
    let portable = try JSONValue(encoding: configuration).encoded()
    var file = TensorFile(metadata: [
      "format": "cmcgan-model", "format_version": "2", "step": "1", "classes": "[]",
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

    var events: [JSONValue] = []
    let trainer = try Trainer(
      configuration, in: folder, start: .from(model: place.path("model.safetensors")), isQuiet: true
    ) { events.append($0) }
    let failure = #expect(throws: Failure.self) { try trainer.run() }
    #expect(failure?.kind == .diverged && failure?.subject == folder.path)
    #expect(
      failure?.problem.hasSuffix(
        " is not finite at step 1, and the run was already rolled back 2 times "
          + "(limit: 2, faults.maximumRollbacks)") == true, "\(failure?.problem ?? "")")
    #expect(
      failure?.hint == "Lower the learning rates with --set and resume.")
    #expect(events.filter { $0["event"] == "rollback" }.map { $0["rollbacks"] } == [1, 2])
    #expect(try folder.newestCheckpoint { _ in }.step == 0)
  }

  /// What is wrong with the numbers of a step.
  enum Poison: CaseIterable, Sendable { case weight, moment }

  /// NaN strikes once, after step 3: the run goes back to step 2 and ends well, with other numbers.
  @Test(arguments: Poison.allCases)
  func aRunGoesBackToItsLastCheckpoint(poison: Poison) throws {
    let configuration = try Configuration.tiny(
      "training.steps=6", "training.batchSize=2", "data.orchestraTrainingPairs=1",
      "data.orchestraValidationPairs=1", "output.checkpointEvery=2", "output.logEvery=1",
      "faults.rollbackRate=0.5")
    let clean = RunFolder(place.path("clean"))
    try Trainer(configuration, in: clean, start: .fresh, isQuiet: true).run()

    var events: [JSONValue] = []
    let strikes = Atomic(0)
    let models = ModelFactory.disturbed { model, step in
      guard step == 3, strikes.add(1, ordering: .relaxed).newValue == 1 else { return }
      let state = poison == .weight ? model.networkState : model.state
      let victim = poison == .weight ? state[0] : state[state.count - 1]
      victim.value = Tensor(repeating: .nan, shape: victim.value.shape)
    }
    try Trainer(configuration, in: folder, start: .fresh, isQuiet: true, models: models) {
      events.append($0)
    }.run()

    let rollback = try #require(events.first { $0["event"] == "rollback" })
    #expect(rollback["step"] == 4 && rollback["to_step"] == 2 && rollback["rollbacks"] == 1)
    let checkpoint = try folder.newestCheckpoint { _ in Issue.record("all are good") }
    #expect(checkpoint.step == 6 && checkpoint.rollbacks == 1)
    #expect(try bytes(of: 2, in: folder) == bytes(of: 2, in: clean))
    #expect(try bytes(of: 6, in: folder) != bytes(of: 6, in: clean))
    let lines = String(decoding: try InputFile.read(folder.metrics), as: UTF8.self)
      .split(separator: "\n")
    #expect(
      try lines.map { try StrictJSON.parse(String($0), subject: "")["step"]?.wholeNumber }
        == [1, 2, 3, 4, 5, 6])

    // Stopped after the fault and gone on with: the same as never stopped.
    let torn = RunFolder(place.path("torn"))
    for folder in [torn.samples, torn.checkpoints] { try Folder.create(folder) }
    for name in ["config.json", "checkpoints/step-000004.safetensors"] {
      try OutputFile.write(
        InputFile.read(folder.path + "/" + name), to: torn.path + "/" + name, replacing: false)
    }
    try Trainer(configuration, in: torn, start: .resumed(), isQuiet: true).run()
    #expect(try bytes(of: 6, in: torn) == bytes(of: 6, in: folder))
  }

  private func bytes(of step: Int, in folder: RunFolder) throws -> [UInt8] {
    try InputFile.read("\(folder.checkpoints)/step-00000\(step).safetensors")
  }

  @Test func aResumeWithOtherSettingsIsWrittenDown() throws {
    func run(_ start: Trainer.Start, _ changes: String...) throws {
      var document = try StrictJSON.parse(
        Configuration.tiny(
          "training.steps=1", "training.batchSize=2", "data.orchestraTrainingPairs=1",
          "data.orchestraValidationPairs=1"
        ).document(), subject: "tiny")
      for change in changes { try document.set(assignment: change) }
      try Trainer(
        document.decoded(subject: "tiny"), in: folder, start: start, isQuiet: true
      ).run()
    }
    try run(.fresh)
    try run(.resumed())
    #expect(folder.configurations.newest == folder.configuration)
    try run(.resumed(), "training.steps=2")
    #expect(folder.configurations.newest == folder.path + "/config-2.json")
    #expect(try Configuration.read(folder.configurations.newest).training.steps == 2)
    // No step is left that could use another loss.
    let failure = #expect(throws: Failure.self) {
      try run(.resumed(), "training.steps=2", "losses.adversarialWeight=2")
    }
    #expect(
      failure?.problem
        == "is the last step of its run and was trained with losses.adversarialWeight 1.0 (requested: 2.0)"
    )
    #expect(folder.configurations.newest == folder.path + "/config-2.json")
    try run(.resumed(), "training.steps=3", "losses.adversarialWeight=2")
    #expect(folder.configurations.newest == folder.path + "/config-3.json")
    // Of what can change after the last step, its checkpoint tells too, and both pointers follow.
    try run(
      .resumed(), "training.steps=3", "losses.adversarialWeight=2", "conversion.soundTemperature=2")
    let model = try TrainedModel(checked: folder.path) { Issue.record("\($0)") }
    #expect(model.configuration.conversion.soundTemperature == 2)
    _ = try TrainedModel(checked: folder.checkpoints + "/best.json") { Issue.record("\($0)") }
  }

  @Test func changedDataIsRefusedUnlessAccepted() throws {
    let files = PairFiles(in: place.path("data"))
    for (number, name) in ["train/a", "train/b", "validation/a", "validation/b"].enumerated() {
      try files.writePair(number, image: "images/\(name)/x.png", sound: "sounds/\(name)/x.wav")
    }
    let configuration = try Configuration.tiny(
      "training.steps=1", "training.batchSize=2", "data.source=files", "data.root=\(files.root)",
      "data.orchestraValidationPairs=0")
    try Trainer(configuration, in: folder, start: .fresh, isQuiet: true).run()
    try files.writePair(7, image: "images/train/a/y.png", sound: "sounds/train/a/y.wav")
    let failure = #expect(throws: Failure.self) {
      try Trainer(configuration, in: folder, start: .resumed(), isQuiet: true)
    }
    #expect(failure?.kind == .badInput && failure?.subject == files.root)
    #expect(failure?.problem.hasPrefix("the data changed since the run began (digest ") == true)
    #expect(failure?.hint == "Use --accept-data-change to continue with the changed data.")
    try Trainer(
      configuration, in: folder, start: .resumed(acceptingDataChange: true), isQuiet: true
    ).run()
  }

  @Test func aRunThatDoesNotFitIntoMemoryIsRefused() throws {
    let configuration = try Configuration.tiny(
      "networks.width=512", "networks.discriminatorWidth=512", "networks.depth=4",
      "training.batchSize=4096", "image.height=512", "image.width=512",
      "data.orchestraTrainingPairs=400")
    let failure = #expect(throws: Failure.self) {
      try Trainer(configuration, in: folder, start: .fresh, isQuiet: true)
    }
    #expect(failure?.kind == .resources)
    #expect(failure?.problem.hasSuffix(" MB are free)") == true, "\(failure?.problem ?? "")")
    #expect(!Folder.exists(folder.path))
  }

  @Test func aCompleteRunStaysAsItIs() throws {
    let configuration = try Configuration.tiny(
      "training.steps=0", "data.orchestraTrainingPairs=1", "data.orchestraValidationPairs=0")
    var events: [JSONValue] = []
    try Trainer(configuration, in: folder, start: .fresh, isQuiet: true) { events.append($0) }.run()
    #expect(events.last == ["event": "end", "step": 0])
    #expect(try Folder.names(in: folder.checkpoints) == ["last.json", "step-000000.safetensors"])
  }
}
