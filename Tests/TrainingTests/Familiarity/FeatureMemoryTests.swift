import TensorCore
import TestSupport
import Testing
import Training

@Suite struct FeatureMemoryTests {
  private func memory() throws -> FeatureMemory {
    let known = try CalibrationGolden.tensor("known")
    let windows = (0..<known.shape[0]).map {
      Tensor(shape: Array(known.shape.dropFirst()), elements: Array(known.row($0)))
    }
    let items = try CalibrationGolden.tensor("items")
    let count = items.shape[0]
    // Each is a class of its own, and so a prototype.
    let prototypes = Prototypes.prototypes(of: items, labels: Array(0..<count), classes: count)
    return FeatureMemory(prototypes, known: [windows])
  }

  /// Of inputs of one window, and of known items of two.
  @Test func similarityAndFamiliarityMatchNumPy() throws {
    let (memory, inputs) = (try memory(), try CalibrationGolden.tensor("inputs"))
    let known = try CalibrationGolden.numbers("known_similarities")
    #expect(memory.known.map(\.count) == [known.count])
    for (found, expected) in zip(memory.known[0], known) { #expect(abs(found - expected) < 1e-5) }
    let similarities = try CalibrationGolden.numbers("similarities")
    let familiarities = try CalibrationGolden.numbers("familiarities")
    for index in 0..<inputs.shape[0] {
      let row = Tensor(shape: [1, inputs.shape[1]], elements: Array(inputs.row(index)))
      let similarity = memory.similarity(of: row)
      #expect(abs(similarity - similarities[index]) < 1e-5)
      #expect(abs(memory.familiarity(of: similarity) - familiarities[index]) < 1e-4)
    }
  }

  /// Whatever the number of known items, at most one in twenty of them is called unfamiliar.
  @Test(arguments: [1, 5, 18, 19, 20, 39, 40, 72, 79, 80, 219, 1_000])
  func fewKnownItemsAreUnfamiliar(count: Int) {
    let known = (0..<count).map { direction(Double($0) / Double(count)) }
    let memory = FeatureMemory(Tensor(shape: [1, 2], elements: [1, 0]), known: [known, []])
    let flagged = memory.known[0].count { memory.familiarity(of: $0) < FeatureMemory.threshold }
    #expect(flagged * 20 <= count)
    #expect(count < 20 || (flagged + 1) * 20 > count - 1, "as many as may be")
  }

  @Test func familiarityNeverFallsAndReachesBothEnds() {
    let memory = FeatureMemory(
      Tensor(shape: [1, 2], elements: [1, 0]), known: [[0.1, 0.1, 0.5, 0.9].map(direction)])
    let values = stride(from: -1.0, through: 1, by: 0.01).map(memory.familiarity)
    #expect(values == values.sorted() && values.first == 0)
    #expect(memory.familiarity(of: 1) == 1 && memory.familiarity(of: 2) == 1)
    #expect(memory.familiarity(of: -2) == 0)
    #expect(abs(memory.familiarity(of: memory.known[0][3]) - 0.8) < 1e-9)
    // Both of two equal ones count.
    #expect(abs(memory.familiarity(of: memory.known[0][1]) - 0.4) < 1e-9)
  }

  /// Photographs lie further away than images of pairs, and are no less familiar for that.
  @Test func ofEachSourceFewItemsAreUnfamiliar() {
    let near = (0..<100).map { 0.9 + Double($0) / 1_000 }
    let far = (0..<100).map { Double($0) / 200 }
    let memory = FeatureMemory(
      Tensor(shape: [1, 2], elements: [1, 0]), known: [near.map(direction), far.map(direction)])
    for source in memory.known {
      #expect(source.count { memory.familiarity(of: $0) < FeatureMemory.threshold } <= 5)
    }
    #expect(memory.familiarity(of: 0.005) < FeatureMemory.threshold)
  }

  @Test func theNearestPrototypeCounts() {
    let prototypes = Tensor(shape: [2, 2], elements: [1, 0, 0, 1])
    let memory = FeatureMemory(prototypes, known: [[direction(1)]])
    #expect(memory.similarity(of: direction(1)) == 1)
    #expect(abs(memory.similarity(of: direction(0.6)) - 0.8) < 1e-6)
    #expect(memory.similarity(of: Tensor(shape: [1, 2], elements: [0, 0])) == 0)
  }

  /// A vector of two numbers whose angle to (1, 0) has a cosine.
  private func direction(_ cosine: Double) -> Tensor {
    Tensor(
      shape: [1, 2], elements: [Scalar(cosine), Scalar((1 - cosine * cosine).squareRoot())])
  }
}
