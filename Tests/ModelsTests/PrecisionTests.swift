import Configuration
import Models
import TensorCore
import TestSupport
import Testing

/// Training steps whose convolutions multiply bfloat16; skipped on processors that cannot.
@Suite(.enabled(if: Precision.bfloat16.isAvailable(with: Compute.fromEnvironment.kernels)))
struct PrecisionTests {
  /// Networks wide enough for Winograd convolutions, and as many tiles as these need.
  private func settings(_ precision: Precision) throws -> Configuration {
    var settings = try GoldenTraining("paper_model").configuration
    (settings.image.height, settings.image.width) = (32, 32)
    (settings.networks.width, settings.networks.discriminatorWidth) = (32, 32)
    settings.training.batchSize = 16
    settings.training.precision = precision
    return settings
  }

  private func step(_ precision: Precision) throws -> (losses: Losses, weights: [Tensor]) {
    let settings = try settings(precision)
    var random = RandomStream(seed: 7, stream: 1)
    let batch = Batch.noise(for: settings, classes: 2, from: &random)
    let model = settings.freshModel(classes: 2)
    let losses = model.train(on: batch, step: 1)
    return (losses, model.networkState.map(\.value))
  }

  @Test func aStepIsNearThatOfSinglePrecision() throws {
    let (full, half) = (try step(.float32), try step(.bfloat16))
    let differs = half.weights != full.weights
    #expect(differs)
    for name in [Losses.Name.discriminator, .generator, .consistency, .total] {
      let (expected, found) = (full.losses[name], half.losses[name])
      #expect(abs(found - expected) <= 0.01 * abs(expected), "\(name): \(found), not \(expected)")
    }
  }

  @Test func threadsDoNotMatter() throws {
    let results = try ThreadCounts.results([1, 2, 3]) { _ in try step(.bfloat16).weights }
    let areEqual = results[1] == results[0] && results[2] == results[0]
    #expect(areEqual)
  }

  @Test func onlyTheStepIsOfThisPrecision() throws {
    let settings = try settings(.bfloat16)
    var random = RandomStream(seed: 7, stream: 1)
    let batch = Batch.noise(for: settings, classes: 2, from: &random)
    let model = settings.freshModel(classes: 2)
    let error = model.error(on: batch)
    let half = Compute.fromEnvironment.with(precision: .bfloat16)
    #expect(model.error(on: batch, with: half) != error)
    #expect(model.error(on: batch) == error)
  }
}
