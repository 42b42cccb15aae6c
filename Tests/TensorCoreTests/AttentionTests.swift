import TensorCore
import Testing

@Suite struct AttentionTests {
  private func random(_ shape: [Int], _ sample: UInt32) -> Tensor {
    var stream = RandomStream(seed: 7, stream: 1, sample: sample)
    return .normal(shape: shape, from: &stream)
  }

  /// Queries of zero find all keys alike: every position takes the mean of all values.
  @Test func queriesOfZeroTakeTheMeanOfAllValues() {
    let values = random([2, 5, 3], 1)
    let attention = Attention(
      queries: Tensor(repeating: 0, shape: [2, 5, 4]), keys: random([2, 5, 4], 2), values: values)
    for member in 0..<2 {
      let means = sumOfRows(TensorCoreTests.member(member, of: values))
      for position in 0..<5 {
        for channel in 0..<3 {
          let found = attention.result.elements[(member * 5 + position) * 3 + channel]
          #expect(abs(found - means.elements[channel] / 5) < 1e-6)
        }
      }
    }
  }

  /// The result of one member does not depend on the others.
  @Test func imagesDoNotInfluenceEachOther() {
    let (queries, keys, values) = (
      random([3, 6, 4], 3), random([3, 6, 4], 4), random([3, 6, 2], 5)
    )
    let all = Attention(queries: queries, keys: keys, values: values)
    for index in 0..<3 {
      let alone = Attention(
        queries: member(index, of: queries), keys: member(index, of: keys),
        values: member(index, of: values))
      #expect(alone.result == member(index, of: all.result))
    }
  }

  /// What all positions agree on is what each takes, as its weights sum to one.
  @Test func weightsSumToOne() {
    let attention = Attention(
      queries: random([2, 40, 4], 3), keys: random([2, 40, 4], 4),
      values: Tensor(repeating: 3, shape: [2, 40, 2]))
    #expect(attention.result.elements.allSatisfy { abs($0 - 3) < 1e-5 })
  }

  /// The pullback is the adjoint of the derivative, which is a difference of two results.
  @Test func thePullbackFollowsDifferences() {
    let (queries, keys, values) = (
      random([2, 4, 3], 6), random([2, 4, 3], 7), random([2, 4, 5], 8)
    )
    let dy = random([2, 4, 5], 9)
    let gradients = Attention(queries: queries, keys: keys, values: values).pullback(dy)
    let step: Scalar = Scalar.self == Double.self ? 1e-5 : 1e-2
    func value(_ q: Tensor, _ k: Tensor, _ v: Tensor) -> Double {
      dot(Attention(queries: q, keys: k, values: v).result, dy)
    }
    func expect(_ gradient: Tensor, _ move: (Tensor) -> Double) {
      let direction = random(gradient.shape, 10)
      let slope =
        (move(scaled(direction, by: step)) - move(scaled(direction, by: -step)))
        / Double(2 * step)
      let tolerance = Scalar.self == Double.self ? 1e-8 : 1e-2
      #expect(abs(slope - dot(gradient, direction)) < tolerance * max(1, abs(slope)))
    }
    expect(gradients.queries) { value(sum(queries, $0), keys, values) }
    expect(gradients.keys) { value(queries, sum(keys, $0), values) }
    expect(gradients.values) { value(queries, keys, sum(values, $0)) }
  }
}
