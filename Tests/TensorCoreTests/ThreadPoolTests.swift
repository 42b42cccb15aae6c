import Synchronization
import TensorCore
import TestSupport
import Testing
import Threads

@Suite struct ThreadPoolTests {
  /// Runs `body` with 1, 2 and 3 threads, some of them repeatedly, and expects equal results.
  private func expectSameBits(_ name: String, _ body: () -> [Tensor]) {
    let counts = [1, 2, 3, 2, 3, 2, 3]
    let results = ThreadCounts.results(counts) { _ in body() }
    for (count, result) in zip(counts, results) {
      #expect(result == results[0], "\(name) with \(count) threads")
    }
  }

  private func normal(_ shape: [Int], _ stream: UInt32) -> Tensor {
    var random = RandomStream(seed: 23, stream: stream)
    return .normal(shape: shape, from: &random)
  }

  @Test(arguments: [
    (ConvolutionWindow(height: 4, width: 4, stride: 2, padding: 1), [17, 32, 32, 3], 8),
    (ConvolutionWindow(height: 3, width: 3, stride: 1, padding: 1), [9, 16, 17, 8], 5),
    (ConvolutionWindow(height: 8, width: 4), [200, 8, 4, 16], 130),
  ])
  func convolutionsDoNotDependOnThreads(window: ConvolutionWindow, shape: [Int], outputs: Int) {
    let x = normal(shape, 1)
    let weight = normal([window.height, window.width, shape[3], outputs], 2)
    let bias = normal([outputs], 3)
    let (h, w) = window.positions(height: shape[1], width: shape[2])
    let dy = normal([shape[0], h, w, outputs], 4)
    expectSameBits("convolution") {
      [
        convolution(
          x, weight: PackedWeight(weight), bias: bias, window: window, compute: .fromEnvironment),
        convolutionInputPullback(
          dy, weight: PackedWeight(weight), inputShape: shape, window: window,
          compute: .fromEnvironment),
        convolutionWeightPullback(
          dy, input: x, weightShape: weight.shape, window: window, compute: .fromEnvironment),
      ]
    }
  }

  @Test(arguments: [NormalizationKind.batch, .instance])
  func normalizationDoesNotDependOnThreads(kind: NormalizationKind) {
    let (x, dy) = (normal([6, 48, 40, 8], 5), normal([6, 48, 40, 8], 6))
    let (gain, bias) = (normal([8], 7), normal([8], 8))
    expectSameBits("normalisation") {
      let statistics = channelStatistics(x, over: kind)
      let gradients = normalizedPullback(
        dy, x, by: statistics, gain: gain, bias: bias, epsilon: 1e-5)
      return [
        statistics.mean, statistics.variance,
        normalized(x, by: statistics, gain: gain, bias: bias, epsilon: 1e-5),
        gradients.x, gradients.gain, gradients.bias,
      ]
    }
  }

  @Test func sumsAndFunctionsDoNotDependOnThreads() {
    let (x, y) = (normal([50, 70, 40], 9), normal([50, 70, 40], 10))
    let (a, b) = (normal([700, 300], 11), normal([300, 40], 12))
    let images = normal([3, 90, 70, 4], 13)
    expectSameBits("sums and functions") {
      [
        sumOfRows(x), sum(x, y), hyperbolicTangent(x), leakyReLU(x, slope: 0.2),
        Tensor(mean(x)), Tensor(meanAbsoluteError(x, y)), Tensor(meanSoftplus(x, sign: -1)),
        meanSoftplusPullback(1, x, sign: -1), matrixProduct(a, b), upsampled(images),
        upsampledPullback(images),
      ]
    }
  }

  @Test func everyPartIsDoneOnce() {
    let counts = [0, 1, 2, 7, 1_000]
    let done = ThreadCounts.results([1, 2, 3, 4]) { _ in
      counts.map { count in
        // Each part has a place of its own, so that doing one twice at once is a race as well.
        [Int](unsafeUninitializedCapacity: count) { places, initialized in
          places.initialize(repeating: 0)
          initialized = count
          nonisolated(unsafe) let places = places
          ThreadPool.shared.forEach(count) { part in places[part] += 1 }
        }
      }
    }
    for result in done { #expect(result == counts.map { [Int](repeating: 1, count: $0) }) }
  }

  @Test func aPartMayDivideItsOwnWork() {
    let sums = ThreadCounts.results([1, 3]) { _ in
      let sum = Mutex(0)
      ThreadPool.shared.forEach(20) { outer in
        ThreadPool.shared.forEach(20) { inner in sum.withLock { $0 += outer * inner } }
      }
      return sum.withLock { $0 }
    }
    #expect(sums == [190 * 190, 190 * 190])
  }

  @Test(arguments: [0, 1, 7, 500]) func resultsAreInTheOrderOfTheParts(parts: Int) {
    let texts = ThreadCounts.results([1, 3]) { _ in
      ThreadPool.shared.map(parts) { part in String(repeating: "part ", count: 4) + "\(part)" }
    }
    for found in texts { #expect(found == (0..<parts).map { "part part part part \($0)" }) }
  }

  @Test func rangesCoverEveryElementOnce() {
    let seen = Mutex<[Range<Int>]>([])
    ThreadPool.shared.forEachRange(10, length: 4) { range in seen.withLock { $0.append(range) } }
    #expect(
      seen.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } } == [0..<4, 4..<8, 8..<10])
  }
}
