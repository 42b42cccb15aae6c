import Files
import Foundation
import Testing

/// A text that a test expects, in a file below the folder `Snapshots` of its test target.
///
/// With `UPDATE_SNAPSHOTS=1` in the environment, tests write the files instead of comparing with them.
public struct Snapshot {
  private let path: String
  private static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] == "1"

  /// The snapshot of a name, such as `help/cmcgan.txt`, beside the file of the test.
  public init(_ name: String, testFile: String = #filePath) {
    path = Self.folder(of: testFile) + "/" + name
  }

  /// The names of all snapshots in a subfolder, in order.
  public static func names(in folder: String, testFile: String = #filePath) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: self.folder(of: testFile) + "/" + folder)
      .sorted()
  }

  /// Expects a text to equal the snapshot, or writes it while snapshots are updated.
  ///
  /// The issue names the first line that differs and the command that updates the snapshots.
  public func expect(
    _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    if Self.isUpdating {
      try Folder.create(Golden.directory(of: path))
      return try OutputFile.write(text, to: path, replacing: true)
    }
    guard InputFile.exists(path) else {
      Issue.record("there is no \(path). \(Self.hint)", sourceLocation: sourceLocation)
      return
    }
    let expected = String(decoding: try InputFile.read(path), as: UTF8.self)
    guard text != expected else { return }
    let lines = (
      found: text.split(separator: "\n", omittingEmptySubsequences: false),
      expected: expected.split(separator: "\n", omittingEmptySubsequences: false)
    )
    let line =
      zip(lines.found, lines.expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset
      ?? min(lines.found.count, lines.expected.count)
    Issue.record(
      """
      \(path):\(line + 1) differs. \(Self.hint)
      expected: \(line < lines.expected.count ? String(lines.expected[line]) : "the end")
      found:    \(line < lines.found.count ? String(lines.found[line]) : "the end")
      """, sourceLocation: sourceLocation)
  }

  private static let hint = "Run the test with UPDATE_SNAPSHOTS=1 if the change is meant."

  private static func folder(of testFile: String) -> String {
    Golden.directory(of: testFile) + "/Snapshots"
  }
}
