import Files
import Foundation
import TestSupport

/// The real program, found next to the test bundle, and what one call of it did.
struct BuiltProgram {
  let code: Int32
  let output: [UInt8]
  let errors: String

  var text: String { String(decoding: output, as: UTF8.self) }
  var lines: [Substring] { text.split(separator: "\n") }

  /// The path of the program.
  static let path: String = {
    let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let beside = bundle.deletingLastPathComponent().appendingPathComponent("cmcgan").path
    return InputFile.exists(beside)
      ? beside : Golden.repository + "/.build/release/cmcgan"
  }()

  /// Calls the program, or the link to it whose path is given, to its end.
  static func run(
    _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:],
    program: String = path
  ) throws -> BuiltProgram {
    // Files, not pipes, for they never fill up.
    let folder = TemporaryFolder()
    try OutputFile.write(input, to: folder.path("in"), replacing: false)
    for name in ["out", "err"] {
      try OutputFile.write([UInt8](), to: folder.path(name), replacing: false)
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    var all = ProcessInfo.processInfo.environment
    all["CMCGAN_MODEL"] = nil
    process.environment = all.merging(environment) { $1 }
    process.standardInput = FileHandle(forReadingAtPath: folder.path("in"))
    process.standardOutput = FileHandle(forWritingAtPath: folder.path("out"))
    process.standardError = FileHandle(forWritingAtPath: folder.path("err"))
    try process.run()
    process.waitUntilExit()
    func content(_ name: String) -> [UInt8] { (try? InputFile.read(folder.path(name))) ?? [] }
    let signal = process.terminationReason == .uncaughtSignal
    return BuiltProgram(
      code: signal ? 128 + process.terminationStatus : process.terminationStatus,
      output: content("out"),
      errors: withoutProgress(String(decoding: content("err"), as: UTF8.self)))
  }

  /// Standard error without what a model took an input for.
  ///
  /// It depends on what the tiny model of a test has learnt; `FamiliarityTests` tests it.
  var errorsWithoutFamiliarity: String {
    errors.replacing(/(?m)^note: .*: is unlike anything the model was trained on \(.*\n/, with: "")
      .replacing(
        #/ \(([a-z_]+ [01]\.[0-9]{2}|unlike anything the model knows)\) -> /#, with: " -> ")
  }

  /// Lines of progress come every ten seconds, so it depends on the machine whether there are any.
  private static func withoutProgress(_ text: String) -> String {
    let counts = /(?m)^[0-9]+ of [0-9]+ [a-z ]+ (written|checked|imported|paired|packed)\n/
    return text.replacing(counts, with: "").replacing(/(?m)^.*: [0-9]+ s of sound\n/, with: "")
  }
}
