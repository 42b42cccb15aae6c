import DataSets
import Inference
import Preprocessing
import TensorCore
import Testing

struct SoundPostfilterTests {
  private let levels: [Scalar] = [-1, -0.5, 0, 0.25, 0.5]

  private func filtered(_ levels: [Scalar], by exponent: Double) -> [Scalar] {
    SoundPostfilter(exponent: exponent)(levels[...])
  }

  @Test func theFormula() {
    // u = 0, 0.25, 0.5, 0.625, 0.75 and p = 0.75: u + 0.25 (u / 0.75)^2.
    let expected: [Scalar] = [-1, -4 / 9.0, 2 / 9.0, 0.597_222_22, 1]
    for (value, expected) in zip(filtered(levels, by: 2), expected) {
      #expect(abs(value - expected) < 1e-6)
    }
  }

  @Test(arguments: [1, 4, 20]) func peaksRiseAndOrderStays(exponent: Double) {
    let filtered = filtered(levels, by: exponent)
    #expect(filtered.first == -1 && filtered.last == 1)
    #expect(zip(filtered, filtered.dropFirst()).allSatisfy { $0 < $1 })
    #expect(zip(filtered, levels).allSatisfy { $0 >= $1 })
  }

  @Test func withoutExponentNothingChanges() {
    #expect(filtered(levels, by: 0) == levels)
  }

  /// What has its peak, as every real clip, and what has none stay as they are.
  @Test func nothingIsLifted() {
    #expect(filtered([-1, 0, 1], by: 4) == [-1, 0, 1])
    #expect(filtered([-1, -1], by: 4) == [-1, -1])
    #expect(filtered([], by: 4).isEmpty)
  }
}
