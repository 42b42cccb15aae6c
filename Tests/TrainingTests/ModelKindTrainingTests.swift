import Configuration
import Files
import Models
import Safetensors
import TensorCore
import TestSupport
import Testing
import Training

/// Every kind of model by the one loop: stopping and going on, starting from another, and use.
@Suite struct ModelKindTrainingTests {
  private let place = TemporaryFolder()

  /// Four steps on few pairs with everything that draws random numbers or keeps a state.
  private func configuration(_ kind: ModelKind, _ changes: String...) throws -> Configuration {
    let files = PairFiles(in: place.path("unpaired"))
    for (number, name) in ["bassoon", "cello", "tuba"].enumerated() {
      try files.write(
        PairFiles.wav([PairFiles.tone(number, count: 9_000)], sampleRate: 8_000), "\(name)/a.wav")
    }
    return try .read(
      Golden.repository + "/configs/tiny.json",
      assignments: [
        "model=\(kind.rawValue)", "conversion.soundToImage=direct", "training.steps=4",
        "training.batchSize=3", "training.imageLatentSamples=2", "training.soundLatentSamples=3",
        "augmentation.modalityDropout=0.5",
        "training.averageDecay=0.9", "augmentation.featureDropout=0.3",
        "networks.spectralNorm=true",
        "losses.featureMatchingWeight=1", "losses.classificationWeight=1",
        "losses.imageTranslationWeight=1", "losses.soundTranslationWeight=1",
        "augmentation.discriminator.imageShift=0.2", "augmentation.mirroredImages=true",
        "augmentation.encoder.soundNoiseShare=0.5", "augmentation.encoder.soundMixShare=0.5",
        "augmentation.encoder.soundBandShift=1", "training.schedule=cosine",
        "networks.pooledSounds=true",
        "data.unpairedSounds=\(files.root)", "data.unpairedShare=0.5",
        "data.orchestraTrainingPairs=1", "data.orchestraValidationPairs=1",
        "output.checkpointEvery=2", "output.logEvery=1", "output.sampleEvery=1000",
      ] + changes)
  }

  @discardableResult
  private func train(
    _ configuration: Configuration, _ name: String, start: Trainer.Start = .fresh
  ) throws -> (folder: RunFolder, events: [JSONValue]) {
    let folder = RunFolder(place.path(name))
    var events: [JSONValue] = []
    try Trainer(configuration, in: folder, start: start, isQuiet: true) { events.append($0) }.run()
    return (folder, events)
  }

  private func checkpoint(_ folder: RunFolder, step: Int) -> String {
    "\(folder.checkpoints)/step-00000\(step).safetensors"
  }

  /// The names of the means of the classes: of what a kind encodes on the way to the other modality.
  private func classMeans(of kind: ModelKind) -> [String] {
    Modality.allCases.filter {
      kind.parts.isSuperset(of: [.encoder(of: $0), .decoder(of: $0.other)])
    }.map { "classMeans.\($0.rawValue)" }
  }

  /// A run that was stopped at step 2 of 4 and gone on with, beside one that was not.
  private func expectGoingOnToEqual(
    _ whole: RunFolder, of configuration: Configuration
  ) throws {
    let torn = RunFolder(place.path("torn"))
    try Folder.create(torn.checkpoints)
    for (from, to) in [
      (whole.configuration, torn.configuration),
      (checkpoint(whole, step: 2), checkpoint(torn, step: 2)),
    ] { try OutputFile.write(try InputFile.read(from), to: to, replacing: true) }
    try train(configuration, "torn", start: .resumed())
    let bytes = try InputFile.read(checkpoint(whole, step: 4))
    #expect(try InputFile.read(checkpoint(torn, step: 4)) == bytes)
    #expect(try InputFile.read(checkpoint(torn, step: 2)) != bytes)
  }

  /// Encoders learn alone at first, and nothing else moves meanwhile; a run may stop before, at and after
  /// the end of that.
  @Test(arguments: [ModelKind.cmcgan, .s2iC, .i2s], [1, 2, 3])
  func encodersLearnFirst(kind: ModelKind, steps: Int) throws {
    let configuration = try configuration(
      kind, "training.encoderPretrainingSteps=\(steps)", "training.averageDecay=0",
      "output.keepCheckpoints=9",
      "output.checkpointEvery=1", "augmentation.encoder.imagesLikeDiscriminator=true",
      "losses.sharedClassification=true", "networks.normalizedFeatures=true")
    let folder = try train(configuration, "whole").folder
    let states = try (0...4).map { try TensorFile.read(checkpoint(folder, step: $0)) }
    // Checkpoint 0 has no means of the classes.
    for (step, name) in (1...4).flatMap({ step in states[step].names.map { (step, $0) } })
    where !name.hasPrefix("classMeans.") {
      let moved = try states[step].require(name) != states[step - 1].require(name)
      if ["imageEncoder.", "soundEncoder.", "head"].contains(where: name.hasPrefix) {
        #expect(moved, "\(name) in step \(step)")
      } else if ["imageDecoder.", "soundDecoder.", "discriminator."].contains(where: name.hasPrefix)
      {
        // A bias before a normalisation that takes it away again may stay where it is.
        if step <= steps || name.hasSuffix(".weight") {
          #expect(moved == (step > steps), "\(name) in step \(step)")
        }
      }
    }
    // What the optimizer gathered is forgotten in between.
    for name in states[steps].names where name.hasPrefix("generatorOptimizer.") {
      #expect(try states[steps].require(name).elements.allSatisfy { $0 == 0 }, "\(name)")
    }
    try expectGoingOnToEqual(folder, of: configuration)
  }

