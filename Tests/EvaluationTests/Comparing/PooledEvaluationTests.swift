import Evaluation
import Files
import TestSupport
import Testing

@Suite struct PooledEvaluationTests {
  /// An evaluation of four pairs in two groups, by two latent samples each.
  static func evaluation(
    _ name: String, correct: [Int], data: String = "aaaa", groups: [Int] = [0, 0, 1, 1],
    evaluators: String = "cmcgan step 600", route: String = "direct", frechet: JSONValue = 3.0,
    schema: JSONValue = 5
  ) throws -> SavedEvaluation {
    let document: JSONValue = [
      "schema": schema, "run": .string(name), "data": .string(data),
      "evaluators": ["image": .string(evaluators)], "split": "validation",
      "pairs": .integer(Int64(correct.count)), "latent_samples": 2, "classes": ["oboe", "tuba"],
      "groups": .array(groups.map { .integer(Int64($0)) }),
      "routes": ["sound to image": .string(route)],
      "accuracy": [
        [
          "evaluated": "sound to image", "route": .string(route), "evaluator": "trained",
          "accuracy": .real(Double(correct.reduce(0, +)) / Double(2 * correct.count)),
          "interval": [0.0, 1.0], "macro_accuracy": 0.5, "latent_samples": 2,
          "correct": .array(correct.map { .integer(Int64($0)) }),
        ],
        ["evaluated": "chance", "accuracy": 0.5],
      ],
      "distances": [
        [
          "evaluated": "sound to image", "route": .string(route), "frechet": frechet, "items": 4,
          "classes": ["oboe": ["frechet": frechet], "tuba": .null],
        ]
      ],
    ]
    return try SavedEvaluation(document, "\(name).json")
  }

  private func row(_ pooled: PooledEvaluation, _ table: String) throws -> JSONValue {
    try #require(pooled.tables.first { $0.name == table }?.rows.first)
  }

  /// Shares of the pairs are 1, 0.75, 0.5 and 0; Kish's count of the two groups is 2.52.
  @Test func seedsShareTheirPairs() throws {
    let pooled = try PooledEvaluation([
      Self.evaluation("one", correct: [2, 1, 2, 0]), Self.evaluation("two", correct: [2, 2, 0, 0]),
    ])
    #expect(pooled.count == 4)
    let found = try row(pooled, "accuracy")
    expect(found, ["accuracy": 0.5625, "macro_accuracy": 0.5, "evaluations": 2])
    #expect(found["correct_shares"] == [1.0, 0.75, 0.5, 0.0])
    let interval = found["interval"]?.elements ?? []
    #expect(interval.first?.isNear(0.137_419_228_565_392_69) == true)
    #expect(interval.last?.isNear(0.912_097_715_405_900_6) == true)
  }

  /// Two pairs of a fold, in groups of their own, are added to the four.
  @Test func foldsHavePairsOfTheirOwn() throws {
    let pooled = try PooledEvaluation([
      Self.evaluation("one", correct: [2, 1, 2, 0]),
      Self.evaluation("fold", correct: [2, 1], data: "bbbb+0000", groups: [0, 1]),
      Self.evaluation("two", correct: [2, 2, 0, 0]),
    ])
    #expect(pooled.count == 6)
    let found = try row(pooled, "accuracy")
    #expect(found["correct_shares"] == [1.0, 0.75, 0.5, 0.0, 1.0, 0.5])
    expect(found, ["accuracy": 0.625])
    let interval = found["interval"]?.elements ?? []
    #expect(interval.first?.isNear(0.269_833_872_549_132_16) == true)
  }

  @Test func otherNumbersAreMeansOfThoseThatAreThere() throws {
    let pooled = try PooledEvaluation([
      Self.evaluation("one", correct: [2, 1, 2, 0], frechet: 3.0),
      Self.evaluation("two", correct: [2, 1, 2, 0], frechet: 4.0),
      Self.evaluation("three", correct: [2, 1, 2, 0], frechet: .null),
    ])
    let found = try row(pooled, "distances")
    expect(found, ["frechet": 3.5])
    #expect(found["items"] == 4 && found["evaluations"] == 3)
    expect(found["classes"]?["oboe"], ["frechet": 3.5])
    #expect(found["classes"]?["tuba"] == .null)
    let document = pooled.document(pooled.tables)
    #expect(
      document.members?.map(\.key) == [
        "schema", "pooled", "pairs", "evaluators", "split", "latent_samples", "classes", "routes",
        "verdict", "accuracy", "distances",
      ])
    #expect(document["pooled"] == 3 && document["pairs"] == 4)
  }

  /// A file of schema 4 has no name for its space of features; it was the evaluator's.
  @Test func anOlderEvaluationIsPooledWithANewOne() throws {
    let older = try Self.evaluation("older", correct: [2, 1, 2, 0], frechet: 4.0, schema: 4)
    let updated = try #require(older.document["distances"]?.elements?.first)
    #expect(updated["space"] == "evaluator")
    let newer = try SavedEvaluation(older.document, "newer.json")
    let pooled = try row(PooledEvaluation([older, newer]), "distances")
    #expect(pooled["evaluations"] == 2 && pooled["space"] == "evaluator")
    expect(pooled, ["frechet": 4])
  }

  @Test func aFileThatIsNoEvaluationIsRefused() throws {
    let cases: [(JSONValue, String)] = [
      (.object([]), "no accuracy"),
      (["accuracy": [], "schema": 3], "schema 3; 4 or 5 expected"),
      (["accuracy": [], "schema": 5], "no data, classes or groups of its pairs"),
    ]
    for (document, problem) in cases {
      #expect(
        throws: Failure(
          .badInput, "a.json", "not what cmcgan-evaluate --json writes (\(problem))")
      ) { try SavedEvaluation(document, "a.json") }
    }
  }
}
