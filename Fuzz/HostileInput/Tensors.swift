import Safetensors
import TensorCore

extension HostileInput {
  /// Tensors that are accepted can be written and come back as they were.
  func readTensors(_ bytes: [UInt8]) throws {
    let file = try TensorFile(parsing: bytes, subject: "tensors")
    let again = try TensorFile(parsing: file.encoded(), subject: "copy")
    precondition(again == file, "tensors changed when they were written")
  }
}
