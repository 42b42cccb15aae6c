import Files
import Training

/// What runs did, as one page of HTML that needs nothing else: curves, samples, sounds, tables, settings.
public struct Report {
  private let runs: [RunSummary]
  private let isLive: Bool

  /// A report of one run, or of several to compare.
  ///
  /// - Parameters:
  ///   - paths: the run folders; samples are shown of the first.
  ///   - isLive: whether the page loads itself again while a run is at work.
  /// - Throws: `Failure` of kind `missingInput` where a folder holds no run.
  public init(_ paths: [String], isLive: Bool = false) throws {
    runs = try paths.map { try RunSummary(RunFolder($0)) }
    self.isLive = isLive
  }

  /// Whether none of the runs is at work.
  public var hasEnded: Bool { runs.allSatisfy(\.hasEnded) }

  /// The page.
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
