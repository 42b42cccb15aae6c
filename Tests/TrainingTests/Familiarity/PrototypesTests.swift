import TensorCore
import TestSupport
import Testing
import Training

@Suite struct PrototypesTests {
  /// Items of two classes around four directions each, all of length 2.
  private func items() -> (features: Tensor, labels: [Int]) {
    var random = RandomStream(seed: 3, stream: 1)
    var elements: [Scalar] = []
    var labels: [Int] = []
    for index in 0..<80 {
      let direction = index / 10
      let row = (0..<8).map { place in
        (place == direction ? 1 : 0) + 0.02 * (Double(random.uniform()) - 0.5)
      }
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      elements += row.map { Scalar(2 * $0 / length) }
      labels.append(direction / 4)
    }
    return (Tensor(shape: [80, 8], elements: elements), labels)
  }

  @Test func groupsAreFoundInEachClass() {
    let (features, labels) = items()
    let found = Prototypes.prototypes(of: features, labels: labels, classes: 2)
    // 40 items a class: each is its own prototype at most.
    #expect(found.shape == [80, 8])
    // With so many classes, each has no more than the fewest.
    let few = Prototypes.prototypes(of: features, labels: labels, classes: 10_000)
    #expect(few.shape == [8, 8])
    for direction in 0..<8 {
      let row = Array(few.row(direction))
      #expect(row.indices.max { row[$0] < row[$1] } == direction)
      #expect(abs(row.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
      #expect(row[direction] > 0.999, "a mean of its group")
    }
  }

  @Test func classesWithoutItemsHaveNone() {
    let one = Tensor(shape: [1, 2], elements: [0, 3])
    let found = Prototypes.prototypes(of: one, labels: [1], classes: 3)
    #expect(found == Tensor(shape: [1, 2], elements: [0, 1]))
  }
}
