import Files

/// The ranking of candidates by how well they belong to a sound or an image.
///
/// It finds the candidates when it is made, and reads them when it ranks.
public struct PairRanking {
  /// One candidate.
  ///
  /// Candidates that cannot be read have none.
  public struct Match: Sendable, Equatable {
    /// Its path.
    public let path: String
    /// How well it belongs to the query, 0 to 1.
    public let score: Double
  }

  /// What happens while candidates are read.
  ///
  /// Neither stops the ranking.
  public enum Event: Sendable {
    /// Something odd about a sound or an image.
    case note(path: String, String)
    /// A candidate could not be read, and is left out.
    case failed(Failure)
  }

  /// The sound or image that is asked about.
  public let query: ConversionSource
  /// The paths of the candidates, in the order in which they are read.
  public let candidates: [String]
  /// What is wrong with further candidates, which are left out because of their names.
  public let leftOut: [Failure]

  /// Finds the candidates.
  ///
  /// - Parameters:
  ///   - query: the path of a sound or an image; `-` is the standard input.
  ///   - paths: files of the other modality, and folders that are searched for them.
  /// - Throws: `Failure` of kind `badInput` where there is no candidate, and what opening throws.
  public init(_ query: String, among paths: [String]) throws {
    self.query = try ConversionSource(query)
    let modality = self.query.modality.other
    var leftOut: [Failure] = []
    candidates = try CandidateFiles.find(modality, at: paths) { leftOut.append($0) }
    self.leftOut = leftOut
    guard !candidates.isEmpty else {
      if let failure = leftOut.first { throw failure }
      throw Failure(.badInput, paths.first, "no \(modality.rawValue) to choose")
    }
  }

  /// Ranks all candidates that can be read.
  ///
  /// - Parameters:
  ///   - matching: scores the pairs.
  ///   - event: told what happens.
  /// - Returns: the candidates, the best first; equal scores are in the order of paths.
  /// - Throws: what reading the query throws.
  public func matches(
    by matching: PairMatching, event: (Event) -> Void = { _ in }
  ) throws -> [Match] {
    func embedding(_ source: ConversionSource, _ path: String) throws -> PairMatching.Embedding {
      let embedding = try matching.embedding(of: source)
      for note in embedding.notes { event(.note(path: path, note)) }
      return embedding
    }
    let asked = try embedding(query, query.name)
    for failure in leftOut { event(.failed(failure)) }
    var matches: [Match] = []
    for path in candidates {
      do {
        let candidate = try ConversionSource(path)
        guard candidate.modality != query.modality else {
          throw CandidateFiles.wrong(candidate.kind, path, isFor: query.modality.other)
        }
        let own = try embedding(candidate, path)
        matches.append(Match(path: path, score: matching.score(asked, own)))
      } catch let failure as Failure {
        event(.failed(failure))
      }
    }
    return matches.bestFirst
  }
}
