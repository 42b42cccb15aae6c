import Synchronization

/// A list of the convolutions that ran and the time that each took, for benchmarks.
///
/// A convolution is noted in the log of its `Compute`, if that has one.
public final class ConvolutionLog: Sendable {
  /// All calls of one product of convolutions of the same sizes.
  public struct Row: Sendable {
    /// Which of the three products.
    public let product: ConvolutionProduct
    /// The shape of the images: [n, height, width, in].
    public let input: [Int]
    /// The shape of the weight: [window height, window width, in, out].
    ///
    /// Of a depthwise convolution, which has one channel in for each out, it is [height, width, 1, channels].
    public let weight: [Int]
    /// How it was computed.
    public let method: ConvolutionMethod
    /// The seconds of each call, in order.
    public fileprivate(set) var seconds: [Double] = []
    /// The operations of one call.
    ///
    /// A product of a number with a weight counts as two, those with zeros of the padding included.
    public let operations: Double
  }

  private struct Key: Hashable {
    let product: ConvolutionProduct
    let input, weight: [Int]
  }

  private struct State {
    var rows: [Row] = []
    var rowNumbers: [Key: Int] = [:]
  }

  private let state = Mutex(State())

  /// An empty log.
  public init() {}

  /// The calls so far, in the order in which their sizes first occurred.
  public var rows: [Row] { state.withLock { $0.rows } }

  fileprivate func append(
    _ product: ConvolutionProduct, input: [Int], weight: [Int], operations: Double,
    method: @autoclosure () -> ConvolutionMethod, seconds: Double
  ) {
    state.withLock { state in
      let key = Key(product: product, input: input, weight: weight)
      let number = state.rowNumbers[key] ?? state.rows.count
      if number == state.rows.count {
        state.rowNumbers[key] = number
        state.rows.append(
          Row(
            product: product, input: input, weight: weight, method: method(),
            operations: operations))
      }
      state.rows[number].seconds.append(seconds)
    }
  }
}

extension Compute {
  /// Runs `body`, and notes its time where there is a log.
  func noted<R>(
    _ product: ConvolutionProduct, _ sizes: ConvolutionSizes, _ body: () -> R
  ) -> R {
    noted(
      product, input: sizes.input, weight: sizes.weight,
      operations: 2 * Double(sizes.n * sizes.positions * sizes.patch * sizes.o),
      method: sizes.method(product, self), body)
  }

  /// The same for a convolution of any kind.
  func noted<R>(
    _ product: ConvolutionProduct, input: [Int], weight: [Int], operations: Double,
    method: @autoclosure () -> ConvolutionMethod, _ body: () -> R
  ) -> R {
    guard let log else { return body() }
    let clock = ContinuousClock()
    let start = clock.now
    let result = body()
    log.append(
      product, input: input, weight: weight, operations: operations, method: method(),
      seconds: (clock.now - start) / .seconds(1))
    return result
  }
}
