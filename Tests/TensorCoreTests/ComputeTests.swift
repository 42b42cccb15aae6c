import TensorCore
import TestSupport
import Testing

@Suite struct ComputeTests {
  private let window = ConvolutionWindow(height: 4, width: 4, stride: 2, padding: 1)

  private func convolved(_ compute: Compute) -> Tensor {
    var random = RandomStream(seed: 1, stream: 81)
    let x = Tensor.normal(shape: [2, 8, 8, 3], from: &random)
    let weight = PackedWeight(Tensor.normal(shape: [4, 4, 3, 5], from: &random))
    return convolution(x, weight: weight, window: window, compute: compute)
  }

  @Test func theFastestKernelsAreTheDefault() {
    #expect(Compute().kernels == .best)
    #expect(Compute().precision == .float32)
  }

  /// Kernels belong to a call: those of one do not change those of the next.
  @Test func kernelsAreThoseOfTheCall() {
    let first = convolved(Compute(kernels: .best))
    let portable = convolved(Compute(kernels: .openBLAS))
    #expect(convolved(Compute(kernels: .best)) == first)
    #expect(closeness(of: portable, to: first).isClose)
  }

  @Test func aLogHoldsTheCallsMadeWithIt() {
    let log = ConvolutionLog()
    let plain = Compute(kernels: .openBLAS)
    _ = convolved(plain)
    #expect(log.rows.isEmpty)
    for _ in 1...3 { _ = convolved(plain.noting(in: log)) }
    _ = convolved(plain)
    #expect(log.rows.count == 1)
    #expect(log.rows[0].seconds.count == 3)
    #expect(log.rows[0].method == .im2col && log.rows[0].product == .forward)
    #expect(log.rows[0].input == [2, 8, 8, 3] && log.rows[0].weight == [4, 4, 3, 5])
    // Two for each of 2 x 4 x 4 results of 5 channels and 4 x 4 x 3 weights.
    #expect(log.rows[0].operations == Double(2 * 2 * 16 * 48 * 5))
  }
}
