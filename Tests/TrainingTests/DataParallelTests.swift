import Autograd
import Configuration
import DataSets
import Files
import Models
import Ranks
import Synchronization
import TensorCore
import TestSupport
import Testing
import Training

/// Ranks with a part of each batch, against one process with the whole.
@Suite struct DataParallelTests {
  private let place = TemporaryFolder()

  /// How far sums in another order may lead apart.
  private static var tolerance: Double { MemoryLayout<Scalar>.size == 8 ? 1e-9 : 1e-4 }

  private struct Trained {
    var losses: [Losses] = []
    var state: [Tensor] = []
  }

  /// Steps of a model on the parts of a rank.
  private func train(_ configuration: Configuration, _ ranks: any RankGroup) throws -> Trained {
    let set = try DataSet(configuration)
    let batchSize = configuration.training.batchSize
    let maker = try BatchMaker(
      SampleStore(set.training, of: set, configuration), of: set, configuration,
      part: BatchPart(ranks.part(of: batchSize), of: batchSize))
    let model = configuration.freshModel(
      classes: set.classes.count,
      backbone: configuration.needsBackbone ? BackboneGolden.smallNetwork() : nil)
    var trained = Trained()
    for step in 1...configuration.training.steps {
      trained.losses.append(
        model.train(
          on: try maker.batch(step: step), step: step,
          in: StepContext(.fromEnvironment, reduction: DataParallel(configuration, ranks))))
    }
    trained.state = model.state.map(\.value)
    return trained
  }

  private func expectAlike(_ parts: [Trained], _ whole: Trained, _ comment: Comment) {
    for part in parts {
      #expect(part.losses == parts[0].losses, comment)
      let isEqual = part.state == parts[0].state
      #expect(isEqual, comment)
      for (found, expected) in zip(part.losses, whole.losses) {
        #expect(found.entries.map(\.name) == expected.entries.map(\.name))
        let values = closeness(
          of: found.entries.map(\.value), to: expected.entries.map(\.value),
          relative: Self.tolerance)
        #expect(values.isClose, "\(comment): \(values)")
      }
    }
  }

  @Test(arguments: [2, 4])
  func ranksTrainAsOneProcess(count: Int) throws {
    let steps = MemoryLayout<Scalar>.size == 8 ? 50 : 10
    let configuration = try Configuration.tiny("training.steps=\(steps)", "training.batchSize=8")
    let whole = try train(configuration, SoleRank())
    let parts = try ThreadRanks.results(count) { try train(configuration, $0) }.map { try $0.get() }
    #expect(parts.count == count && parts[0].losses.count == steps)
    expectAlike(parts, whole, "\(count) ranks")
  }

  /// Every kind of model, with all that draws random numbers, on parts that are not equally large.
  ///
  /// A linear baseline learns from no batch: each rank fits it to all pairs.
  @Test(arguments: ModelKind.allCases.filter { $0 != .linear })
  func everyKindTrainsAsOneProcess(kind: ModelKind) throws {
    let files = PairFiles(in: place.path("unpaired"))
    for (number, name) in ["bassoon", "cello", "tuba"].enumerated() {
      try files.write(
        PairFiles.wav([PairFiles.tone(number, count: 9_000)], sampleRate: 8_000), "\(name)/a.wav")
    }
    let configuration = try Configuration.tiny(
      "model=\(kind.rawValue)", "conversion.soundToImage=direct", "training.steps=3",
      "training.batchSize=5", "training.generatorUpdates=2", "training.imageLatentSamples=2",
      "augmentation.modalityDropout=0.5", "augmentation.featureDropout=0.3",
      "networks.spectralNorm=true",
      "losses.featureMatchingWeight=1", "losses.classificationWeight=1",
      "losses.imageTranslationWeight=1", "augmentation.discriminator.imageShift=0.2",
      "augmentation.mirroredImages=true", "data.classPartnerProbability=0.5",
      "augmentation.encoder.soundMixShare=0.5",
      "data.unpairedSounds=\(files.root)", "data.unpairedShare=0.5",
      "data.orchestraTrainingPairs=2", "augmentation.encoder.imagesLikeDiscriminator=true",
      "losses.sharedClassification=true", "networks.normalizedFeatures=true",
      "training.encoderPretrainingSteps=\([.cmcgan, .s2iC, .s2iN, .i2s].contains(kind) ? 1 : 0)")
    let whole = try train(configuration, SoleRank())
    let parts = try ThreadRanks.results(3) { try train(configuration, $0) }.map { try $0.get() }
    expectAlike(parts, whole, "\(kind)")
  }

  /// The frozen network and the losses on its features, on parts that are not equally large.
  @Test func aBackboneIsUsedAsInOneProcess() throws {
    let configuration = try Configuration.tiny(
      "image.height=32", "image.width=32", "training.steps=3", "training.batchSize=5",
      "networks.discriminatorImageTower=efficientnet-lite0",
      "losses.imageReconstructionFeatureWeight=1", "losses.imageTranslationFeatureWeight=1",
      "losses.featureMatchingWeight=1", "losses.imageReconstructionWeight=1",
      "data.orchestraTrainingPairs=2", "training.autoencoderPretrainingSteps=1")
    let whole = try train(configuration, SoleRank())
    let parts = try ThreadRanks.results(3) { try train(configuration, $0) }.map { try $0.get() }
    expectAlike(parts, whole, "backbone")
  }

