import TensorCore
import Training

/// The version of the program and of what it stands on: the first thing to say in a bug report.
enum Version {
  static let number = "0.2.0"

  static var text: String {
    "cmcgan \(number), model format \(Checkpoint.formatVersion), OpenBLAS core \(openBLASCoreName())"
  }
}
