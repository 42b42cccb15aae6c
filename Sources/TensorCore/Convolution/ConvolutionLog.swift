import Synchronization

/// What convolutions cost, for benchmarks: off unless it is asked for.
public enum ConvolutionLog {
  /// All calls of one product of convolutions of the same sizes.
  public struct Row: Sendable {
    /// Which of the three products.
    public let product: ConvolutionProduct
    /// Images: [n, height, width, in].
    public let input: [Int]
    /// Weight: [window height, window width, in, out].
    public let weight: [Int]
    /// How it was computed.
    public let method: ConvolutionMethod
    /// The seconds of each call, in order.
    public fileprivate(set) var seconds: [Double] = []
    /// Operations of one call, two for each product of a number with a weight, zeros of the padding
    /// included.
    public let operations: Double
  }

  private struct Key: Hashable {
    let product: ConvolutionProduct
    let input, weight: [Int]
  }

  private struct State {
    var isOn = false
    var rows: [Row] = []
    var places: [Key: Int] = [:]
  }

  private static let state = Mutex(State())

  /// The calls during `body`, in the order in which their sizes first occurred.
  public static func rows(_ body: () throws -> Void) rethrows -> [Row] {
    state.withLock { $0 = State(isOn: true) }
    defer { state.withLock { $0 = State() } }
    try body()
    return state.withLock { $0.rows }
  }

  static func measured<R>(
    _ product: ConvolutionProduct, _ sizes: ConvolutionSizes, _ body: () -> R
  ) -> R {
    guard state.withLock({ $0.isOn }) else { return body() }
    let clock = ContinuousClock()
    let start = clock.now
    let result = body()
    let seconds = (clock.now - start) / .seconds(1)
    state.withLock { state in
      let key = Key(product: product, input: sizes.input, weight: sizes.weight)
      let place = state.places[key] ?? state.rows.count
      if place == state.rows.count {
        state.places[key] = place
        state.rows.append(
          Row(
            product: product, input: sizes.input, weight: sizes.weight,
            method: sizes.method(product),
            operations: 2 * Double(sizes.n * sizes.positions * sizes.patch * sizes.o)))
      }
      state.rows[place].seconds.append(seconds)
    }
    return result
  }
}
