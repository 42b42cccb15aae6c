import Autograd
import Configuration
import DataSets
import Files
import Models
import Ranks
import Safetensors
import TensorCore
import TestSupport
import Testing
import Training

/// Runs with everything that decoders have beyond the paper: phases of pre-training, mapping networks and
/// cutouts.
@Suite struct PretrainingPhasesTests {
  private let place = TemporaryFolder()

  private func configuration(_ changes: String...) throws -> Configuration {
    try configuration(changes)
  }

  private func configuration(_ changes: [String]) throws -> Configuration {
    try .read(
      Golden.repository + "/configs/tiny.json",
      assignments: [
        "conversion.soundToImage=direct", "training.steps=8", "training.batchSize=5",
        "training.imageLatentSamples=3", "training.soundLatentSamples=2",
        "training.averageDecay=0.9", "training.schedule=cosine", "training.decoderRate=0.5",
        "augmentation.featureDropout=0.3", "augmentation.codeNoise=0.1",
        "augmentation.discriminator.imageCutout=0.5", "networks.normalizedFeatures=true",
        "networks.imageDecoder.residualBlocks=1", "networks.imageDecoder.mappingLayers=3",
        "networks.soundDecoder.mappingLayers=2", "losses.imageCodeWeight=2",
        "losses.soundCodeWeight=1", "losses.classificationWeight=1",
        "losses.imageReconstructionWeight=1", "losses.soundReconstructionWeight=1",
        "data.orchestraTrainingPairs=2", "data.orchestraValidationPairs=1",
        "output.checkpointEvery=1", "output.keepCheckpoints=9", "output.sampleEvery=1000",
      ] + changes)
  }

  private func checkpoint(_ folder: RunFolder, step: Int) -> String {
    "\(folder.checkpoints)/step-00000\(step).safetensors"
  }

  private func train(
    _ configuration: Configuration, _ name: String, start: Trainer.Start = .fresh
  ) throws -> RunFolder {
    let folder = RunFolder(place.path(name))
    try Trainer(configuration, in: folder, start: start, isQuiet: true).run()
    return folder
  }

  private let phases = [
    "training.encoderPretrainingSteps=2", "training.autoencoderPretrainingSteps=2",
    "training.translationPretrainingSteps=2",
  ]

  /// A run may stop before, at and after the ends of all phases.
  @Test(arguments: 0...7)
  func resumingEqualsNeverStopping(stop: Int) throws {
    let configuration = try configuration(phases)
    let whole = try train(configuration, "whole")
    let torn = RunFolder(place.path("torn"))
    try Folder.create(torn.checkpoints)
    for (from, to) in [
      (whole.configuration, torn.configuration),
      (checkpoint(whole, step: stop), checkpoint(torn, step: stop)),
    ] { try OutputFile.write(try InputFile.read(from), to: to, replacing: true) }
    _ = try train(configuration, "torn", start: .resumed())
    let bytes = try InputFile.read(checkpoint(whole, step: 8))
    #expect(try InputFile.read(checkpoint(torn, step: 8)) == bytes)
  }

  /// Encoders learn alone, then all but the discriminator, then what sounds need, then all; in between
  /// optimizers forget.
  @Test func whatLearnsFollowsFromThePhase() throws {
    let configuration = try configuration(phases)
    let folder = try train(configuration, "run")
    let states = try (0...8).map { try TensorFile.read(checkpoint(folder, step: $0)) }
    let weights = states[0].names.filter {
      $0.hasSuffix(".weight") && !$0.hasPrefix("average") && !$0.contains("Optimizer")
    }
    #expect(weights.contains { $0.hasPrefix("imageMapping.") })
    for (step, name) in (1...8).flatMap({ step in weights.map { (step, $0) } }) {
      let moved = try states[step].require(name) != states[step - 1].require(name)
      let first =
        name.hasPrefix("discriminator.")
        ? 7 : name.contains("Decoder.") || name.contains("Mapping.") ? 3 : 1
      let waits =
        [5, 6].contains(step)
        && (name.hasPrefix("imageEncoder.") || name.hasPrefix("imageDecoder."))
      #expect(moved == (step >= first && !waits), "\(name) in step \(step)")
    }
    for step in [2, 4, 6] {
      for name in states[step].names where name.hasPrefix("generatorOptimizer.") {
        #expect(try states[step].require(name).elements.allSatisfy { $0 == 0 }, "\(name)")
      }
      for name in weights where !name.hasPrefix("discriminator.") {
        #expect(
          try states[step].require("average.\(name)") == states[step].require(name), "\(name)")
      }
    }
  }

  /// Three ranks with parts of each batch take the steps of one process.
  @Test func ranksTrainAsOneProcess() throws {
    let configuration = try configuration(
      [
        "training.steps=4", "training.encoderPretrainingSteps=1",
        "training.autoencoderPretrainingSteps=1", "training.translationPretrainingSteps=1",
      ])
    func losses(_ ranks: any RankGroup) throws -> [Losses] {
      let set = try DataSet(configuration)
      let maker = try BatchMaker(
        SampleStore(set.training, of: set, configuration), of: set, configuration,
        part: BatchPart(ranks.part(of: 5), of: 5))
      let model = configuration.freshModel(classes: set.classes.count)
      return try (1...4).map { step in
        model.train(
          on: try maker.batch(step: step), step: step,
          in: StepContext(.fromEnvironment, reduction: DataParallel(configuration, ranks)))
      }
    }
    let whole = try losses(SoleRank())
    for part in try ThreadRanks.results(3, { try losses($0) }).map({ try $0.get() }) {
      for (found, expected) in zip(part, whole) {
        #expect(found.entries.map(\.name) == expected.entries.map(\.name))
        let values = closeness(
          of: found.entries.map(\.value), to: expected.entries.map(\.value), relative: 1e-4)
        #expect(values.isClose, "\(values)")
      }
    }
  }

  /// Cutouts come last from the stream of a sample: the other changes stay what they were.
  @Test func cutoutsChangeNothingElse() throws {
    let shifted = try configuration("augmentation.discriminator.imageShift=0.3")
    let plain = try configuration(
      "augmentation.discriminator.imageShift=0.3", "augmentation.discriminator.imageCutout=0")
    let part = BatchPart(whole: 5)
    func image(_ settings: Configuration) throws -> Tensor {
      let ones = Tensor(repeating: 1, shape: [5, 16, 16, 3])
      let batch = Batch(
        image: ones, sound: ones, wrongImage: ones, wrongSound: ones, latents: Latents(ones),
        augmentation: Augmentation(settings, step: 1, part: part))
      return batch.augmented(Variable(ones), .image, .real).value
    }
    let (cut, whole) = (try image(shifted), try image(plain))
    #expect(whole.elements.allSatisfy { $0 != 0 })
    var shares: [Double] = []
    for member in 0..<5 {
      let (a, b) = (cut.row(member), whole.row(member))
      for (x, y) in zip(a, b) where x != 0 { #expect(x == y) }
      shares.append(Double(a.count { $0 == 0 }) / Double(a.count))
    }
    // A square of half the sides covers a quarter, less where it reaches over an edge.
    #expect(shares.allSatisfy { $0 > 0 && $0 <= 0.25 } && Set(shares).count > 1)
  }
}
