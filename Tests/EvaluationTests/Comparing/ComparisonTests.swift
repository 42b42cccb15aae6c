import Evaluation
import Files
import TestSupport
import Testing

@Suite struct ComparisonTests {
  private func pool(_ evaluations: SavedEvaluation...) throws -> PooledEvaluation {
    try PooledEvaluation(evaluations)
  }

  /// The first is right about pairs 0 to 3 (two of two), the second about pair 0; group 0 has two.
  @Test func mostLatentSamplesDecide() throws {
    let first = try pool(PooledEvaluationTests.evaluation("one", correct: [2, 2, 2, 2]))
    let second = try pool(PooledEvaluationTests.evaluation("two", correct: [2, 1, 1, 0]))
    let rows = try Comparison.table(of: first, against: second).rows
    #expect(rows.count == 1 && rows[0]["evaluator"] == "trained")
    // Three pairs by the first only: 2 / 2^3. Differences of the groups are 1 and 2: 2 of 4 signs.
    expect(
      rows[0],
      [
        "accuracy": 1, "other_accuracy": 0.5, "correct_here": 3, "correct_there": 0, "p": 0.25,
        "p_by_clusters": 0.5,
      ])
  }

  /// Over two seeds the pairs have shares 1, 0.75, 0.5 and 0: two are right.
  @Test func seedsAreAveragedBeforeTheMajority() throws {
    let first = try pool(
      PooledEvaluationTests.evaluation("a1", correct: [2, 1, 2, 0]),
      PooledEvaluationTests.evaluation("a2", correct: [2, 2, 0, 0]))
    let second = try pool(
      PooledEvaluationTests.evaluation("b1", correct: [0, 0, 0, 2]),
      PooledEvaluationTests.evaluation("b2", correct: [0, 0, 0, 2]))
    let row = try Comparison.table(of: first, against: second).rows[0]
    expect(row, ["correct_here": 2, "correct_there": 1, "p": 1])
  }

  @Test func usualRoutesCompareTooWhereTheyDiffer() throws {
    let first = try PooledEvaluationTests.evaluation("one", correct: [2, 2, 2, 2])
    var document = try PooledEvaluationTests.evaluation(
      "two", correct: [0, 0, 0, 0], route: "reconstruction"
    ).document
    let direct = try #require(first.document["accuracy"]?.elements?.first)
    document["accuracy"] = .array([direct] + (document["accuracy"]?.elements ?? []))
    let rows = try Comparison.table(
      of: pool(first), against: pool(SavedEvaluation(document, "two.json"))
    ).rows
    #expect(rows.map { $0["route"]?.text } == ["direct", "direct / reconstruction"])
    expect(rows[0], ["correct_here": 0])
    expect(rows[1], ["correct_here": 4, "other_accuracy": 0])
  }

  @Test func otherPairsOrEvaluatorsAreRefused() throws {
    let first = try pool(PooledEvaluationTests.evaluation("one", correct: [2, 2, 2, 2]))
    #expect(throws: Failure(.badInput, "two.json", "is an evaluation of other pairs")) {
      try Comparison.table(
        of: first,
        against: pool(PooledEvaluationTests.evaluation("two", correct: [2, 2, 2, 2], data: "b")))
    }
    #expect(
      throws: Failure(
        .badInput, "two.json", "was made by other evaluators, whose errors differ",
        hint: "Give both evaluations the same --evaluators.")
    ) {
      try Comparison.table(
        of: first,
        against: pool(
          PooledEvaluationTests.evaluation("two", correct: [2, 2, 2, 2], evaluators: "others")))
    }
    // Three seeds by one set of evaluators do not compare with two by it and one by others.
    #expect(throws: Failure.self) {
      try Comparison.table(
        of: pool(
          PooledEvaluationTests.evaluation("one", correct: [2, 2, 2, 2]),
          PooledEvaluationTests.evaluation("two", correct: [2, 2, 2, 2])), against: first)
    }
  }
}
