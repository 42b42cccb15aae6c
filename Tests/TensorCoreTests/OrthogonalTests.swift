import TensorCore
import TestSupport
import Testing

@Suite struct OrthogonalTests {
  @Test(arguments: [[4, 4, 3, 5], [3, 7], [7, 3], [5, 5], [4, 4, 1, 64], [6, 1]])
  func columnsOrRowsAreOrthonormal(shape: [Int]) {
    var random = RandomStream(seed: 11, stream: 1)
    let weight = Tensor.orthogonal(shape: shape, from: &random)
    #expect(weight.shape == shape)
    let matrix = weight.reshaped([weight.rows, weight.channels])
    let isTall = weight.rows >= weight.channels
    let products = matrixProduct(
      matrix, matrix, transposingFirst: isTall, transposingSecond: !isTall)
    let short = min(weight.rows, weight.channels)
    let identity = (0..<short * short).map { $0 / short == $0 % short ? 1.0 : 0.0 }
    let found = closeness(of: products.elements.map { Double($0) }, to: identity, relative: 1e-6)
    #expect(found.isClose, "\(found)")
  }

  @Test func equalStreamsGiveEqualWeights() {
    func weight(_ seed: UInt64) -> Tensor {
      var random = RandomStream(seed: seed, stream: 1)
      return .orthogonal(shape: [8, 4], from: &random)
    }
    #expect(weight(1) == weight(1))
    #expect(weight(1) != weight(2))
  }
}
