import TensorCore
import TestSupport
import Testing

@Suite struct RowsTests {
  @Test func meansOfPositionsMatchPyTorch() throws {
    let golden = try GoldenCase(kernel: "positions")
    let x = try golden["x"]
    try golden.expect(meanOfPositions(x), is: "y", relative: 1e-6)
    try golden.expect(
      meanOfPositionsPullback(try golden["dy"], shape: x.shape), is: "dx", relative: 1e-6)
  }

  @Test(arguments: 1...5)
  func thePullbackOfTheMeanIsItsAdjoint(seed: UInt64) {
    var random = RandomStream(seed: seed, stream: 1)
    let x = Tensor.normal(shape: [3, 4, 2, 5], from: &random)
    let dy = Tensor.normal(shape: [3, 5], from: &random)
    let fault = dotFault(
      meanOfPositions(x), dy, x, meanOfPositionsPullback(dy, shape: x.shape))
    #expect(fault == nil, "seed \(seed): \(fault ?? "")")
  }

  @Test func onePositionIsItsOwnMean() {
    let x = Tensor(shape: [2, 1, 1, 3], elements: [1, -2, 3, 4, 5, -6])
    #expect(meanOfPositions(x) == x.reshaped([2, 3]))
  }
}
