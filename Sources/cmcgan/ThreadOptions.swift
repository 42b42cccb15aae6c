import ArgumentParser
import TensorCore

/// How many threads a command may use.
struct ThreadOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Threads to compute with (default: all processors); results do not depend on it.",
      valueName: "n"))
  var threads: Int?

  func validate() throws {
    guard let threads else { return }
    guard (1...1_024).contains(threads) else {
      throw ValidationError("--threads \(threads) is out of range (1 to 1024).")
    }
  }

  func apply() throws {
    if let threads { Workers.shared.use(threads: threads) }
  }
}
