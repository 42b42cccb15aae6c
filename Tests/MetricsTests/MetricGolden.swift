import TensorCore
import TestSupport

/// The numbers of `metric.safetensors`, which `make_metric_golden.py` writes, in double precision.
enum MetricGolden {
  private static let file = Result { try Golden.file("metric") }

  /// All elements of a tensor.
  static func numbers(_ name: String) throws -> [Double] {
    try file.get().require(name).elements.map { Double($0) }
  }

  /// The elements of a tensor of whole numbers.
  static func integers(_ name: String) throws -> [Int] { try numbers(name).map { Int($0) } }

  /// The rows of a matrix.
  static func rows(_ name: String) throws -> [[Double]] {
    let columns = try shape(name)[1]
    let numbers = try numbers(name)
    return stride(from: 0, to: numbers.count, by: columns).map {
      Array(numbers[$0..<$0 + columns])
    }
  }

  /// The shape of a tensor.
  static func shape(_ name: String) throws -> [Int] { try file.get().require(name).shape }
}

/// Numbers of a normal distribution, [count][length], each raised by `shift`.
func randomRows(_ count: Int, _ length: Int, stream: UInt32, shift: Double = 0) -> [[Double]] {
  var random = RandomStream(seed: 7, stream: stream)
  return (0..<count).map { _ in (0..<length).map { _ in random.normal() + shift } }
}
