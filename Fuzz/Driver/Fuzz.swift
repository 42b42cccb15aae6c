import CFuzzer
import Glibc
import HostileInput

/// Runs libFuzzer on one reader: `fuzz KIND [libFuzzer's options] [corpora]`.
@main
enum Fuzz {
  private static let input = CommandLine.arguments.dropFirst().first
    .flatMap { HostileInput.Kind(rawValue: $0) }.map { HostileInput($0) }

  static func main() {
    guard input != nil else {
      for kind in HostileInput.Kind.allCases { print(kind.rawValue) }
      return
    }
    let kept = CommandLine.arguments.prefix(1) + CommandLine.arguments.dropFirst(2)
    var arguments: [UnsafeMutablePointer<CChar>?] = kept.map { strdup($0) } + [nil]
    var count = Int32(kept.count)
    arguments.withUnsafeMutableBufferPointer { buffer in
      var start = buffer.baseAddress
      _ = LLVMFuzzerRunDriver(&count, &start) { bytes, count in
        do {
          try Fuzz.input?.refusal(of: Array(UnsafeBufferPointer(start: bytes, count: count)))
        } catch {
          fatalError("an error that is no failure of the input: \(error)")
        }
        return 0
      }
    }
  }
}
