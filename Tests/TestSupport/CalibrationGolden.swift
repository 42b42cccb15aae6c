import Safetensors
import TensorCore

/// The numbers of `calibration.safetensors`, which `make_calibration_golden.py` writes.
public enum CalibrationGolden {
  private static let file = Result { try Golden.file("calibration") }

  /// A tensor.
  public static func tensor(_ name: String) throws -> Tensor { try file.get().require(name) }

  /// All elements of a tensor, in double precision.
  public static func numbers(_ name: String) throws -> [Double] {
    try tensor(name).elements.map { Double($0) }
  }

  /// The rows of a matrix.
  public static func rows(_ name: String) throws -> [[Double]] {
    let tensor = try tensor(name)
    return (0..<tensor.shape[0]).map { tensor.row($0).map { Double($0) } }
  }

  /// The elements of a tensor of whole numbers.
  public static func integers(_ name: String) throws -> [Int] {
    try numbers(name).map { Int($0) }
  }
}