  @Test func statisticsOfEachRankGiveOtherLossesButOneState() throws {
    let together = try Configuration.tiny("training.steps=3")
    let apart = try Configuration.tiny(
      "training.steps=3", "training.synchronizedNormalization=false")
    let whole = try train(together, SoleRank())
    let parts = try ThreadRanks.results(2) { try train(apart, $0) }.map { try $0.get() }
    #expect(parts[0].losses == parts[1].losses)
    let isEqual = parts[0].state == parts[1].state
    #expect(isEqual)
    #expect(abs(parts[0].losses[0][.consistency] - whole.losses[0][.consistency]) > 1e-4)
  }

  // MARK: Runs

  private func run(
    _ configuration: Configuration, _ name: String, ranks: Int, start: Trainer.Start = .fresh,
    disturb: @escaping @Sendable (any TrainableModel, _ step: Int, _ rank: Int) -> Void = {
      _, _, _ in
    }
  ) -> [Result<Void, any Error>] {
    let folder = RunFolder(place.path(name))
    return ThreadRanks.results(ranks) { ranks in
      let models = ModelFactory.disturbed { disturb($0, $1, ranks.rank) }
      let trainer = try ranks.together {
        try Trainer(
          configuration, in: folder, start: start, isQuiet: true, ranks: ranks, models: models)
      }
      try trainer.run()
    }
  }

  private func path(_ name: String, _ step: Int) -> String {
    "\(RunFolder(place.path(name)).checkpoints)/step-00000\(step).safetensors"
  }

  private func bytes(_ name: String, step: Int) throws -> [UInt8] {
    try InputFile.read(
      path(name, step), limit: 1 << 30)
  }

  @Test func resumingEqualsNeverStopping() throws {
    func configuration(_ steps: Int) throws -> Configuration {
      try .tiny("training.steps=\(steps)", "data.orchestraTrainingPairs=1")
    }
    for result in run(try configuration(4), "whole", ranks: 2) { try result.get() }
    for result in run(try configuration(4), "again", ranks: 2) { try result.get() }
    for result in run(try configuration(2), "torn", ranks: 2) { try result.get() }
    for result in run(try configuration(4), "torn", ranks: 2, start: .resumed()) {
      try result.get()
    }
    let whole = try bytes("whole", step: 4)
    let isAgain = try bytes("again", step: 4) == whole
    let isResumed = try bytes("torn", step: 4) == whole
    #expect(isAgain && isResumed)
    let checkpoint = try Checkpoint(reading: path("torn", 4))
    #expect(checkpoint.ranks == 2)
    #expect(
      checkpoint.departures(of: try configuration(4), ranks: 1) == [
        "the checkpoint was trained by 2 ranks, now there is 1: results will differ by rounding"
      ])
    // Another number of ranks goes on all the same.
    for result in run(try configuration(6), "torn", ranks: 3, start: .resumed()) {
      try result.get()
    }
    #expect(try Checkpoint(reading: path("torn", 6)).ranks == 3)
  }

  private func failures(_ results: [Result<Void, any Error>]) -> [Failure?] {
    results.map { result in
      guard case .failure(let error) = result else { return nil }
      return (error as? AgreedFailure)?.failure
    }
  }

  @Test func allRanksFailWhereOneDoes() throws {
    try Folder.create(place.path("run"))
    try OutputFile.write("{}", to: place.path("run/config.json"), replacing: false)
    let found = failures(run(try .tiny(), "run", ranks: 3))
    #expect(found.count == 3 && found.allSatisfy { $0 == found[0] })
    #expect(found[0]?.kind == .cannotCreate && found[0]?.problem == "already holds a run")
  }

  @Test func noCheckpointIsWrittenOfRanksThatDiffer() throws {
    let configuration = try Configuration.tiny(
      "training.steps=4", "data.orchestraTrainingPairs=1", "output.checkpointEvery=2")
    let results = run(configuration, "run", ranks: 2) { model, step, rank in
      guard step == 3, rank == 1 else { return }
      model.networks.used.parameters[0].value.elements[0] += 1
    }
    let found = failures(results)
    #expect(found[0]?.kind == .internalError && found[0] == found[1])
    #expect(found[0]?.problem == "rank 1 holds other weights than rank 0 after step 4")
    #expect(try RunFolder(place.path("run")).newestCheckpoint { _ in }.step == 2)
  }

  /// A step with a number that is none on one rank only: all go back together.
  @Test func allRanksGoBackTogether() throws {
    let configuration = try Configuration.tiny(
      "training.steps=4", "data.orchestraTrainingPairs=1", "output.checkpointEvery=1")
    let spoilt = Atomic(0)
    let results = run(configuration, "run", ranks: 2) { model, step, rank in
      guard step == 2, spoilt.add(1, ordering: .relaxed).newValue <= 2 else { return }
      model.networks.used.parameters[0].value.elements[0] = .nan
    }
    for result in results { try result.get() }
    let checkpoint = try Checkpoint(reading: path("run", 4))
    #expect(checkpoint.rollbacks == 1)
  }

  @Test func moreRanksThanPairsAreRefused() throws {
    let found = failures(run(try .tiny("training.batchSize=2"), "run", ranks: 3))
    #expect(found[0]?.kind == .badConfiguration && found[0]?.subject == "training.batchSize")
    #expect(found[0]?.problem == "2 pairs for 3 ranks (one for each at least)")
    #expect(!Folder.exists(place.path("run")))
  }
}
