import Configuration
import Files

/// The ranking of the same candidates for each sound, or each image, of a folder.
///
/// The features of each file are computed once.
public struct FolderRanking {
  /// The paths of the sounds or images that are asked about.
  public let queries: [String]
  /// The paths of the candidates, which are of the other modality.
  public let candidates: [String]
  /// What is wrong with further files, which are left out because of their names.
  public let leftOut: [Failure]
  private let modality: Modality

  /// Finds queries and candidates.
  ///
  /// - Parameters:
  ///   - folder: a folder that holds sounds only or images only, also in the folders below.
  ///   - paths: files of the other modality, and folders that are searched for them.
  /// - Throws: `Failure` of kind `badInput` where there is nothing to ask about or to choose, `usage` where
  ///   the folder holds both; what listing and opening throw.
  public init(_ folder: String, among paths: [String]) throws {
    var leftOut: [Failure] = []
    (modality, queries) = try CandidateFiles.ofOneModality(in: folder) { leftOut.append($0) }
    candidates = try CandidateFiles.find(modality.other, at: paths) { leftOut.append($0) }
    self.leftOut = leftOut
    guard !candidates.isEmpty else {
      if let failure = leftOut.first { throw failure }
      throw Failure(.badInput, paths.first, "no \(modality.other.rawValue) to choose")
    }
  }

  /// Ranks all candidates that can be read, for one query after the other.
  ///
  /// - Parameters:
  ///   - matching: scores the pairs.
  ///   - event: told what happens; a query that cannot be read is left out as a candidate is.
  ///   - receive: called with each query and its candidates, the best first; equal scores are in the order
  ///     of paths.
  /// - Throws: what is no failure of a single file.
  public func matches(
    by matching: PairMatching, event: (PairRanking.Event) -> Void = { _ in },
    receive: (_ query: String, _ matches: [PairRanking.Match]) -> Void
  ) throws {
    func embedding(_ path: String, _ wanted: Modality) throws -> PairMatching.Embedding? {
      do {
        let source = try ConversionSource(path)
        guard source.modality == wanted else {
          throw CandidateFiles.wrong(source.kind, path, isFor: wanted)
        }
        let embedding = try matching.embedding(of: source)
        for note in embedding.notes { event(.note(path: path, note)) }
        return embedding
      } catch let failure as Failure {
        event(.failed(failure))
        return nil
      }
    }
    for failure in leftOut { event(.failed(failure)) }
    let embedded = try candidates.compactMap { path in
      try embedding(path, modality.other).map { (path: path, embedding: $0) }
    }
    for query in queries {
      guard let asked = try embedding(query, modality) else { continue }
      receive(
        query,
        embedded.map {
          PairRanking.Match(path: $0.path, score: matching.score(asked, $0.embedding))
        }.bestFirst)
    }
  }
}

extension [PairRanking.Match] {
  /// The best first; equal scores in the order of paths.
  var bestFirst: Self { sorted { ($1.score, $0.path) < ($0.score, $1.path) } }
}
