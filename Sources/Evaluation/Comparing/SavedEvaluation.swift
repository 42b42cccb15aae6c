import DataSets
import Files

/// An evaluation as `cmcgan-evaluate --json` writes it.
///
/// It is checked on reading: schema, classes, groups, and the counts of each row of accuracies.
public struct SavedEvaluation {
  /// The version of the fields that this program writes and reads.
  static let schema = 5
  /// The older version that it reads too: it knew one space of features, without a name.
  static let olderSchema = 4

  /// The file, for messages.
  public let path: String
  /// All that the file holds.
  public let document: JSONValue
  /// The rows of accuracies.
  let accuracy: [JSONValue]
  /// The names of the classes.
  let classes: JSONValue
  /// The group of each pair.
  let groups: [Int]
  /// A digest of the pairs, with the name of the split.
  ///
  /// Evaluations with one digest are of the same pairs in the same order.
  let pairs: String
  /// The identity of the evaluators; null for an evaluation of a classifier.
  let evaluators: JSONValue

  /// Reads an evaluation from a file.
  ///
  /// - Throws: `Failure` of kind `missingInput` where there is none, `badInput` where it is no
  ///   evaluation, or one of another schema.
  public init(_ path: String) throws {
    try self.init(StrictJSON.read(path), path)
  }

  /// Takes an evaluation that is at hand.
  ///
  /// `path` stands in messages. Throws `Failure` of kind `badInput` as the other initialiser does.
  public init(_ document: JSONValue, _ path: String) throws {
    func failure(_ problem: String) -> Failure {
      Failure(.badInput, path, "not what cmcgan-evaluate --json writes (\(problem))")
    }
    guard let accuracy = document["accuracy"]?.elements else { throw failure("no accuracy") }
    let schema = document["schema"]?.wholeNumber
    guard schema == Self.schema || schema == Self.olderSchema else {
      throw failure(
        "schema \(document["schema"]?.encoded() ?? "missing"); \(Self.olderSchema) or "
          + "\(Self.schema) expected")
    }
    guard let data = document["data"]?.text, let classes = document["classes"],
      let groups = document["groups"]?.elements?.compactMap(\.wholeNumber),
      groups.count == document["pairs"]?.wholeNumber
    else { throw failure("no data, classes or groups of its pairs") }
    for row in accuracy {
      guard let counts = row["correct"]?.elements else { continue }
      guard counts.count == groups.count, (row["latent_samples"]?.wholeNumber ?? 0) > 0 else {
        throw failure("a row of accuracy with \(counts.count) pairs; \(groups.count) expected")
      }
    }
    self.path = path
    self.document = schema == Self.schema ? document : Self.updated(document)
    self.accuracy = accuracy
    self.classes = classes
    self.groups = groups
    pairs = "\(document["split"]?.text ?? "") \(DataSet.digestOfPairs(data))"
    evaluators = document["evaluators"] ?? .null
  }

  /// A document of the older schema with the name of its one space of features.
  private static func updated(_ document: JSONValue) -> JSONValue {
    var document = document
    let table = TableKind.distances.name
    guard let rows = document[table]?.elements else { return document }
    document[table] = .array(
      rows.map { row in
        var row = row
        row["space"] = .string(FeatureSpace.evaluator.name)
        return row
      })
    return document
  }

  /// How often each pair came out right in a row of accuracies, 0 to 1; nil for chance and the like.
  static func shares(_ row: JSONValue) -> [Double]? {
    guard let counts = row["correct"]?.elements?.compactMap(\.number),
      let latentSamples = row["latent_samples"]?.number
    else { return nil }
    return counts.map { $0 / latentSamples }
  }
}
