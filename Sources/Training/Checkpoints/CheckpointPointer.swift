import Files
import Safetensors
import TensorCore

/// Which checkpoint is the newest or the best: what `last.json` and `best.json` hold.
package struct CheckpointPointer {
  let step: Int
  /// The name of the file beside this one.
  let file: String
  /// The CRC-32 of the whole file.
  let checksum: UInt32
  /// The measure by which checkpoints are compared, where it was taken.
  let validationError: Double?

  init(step: Int, file: String, checksum: UInt32, validationError: Double?) {
    self.step = step
    self.file = file
    self.checksum = checksum
    self.validationError = validationError
  }

  /// The pointer of a file; `nil` where it cannot be used or points past the step of a run.
  package init?(reading path: String, upTo newest: Int) {
    guard let document = try? StrictJSON.read(path),
      let step = document["step"]?.wholeNumber, step <= newest,
      let file = document["checkpoint"]?.text, !file.contains("/"),
      let checksum = document["crc32"]?.text.flatMap({ UInt32($0, radix: 16) })
    else { return nil }
    self.init(
      step: step, file: file, checksum: checksum,
      validationError: document["validation_error"]?.number)
  }

  func write(to path: String) throws {
    var document: JSONValue = [
      "checkpoint": .string(file), "step": .integer(Int64(step)),
      "crc32": .string(Checksum.text(checksum)),
    ]
    if let validationError { document["validation_error"] = .real(validationError) }
    try OutputFile.write(document.encoded(pretty: true) + "\n", to: path, replacing: true)
  }
}