  @Test(arguments: ModelKind.allCases)
  func resumingEqualsNeverStopping(kind: ModelKind) throws {
    let configuration = try configuration(kind)
    let whole = try train(configuration, "whole")
    try expectGoingOnToEqual(whole.folder, of: configuration)

    // The file holds what the model has, under its names.
    let file = try TensorFile.read(checkpoint(whole.folder, step: 4))
    let model = configuration.freshModel(classes: 13)
    #expect(file.names == model.state.map(\.name) + classMeans(of: kind))
    #expect(try Checkpoint(reading: checkpoint(whole.folder, step: 4)).configuration.model == kind)

    // Each checkpoint is measured; the share of wrong verdicts is one of 13 pairs.
    let errors = whole.events.filter { $0["event"] == "checkpoint" }
      .compactMap { $0["validation_error"]?.number }
    #expect(errors.count == 3)
    #expect(errors.allSatisfy { (0...(kind.generates ? 2 : 1)).contains($0) })
    if !kind.generates { #expect(errors.allSatisfy { abs(13 * $0 - (13 * $0).rounded()) < 1e-9 }) }
    // Only what can be made is drawn.
    let samples = try Folder.names(in: whole.folder.samples)
    #expect(samples.contains("step-000004.png") == kind.generates)
    #expect(
      samples.contains("step-000004-tuba.wav")
        == kind.parts.isSuperset(of: [.imageEncoder, .soundDecoder]))
  }

