import Evaluation
import TensorCore
import Testing

@Suite struct LinearClassifierTests {
  /// Points around three corners of a plane, with a third feature that is noise.
  private func points(_ count: Int, stream: UInt32) -> (examples: [[Double]], labels: [Int]) {
    var random = RandomStream(seed: 1, stream: stream)
    let corners = [[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]]
    let labels = (0..<count).map { $0 % 3 }
    let examples = labels.map { label in
      corners[label].map { $0 + 0.5 * random.normal() } + [100 * random.normal()]
    }
    return (examples, labels)
  }

  @Test func separatedClassesAreToldApart() throws {
    let (examples, labels) = points(60, stream: 1)
    let classifier = try LinearClassifier(examples, labels: labels, classes: 3)
    let (others, truth) = points(300, stream: 2)
    let right = zip(others, truth).count { classifier.predictedClass(of: $0) == $1 }
    #expect(right >= 295, "\(right) of 300")
  }

  @Test func labelsWithoutRelationAreNotLearnt() throws {
    let (examples, _) = points(300, stream: 3)
    var random = RandomStream(seed: 2, stream: 4)
    let labels = examples.map { _ in random.integer(below: 3) }
    let classifier = try LinearClassifier(examples, labels: labels, classes: 3)
    let (others, _) = points(300, stream: 5)
    let right = others.count { classifier.predictedClass(of: $0) == random.integer(below: 3) }
    #expect((60...140).contains(right), "\(right) of 300 by chance")
  }

  @Test func aConstantFeatureDoesNoHarm() throws {
    let (examples, labels) = points(60, stream: 6)
    let classifier = try LinearClassifier(
      examples.map { $0 + [7] }, labels: labels, classes: 3)
    let right = zip(examples, labels).count { classifier.predictedClass(of: $0 + [7]) == $1 }
    #expect(right >= 58, "\(right) of 60")
  }
}
