import Autograd
import Configuration
import Files
import Models
import Safetensors
import TensorCore
import TestSupport
import Testing

/// The linear baseline against NumPy, and what its one step does.
@Suite struct LinearModelTests {
  private static let file = Result { try Golden.file("linear") }

  private static func tensor(_ name: String) throws -> Tensor {
    try file.get().require(name)
  }

  /// Pairs that are at hand.
  private struct Pairs: TrainingPairs {
    let all: LabeledPairs

    func pairs(atMost most: Int) throws -> LabeledPairs { all }
  }

  private static func pairs() throws -> Pairs {
    Pairs(
      all: LabeledPairs(
        image: try tensor("images"), sound: try tensor("sounds"),
        labels: try tensor("labels").elements.map { Int($0) }))
  }

  private static func configuration(_ changes: String...) throws -> Configuration {
    try .read(
      Golden.repository + "/configs/tiny.json",
      assignments: ["model=linear", "networks.latentSize=5"] + changes)
  }

  private static func fitted(_ configuration: Configuration) throws -> LinearModel {
    let model = try #require(configuration.freshModel(classes: 3) as? LinearModel)
    try model.prepare(with: pairs())
    return model
  }

  private static var pass: Pass { .inference(with: .fromEnvironment) }

  private func expectClose(_ found: Tensor, _ name: String) throws {
    let expected = try Self.tensor(name)
    #expect(found.shape == expected.shape)
    let closeness = closeness(of: found, to: expected, relative: 1e-4, absolute: 2e-4)
    #expect(closeness.isClose, "\(name): \(closeness)")
  }

  @Test func scoresMatchNumPy() throws {
    let generator = try Self.fitted(Self.configuration()).generator
    try expectClose(
      generator.imageFeatures(Variable(Self.tensor("query.images")), in: Self.pass).value,
      "image.scores")
    try expectClose(
      generator.soundFeatures(Variable(Self.tensor("query.sounds")), in: Self.pass).value,
      "sound.scores")
  }

  @Test func drawsMatchNumPy() throws {
    let generator = try Self.fitted(Self.configuration()).generator
    let scores = Variable(try Self.tensor("image.scores"))
    let latent = try Self.tensor("latent")
    try expectClose(
      generator.decoded(scores, of: .sound, to: .image, latent: latent, in: Self.pass).value,
      "image.draws")
    try expectClose(
      generator.decoded(scores, of: .image, to: .sound, latent: latent, in: Self.pass).value,
      "sound.draws")
  }

  /// Only the class counts, not how certain it is, and z = 0 gives one item for each class.
  @Test func aDrawDependsOnTheClassAndZAlone() throws {
    let generator = try Self.fitted(Self.configuration()).generator
    func image(_ scores: [Scalar], _ z: Scalar) -> Tensor {
      generator.decoded(
        Variable(Tensor(shape: [1, 3], elements: scores)), of: .sound, to: .image,
        latent: Tensor(repeating: z, shape: [1, 5]), in: Self.pass
      ).value
    }
    #expect(image([0.1, 0.9, 0], 1) == image([-3, 0.2, 0.1], 1))
    #expect(image([0.1, 0.9, 0], 1) != image([0.9, 0.1, 0], 1))
    #expect(image([0, 1, 0], 0) != image([0, 1, 0], 1))
    // Levels stay in their range, however large z is.
    #expect(image([0, 1, 0], 50).elements.allSatisfy { (-1...1).contains($0) })
  }

  @Test(arguments: [0, 3, 100]) func zMayHaveAnyLength(latentSize: Int) throws {
    let model = try Self.fitted(Self.configuration("networks.latentSize=\(latentSize)"))
    let translator = try #require(model.translator(with: .fromEnvironment))
    var random = RandomStream(seed: 1, stream: 1)
    let latent = Tensor.normal(shape: [3, latentSize], from: &random)
    let image = translator.translate(
      try Self.tensor("query.sounds"), .sound, to: .image, latent: latent)
    #expect(image.shape == [3, 16, 16, 3])
    #expect(image.elements.allSatisfy { $0.isFinite })
  }

  /// The first step fits to its batch where no pairs were given, later ones change nothing.
  @Test func oneStepIsAll() throws {
    let configuration = try Self.configuration()
    let pairs = try Self.pairs().all
    let model = configuration.freshModel(classes: 3)
    let batch = Batch(
      image: pairs.image, sound: pairs.sound, wrongImage: pairs.image, wrongSound: pairs.sound,
      latents: Latents(Tensor(repeating: 0, shape: [pairs.labels.count, 5])), labels: pairs.labels)
    let context = StepContext(.fromEnvironment)
    let before = model.train(on: batch, step: 1, in: context)
    let state = model.state.map(\.value)
    #expect(state.contains { $0.elements.contains { $0 != 0 } })
    let after = model.train(on: batch, step: 2, in: context)
    #expect(model.state.map(\.value) == state)
    #expect(after[.imageTranslation] < 0.8 * before[.imageTranslation])
    let prepared = try Self.fitted(configuration)
    #expect(prepared.state.map(\.value) == state)
  }

  @Test func itHasNeitherMomentsNorAverages() throws {
    let model = try Self.configuration("training.averageDecay=0.9").freshModel(classes: 3)
    #expect(model.networks.all.flatMap(\.parameters).isEmpty)
    #expect(
      model.state.map(\.name) == [
        "imageEncoder.weight", "imageEncoder.bias", "soundEncoder.mean", "soundEncoder.scale",
        "soundEncoder.examples", "soundEncoder.weights", "imageDecoder.mean",
        "imageDecoder.directions", "imageDecoder.classMeans", "imageDecoder.classAxes",
        "soundDecoder.mean", "soundDecoder.directions", "soundDecoder.classMeans",
        "soundDecoder.classAxes", "linear.pairs",
      ])
  }

  /// One pair in all, and a class without pairs, give numbers, not failures.
  @Test func fewPairsAreEnough() throws {
    let all = try Self.pairs().all
    let one = LabeledPairs(
      image: Tensor(shape: [1, 16, 16, 3], elements: Array(all.image.row(0))),
      sound: Tensor(shape: [1, 32, 17, 1], elements: Array(all.sound.row(0))), labels: [1])
    let model = try Self.configuration().freshModel(classes: 3)
    try model.prepare(with: Pairs(all: one))
    let values = model.state.flatMap(\.value.elements)
    #expect(values.allSatisfy { $0.isFinite })
    let translator = try #require(model.translator(with: .fromEnvironment))
    let found = translator.translate(
      one.sound, .sound, to: .image, latent: Tensor(repeating: 1, shape: [1, 5]))
    let closeness = closeness(of: found, to: one.image, relative: 1e-3, absolute: 1e-4)
    #expect(closeness.isClose, "\(closeness)")
  }
}