  /// A classifier exported for use gives the verdicts of the averaged weights that were trained.
  @Test(arguments: ModelKind.allCases)
  func aModelFileHoldsWhatIsUsed(kind: ModelKind) throws {
    let configuration = try configuration(kind, "training.steps=1")
    let folder = try train(configuration, "run").folder
    let path = place.path("model.safetensors")
    try Checkpoint(reading: checkpoint(folder, step: 1)).writeModel(to: path, replacing: false)
    let networks = configuration.emptyNetworks(classes: 13)
    let file = try TensorFile.read(path)
    #expect(
      file.names == (networks.parameters + networks.buffers).map(\.name) + classMeans(of: kind))
    let checkpoint = try TrainedModel.checked(path) { Issue.record("\($0)") }
    #expect(checkpoint.kind == .model && checkpoint.classes.count == 13)
    try checkpoint.restore(networks)
    let state = try TensorFile.read(self.checkpoint(folder, step: 1))
    for parameter in networks.parameters {
      let averaged = try state.require("average.\(parameter.name)")
      // Numbers of 16 bits: eleven binary digits, and steps of 6e-8 near zero.
      let found = closeness(of: parameter.value, to: averaged, relative: 1e-3, absolute: 1e-7)
      #expect(found.isClose, "\(parameter.name): \(found)")
    }
  }

  // MARK: Starting from another model

  private func tensors(_ folder: RunFolder) throws -> TensorFile {
    try TensorFile.read(checkpoint(folder, step: 0))
  }

  @Test func aBaselineStartsFromTheNetworksOfACMCGAN() throws {
    let from = try train(configuration(.cmcgan, "training.averageDecay=0"), "from").folder
    let start = Trainer.Start.from(model: from.path)
    let begun = try train(configuration(.s2iC, "training.steps=0"), "begun", start: start).folder
    let fresh = try train(configuration(.s2iC, "training.steps=0"), "fresh").folder
    let (source, found, other) = (
      try TensorFile.read(checkpoint(from, step: 4)), try tensors(begun), try tensors(fresh)
    )
    let generator = Generator(emptyFor: try configuration(.s2iC))
    #expect(!generator.parameters.isEmpty && !generator.buffers.isEmpty)
    for parameter in generator.parameters + generator.buffers {
      let name = parameter.name
      #expect(found[name] != nil && found[name] == source[name], "\(name)")
    }
    for name in found.names
    where name.hasPrefix("discriminator.") || name.hasPrefix("head.") || name.contains("Optimizer")
    {
      #expect(found[name] == other[name], "\(name) is fresh")
    }
    #expect(found["soundEncoder.down.0.weight"] != other["soundEncoder.down.0.weight"])
  }

  @Test func aClassifierStartsFromAClassifier() throws {
    let from = try train(configuration(.soundEvaluator, "training.averageDecay=0"), "from").folder
    let start = Trainer.Start.from(model: from.path)
    let begun = try train(
      configuration(.soundEvaluator, "training.steps=0", "seed=2"), "begun", start: start
    ).folder
    let (source, found) = (try TensorFile.read(checkpoint(from, step: 4)), try tensors(begun))
    let names = found.names.filter { $0.hasPrefix("classifier.") }
    #expect(names.contains("classifier.head.weight"))
    for name in names { #expect(found[name] == source[name], "\(name)") }
  }

  /// What the model does not have is named.
  @Test(arguments: [
    (ModelKind.s2iC, ModelKind.s2iA, "soundDecoder.feature.weight"),
    (.s2iC, .i2s, "imageEncoder.down.0.weight"),
    (.soundEvaluator, .s2iC, "soundEncoder.down.0.weight"),
    (.s2iC, .soundEvaluator, "classifier.encoder.down.0.weight"),
  ])
  func aModelWithoutTheNetworksIsRefused(
    from: ModelKind, kind: ModelKind, name: String
  ) throws {
    let source = try train(configuration(from, "training.steps=0"), "from").folder
    #expect(
      throws: Failure(.badInput, checkpoint(source, step: 0), "no tensor is named \(name)")
    ) {
      try train(configuration(kind), "run", start: .from(model: source.path))
    }
    #expect(!Folder.exists(place.path("run")))
  }

  /// Another kind of model does not go on with a run.
  @Test func aRunIsNotResumedAsAnotherKind() throws {
    let folder = try train(configuration(.s2iC, "training.steps=0"), "run").folder
    #expect(
      throws: Failure(
        .badInput, checkpoint(folder, step: 0),
        "was trained with model \"s2i-c\" (requested: \"s2i-n\")",
        hint: "Use --init-from to start a new run from its weights.")
    ) { try train(configuration(.s2iN), "run", start: .resumed()) }
  }

  // MARK: What does not fit

  @Test(arguments: [ModelKind.imageEvaluator, .soundEvaluator, .multimodal])
  func aClassifierIsNoModelForConversion(kind: ModelKind) throws {
    let folder = try train(configuration(kind, "training.steps=0"), "run").folder
    let path = checkpoint(folder, step: 0)
    #expect(
      throws: Failure(
        .badInput, path, "its model is \(kind.rawValue), which makes neither images nor sounds")
    ) { try TrainedModel(checked: path) { _ in } }
  }

  /// Pairs without classes.
  private func pairs() throws -> String {
    let files = PairFiles(in: place.path("data"))
    for number in 0..<4 {
      try files.writePair(
        number, image: "images/train/\(number).png", sound: "sounds/train/\(number).wav")
    }
    return files.root
  }

  private static let taught = ModelKind.allCases.filter(\.needsClasses)
  private static let untaught = ModelKind.allCases.filter { !$0.needsClasses }

  private func classless(_ kind: ModelKind, _ changes: String...) throws -> Configuration {
    try .read(
      Golden.repository + "/configs/tiny.json",
      assignments: [
        "model=\(kind.rawValue)", "conversion.soundToImage=direct", "data.source=files",
        "data.root=\(try pairs())", "training.batchSize=2", "training.steps=1",
        "losses.imageTranslationWeight=1",
      ] + changes)
  }

  @Test(arguments: taught)
  func whatLearnsLabelsRefusesPairsWithoutClasses(kind: ModelKind) throws {
    #expect(
      throws: Failure(
        .badInput, place.path("data"),
        "the pairs have no classes, which model \(kind.rawValue) learns from",
        hint: "Put them into a folder for each class.")
    ) { try train(classless(kind), "run") }
  }

  @Test(arguments: untaught)
  func whatLearnsNoLabelsTakesPairsWithoutClasses(kind: ModelKind) throws {
    // Only CMCGAN looks at the weight of labels.
    let weight = kind == .cmcgan ? 0 : 1
    let folder = try train(classless(kind, "losses.classificationWeight=\(weight)"), "run").folder
    #expect(InputFile.exists(checkpoint(folder, step: 1)))
  }

  @Test func labelsAreNeededWhereTheirWeightIsAboveZero() throws {
    #expect(
      throws: Failure(
        .badInput, place.path("data"),
        "the pairs have no classes, which model cmcgan learns from",
        hint: "Put them into a folder for each class, or set losses.classificationWeight=0.")
    ) { try train(classless(.cmcgan, "losses.classificationWeight=0.1"), "run") }
  }
}
