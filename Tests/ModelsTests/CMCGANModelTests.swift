import Autograd
import Models
import TensorCore
import TestSupport
import Testing

/// Single precision is compared to 1e-4; double precision follows the twin to its last digits.
private let isDouble = Scalar.self == Double.self

@Suite struct CMCGANModelTests {
  @Test(arguments: GoldenTraining.names)
  func trainingFollowsPyTorch(name: String) throws {
    let golden = try GoldenTraining(name)
    let model = try golden.model()
    for step in 1...golden.steps {
      let losses = model.train(on: try golden.batch(step: step), step: step)
      // The generators' hinge loss is a mean of scores of both signs: its rounding is that of the scores. It
      // differs by up to 1e-10 between the kernels that OpenBLAS has for kinds of processors.
      let found = closeness(
        of: [losses[.discriminator], losses[.generator], losses[.consistency], losses[.total]],
        to: try golden.losses(step: step), relative: isDouble ? 1e-10 : 1e-4,
        absolute: isDouble ? 5e-10 : 0)
      #expect(found.isClose, "step \(step): \(found)")
    }
    // Adam moves a weight whose gradient is near zero by whole steps, in the direction that rounding
    // leaves it: in single precision a few weights drift apart that the losses hardly depend on.
    for parameter in GoldenTraining.state(of: model) {
      try golden.end.expect(
        parameter.value, is: parameter.name, relative: isDouble ? 1e-6 : 2e-2)
    }
  }

  @Test(arguments: GoldenTraining.names)
  func theStateIsThatOfTheTwin(name: String) throws {
    let golden = try GoldenTraining(name)
    #expect(GoldenTraining.state(of: try golden.model()).count == golden.stateCount)
  }

  @Test(arguments: GoldenTraining.names)
  func gradientsMatchPyTorch(name: String) throws {
    let golden = try GoldenTraining(name)
    let batch = try golden.batch(step: 1)
    let tolerance = isDouble ? 1e-6 : 1e-4
    let generating = try golden.model()
    let (losses, gradients) = generating.generatorGradients(batch)
    #expect(gradients.count == generating.generator.parameters.count)
    for (parameter, gradient) in zip(generating.generator.parameters, gradients) {
      try golden.gradients.expect(gradient, is: parameter.name, relative: tolerance)
    }
    #expect(losses.areFinite)

    let judging = try golden.model()
    let one = judging.generator.stageOne(
      image: Variable(batch.image), sound: Variable(batch.sound),
      latents: Latents(batch.latents.image),
      in: .training(Tape()))
    let judged = judging.discriminatorGradients(
      batch, image: one.generatedImage.value, sound: one.generatedSound.value)
    for (parameter, gradient) in zip(judging.discriminator.parameters, judged.gradients) {
      try golden.gradients.expect(gradient, is: parameter.name, relative: tolerance)
    }
    let expected = try golden.losses(step: 1)[0]
    let found = closeness(
      of: [judged.loss], to: [expected], relative: isDouble ? 1e-12 : 1e-5)
    #expect(found.isClose, "\(found)")
  }
}
