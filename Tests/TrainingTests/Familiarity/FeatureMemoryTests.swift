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
    return FeatureMemory(try CalibrationGolden.tensor("items"), known: windows)
  }

  /// Of inputs of one window, and of known items of two.
  @Test func similarityAndFamiliarityMatchNumPy() throws {
    let (memory, inputs) = (try memory(), try CalibrationGolden.tensor("inputs"))
    let known = try CalibrationGolden.numbers("known_similarities")
    #expect(memory.known.count == known.count)
    for (found, expected) in zip(memory.known, known) { #expect(abs(found - expected) < 1e-5) }
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
    let items = Tensor(shape: [1, 2], elements: [1, 0])
    let memory = FeatureMemory(items, known: known)
    let flagged = memory.known.count { memory.familiarity(of: $0) < FeatureMemory.threshold }
    #expect(flagged * 20 <= count)
    #expect(count < 20 || (flagged + 1) * 20 > count - 1, "as many as may be")
  }

  @Test func familiarityNeverFallsAndReachesBothEnds() {
    let memory = FeatureMemory(
      Tensor(shape: [1, 2], elements: [2, 0]), known: [0.1, 0.1, 0.5, 0.9].map(direction))
    let values = stride(from: -1.0, through: 1, by: 0.01).map(memory.familiarity)
    #expect(values == values.sorted() && values.first == 0)
    #expect(memory.familiarity(of: 1) == 1 && memory.familiarity(of: 2) == 1)
    #expect(memory.familiarity(of: -2) == 0)
    #expect(abs(memory.familiarity(of: memory.known[3]) - 0.8) < 1e-9)
    // Both of two equal ones count.
    #expect(abs(memory.familiarity(of: memory.known[1]) - 0.4) < 1e-9)
  }

  @Test func ofFewItemsAllCount() {
    let items = Tensor(shape: [2, 2], elements: [1, 0, 0, 1])
    let memory = FeatureMemory(items, known: [direction(1)])
    #expect(memory.similarity(of: direction(1)) == 0.5)
    #expect(memory.similarity(of: Tensor(shape: [1, 2], elements: [0, 0])) == 0)
  }

  /// A vector of two numbers whose angle to (1, 0) has a cosine.
  private func direction(_ cosine: Double) -> Tensor {
    Tensor(
      shape: [1, 2], elements: [Scalar(cosine), Scalar((1 - cosine * cosine).squareRoot())])
  }
}
