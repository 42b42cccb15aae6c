import Console
import Files
import Metrics
import TensorCore

extension ConvolutionLog.Row {
  /// Large images first, forward before its gradients.
  var order: [Int] {
    let product = ConvolutionProduct.allCases.firstIndex(of: product) ?? 0
    return [weight[2], input[1] * input[2], weight[3], product]
  }

  /// The head of the table whose rows are `line`.
  static let head =
    "product  image        channels     window  method         calls      ms  GFLOP/s  of peak"

  private var median: Double { seconds.sorted()[seconds.count / 2] }

  /// The row as text: sizes, method, calls of a step, milliseconds, speed and share of the peak.
  func line(peak: Double, steps: Int) -> String {
    func column(_ text: String, _ width: Int, right: Bool = false) -> String {
      let space = String(repeating: " ", count: max(0, width - text.count))
      return right ? space + text : text + space
    }
    let rate = operations / median / 1e9
    return column(product.rawValue, 9) + column("\(input[0]) x \(input[1]) x \(input[2])", 15)
      + column("\(weight[2]) -> \(weight[3])", 13) + column("\(weight[0]) x \(weight[1])", 8)
      + column(method.rawValue, 15)
      + column("\(seconds.count / steps)", 5, right: true)
      + column((1_000 * median).fixed(2), 8, right: true)
      + column(rate.fixed(1), 9, right: true)
      + column((100 * rate / peak).fixed(1) + " %", 9, right: true)
  }

  /// The row as members of a JSON object.
  func members(of peak: Double, steps: Int) -> [JSONValue.Member] {
    func array(_ shape: [Int]) -> JSONValue { .array(shape.map { .integer(Int64($0)) }) }
    let rate = operations / median / 1e9
    return [
      .init("product", .string(product.rawValue)), .init("input", array(input)),
      .init("weight", array(weight)), .init("method", .string(method.rawValue)),
      .init("calls_per_step", .integer(Int64(seconds.count / steps))),
      .init("median_seconds", .real(median)), .init("gflops", .real(rate)),
      .init("share_of_peak", .real(rate / peak)),
    ]
  }
}
