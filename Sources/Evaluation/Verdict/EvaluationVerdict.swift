import Files

/// An evaluation in words: how good a model is, how sure that is, and what looks wrong.
///
/// It is read from the tables, so it can be given for every evaluation in JSON, a pooled one too. What has
/// no table is left out.
public struct EvaluationVerdict: Sendable, Equatable {
  /// How good results are against real data and guessing, a sentence or two for each direction, and how sure
  /// that is.
  public let summary: [String]
  /// What looks wrong; each begins with a capital letter and ends with a full stop.
  public let problems: [String]
  /// Whether there are the tables in which problems would show.
  private let isComplete: Bool

  /// Reads the tables of an evaluation.
  ///
  /// - Parameter document: the evaluation as `RunEvaluation`, `ClassifierEvaluation` or `PooledEvaluation`
  ///   gives it.
  public init(_ document: JSONValue) {
    let tables = VerdictTables(document)
    summary = Self.directions(tables) + Self.inputs(tables) + Self.certainty(tables)
    problems =
      Self.evaluators(tables) + Self.accuracies(tables) + Self.images(tables) + Self.sounds(tables)
    isComplete = ["accuracy", "nearest", "diversity", "memorization"].allSatisfy(tables.has)
  }

  /// The verdict as lines of text, with a title; none where the tables say nothing.
  public var lines: [String] {
    guard !summary.isEmpty || !problems.isEmpty else { return [] }
    let wrong =
      problems.isEmpty
      ? (isComplete ? ["  Nothing looks wrong."] : [])
      : ["  What looks wrong:"] + problems.map { "  - \($0)" }
    return ["Verdict"] + summary.map { "  \($0)" } + wrong
  }

  /// The verdict for JSON; nil where the tables say nothing.
  var document: JSONValue? {
    guard !summary.isEmpty || !problems.isEmpty else { return nil }
    return [
      "summary": .array(summary.map { .string($0) }),
      "problems": .array(problems.map { .string($0) }),
    ]
  }

  /// The verdict as a member of an evaluation; none where the tables say nothing.
  static func members(of document: JSONValue) -> [JSONValue.Member] {
    EvaluationVerdict(document).document.map { [.init("verdict", $0)] } ?? []
  }
}
