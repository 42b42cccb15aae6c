import Files
import Models
import TensorCore
import TestSupport
import Testing
import Training

@Suite struct BatchQueueTests {
  private static func batch(_ number: Int) -> Batch {
    let tensor = Tensor(Scalar(number))
    return Batch(
      image: tensor, sound: tensor, wrongImage: tensor, wrongSound: tensor, latents: Latents(tensor)
    )
  }

  @Test func batchesComeInTheOrderOfTheirSteps() throws {
    let queue = try BatchQueue(3...20) { Self.batch($0) }
    for step in 3...20 { #expect(try queue.next().image.item == Scalar(step)) }
  }

  @Test func whatMakingThrewIsThrownAtItsStep() throws {
    let queue = try BatchQueue(1...9) { step in
      guard step < 4 else { throw Failure(.badInput, "pair", "cannot be read") }
      return Self.batch(step)
    }
    for step in 1...3 { #expect(try queue.next().sound.item == Scalar(step)) }
    #expect(throws: Failure.self) { try queue.next() }
  }

  @Test func aQueueThatIsLetGoOfEndsItsThread() throws {
    for _ in 0..<50 {
      let queue = try BatchQueue(1...1_000) { Self.batch($0) }
      #expect(try queue.next().latents.image.item == 1)
    }
  }
}
