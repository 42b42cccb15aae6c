import Files
import Training

/// The results of runs as one page of HTML: curves, samples, sounds, tables, settings.
///
/// The page holds all images, sounds and scripts itself, so it needs no server and no other file.
public struct Report {
  private let runs: [RunSummary]
  private let isLive: Bool

  /// A report of one run, or of several to compare.
  ///
  /// - Parameters:
  ///   - paths: the run folders; the samples are those of the first.
  ///   - isLive: whether the page reloads itself while a run is at work.
  /// - Throws: `Failure` of kind `missingInput` where a folder holds no run.
  public init(_ paths: [String], isLive: Bool = false) throws {
    runs = try paths.map { try RunSummary(RunFolder($0)) }
    self.isLive = isLive
  }

  /// Whether no process trains any of the runs.
  public var hasEnded: Bool { runs.allSatisfy(\.hasEnded) }

  /// What of the runs cannot be read and is left out, as sentences for people.
  public var warnings: [String] { runs.flatMap(\.warnings) }

  /// The page.
  ///
  /// Its data is JSON in a script element, which the page's own script draws.
  public var html: String {
    let document: JSONValue = [
      "runs": .array(runs.enumerated().map { $1.document(withMedia: $0 == 0) })
    ]
    return Page.html(document, reloading: isLive && !hasEnded)
  }

  /// Writes the page.
  ///
  /// - Throws: `Failure` of kind `cannotCreate` or `inputOutput` where that fails.
  public func write(to path: String, replacing: Bool) throws {
    try OutputFile.write(html, to: path, replacing: replacing)
  }
}
