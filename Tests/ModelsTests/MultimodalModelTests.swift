import Autograd
import Configuration
import Models
import TensorCore
import TestSupport
import Testing

/// How the multimodal classifier treats a missing modality.
@Suite struct MultimodalModelTests {
  /// Which members of the pairs of a step count: no normalisation ties the pairs of a batch together.
  private func counting(
    _ settings: Configuration, step: Int
  ) throws -> [(image: Bool, sound: Bool)] {
    var random = RandomStream(seed: 11, stream: 1)
    let batch = Batch.noise(for: settings, classes: 2, from: &random)
    let start = MultimodalModel(settings, classes: 2).networks.used.parameters.map {
      Tensor.unlikeAnyStart($0, from: &random)
    }
    func loss(_ batch: Batch) -> Scalar {
      let model = MultimodalModel(settings, classes: 2)
      for (parameter, value) in zip(model.networks.used.parameters, start) {
        parameter.value = value
      }
      return model.train(on: batch, step: step)[.total]
    }
    func changed(_ x: Tensor, _ row: Int) -> Tensor {
      let length = x.count / x.shape[0]
      var copy = x
      for place in row * length..<(row + 1) * length { copy.elements[place] *= -1 }
      return copy
    }
    let plain = loss(batch)
    return (0..<settings.training.batchSize).map { row in
      (
        loss(batch.with(image: changed(batch.image, row))) != plain,
        loss(batch.with(sound: changed(batch.sound, row))) != plain
      )
    }
  }

  @Test func aModalityThatIsLeftOutDoesNotCount() throws {
    var settings = try KindFixture.settings(.multimodal)
    settings.networks.normalization = .none
    #expect(try counting(settings, step: 1).allSatisfy { $0.image && $0.sound })

    settings.augmentation.modalityDropout = 1
    let all = try (1...4).flatMap { try counting(settings, step: $0) }
    #expect(all.allSatisfy { $0.image != $0.sound }, "\(all)")
    // Sixteen pairs: fewer than three of a side have a probability of 0.002.
    #expect((3...13).contains(all.count(where: \.image)), "\(all.count(where: \.image)) of 16")

    settings.augmentation.modalityDropout = 0.5
    let half = try (1...4).flatMap { try counting(settings, step: $0) }
    #expect(half.allSatisfy { $0.image || $0.sound })
    #expect((3...13).contains(half.count { $0.image && $0.sound }))
  }

  @Test func aMissingModalityCountsAsZeros() throws {
    let settings = try KindFixture.settings(.multimodal)
    let model = MultimodalModel(settings, classes: 3)
    var random = RandomStream(seed: 12, stream: 1)
    for parameter in model.networks.used.parameters {
      parameter.value = .unlikeAnyStart(parameter, from: &random)
    }
    let batch = Batch.noise(for: settings, classes: 3, from: &random)
    let classifier = model.classifier
    let both = classifier.probabilities(
      image: batch.image, sound: batch.sound, with: .fromEnvironment)
    let seen = classifier.probabilities(image: batch.image, sound: nil, with: .fromEnvironment)
    let heard = classifier.probabilities(image: nil, sound: batch.sound, with: .fromEnvironment)
    #expect(both != seen && both != heard && seen != heard)
    for row in 0..<both.rows {
      #expect(abs(seen.elements[row * 3..<row * 3 + 3].reduce(0, +) - 1) < 1e-5)
    }

    // An encoder whose last layer is silent says zeros, whatever it is shown.
    func silence(_ name: String) {
      for parameter in model.networks.used.parameters
      where parameter.name.hasPrefix("multimodal.\(name).feature.") {
        parameter.value = Tensor(repeating: 0, shape: parameter.value.shape)
      }
    }
    silence("sound")
    #expect(
      classifier.probabilities(image: batch.image, sound: batch.sound, with: .fromEnvironment)
        == seen)
    #expect(
      classifier.probabilities(image: batch.image, sound: nil, with: .fromEnvironment) == seen)
    silence("image")
    let nothing = classifier.probabilities(image: batch.image, sound: nil, with: .fromEnvironment)
    #expect(
      classifier.probabilities(image: nil, sound: batch.sound, with: .fromEnvironment) == nothing)
    #expect(nothing != seen)
  }
}
