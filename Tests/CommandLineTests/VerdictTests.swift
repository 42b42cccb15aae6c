import Files
import Foundation
import TestSupport
import Testing

/// The verdict of `cmcgan-evaluate`, on an evaluation in a file: pooling prints it without any run.
@Suite struct VerdictTests {
  private let folder = TemporaryFolder()

  /// Four pairs of two classes; images from sounds are always taken for the first class.
  private let document: JSONValue = [
    "schema": 5, "data": "aaaa", "evaluators": ["image": "one"], "split": "validation", "pairs": 4,
    "latent_samples": 1, "classes": ["oboe", "tuba"], "groups": [0, 1, 2, 3],
    "routes": ["sound to image": "direct", "image to sound": "direct"],
    "accuracy": .array(Self.accuracies),
  ]

  private static let accuracies: [JSONValue] = [
    row("real image", "", [1, 1, 1, 1], [[2, 0], [0, 2]]),
    row("real sound", "", [1, 1, 1, 1], [[2, 0], [0, 2]]),
    row("sound to image", "direct", [1, 1, 0, 0], [[2, 0], [2, 0]]),
    row("image to sound", "direct", [1, 1, 1, 1], [[2, 0], [0, 2]]),
    ["evaluated": "chance", "accuracy": 0.5], ["evaluated": "majority class", "accuracy": 0.5],
  ]

  private static func row(
    _ evaluated: String, _ route: String, _ correct: [Int64], _ confusion: JSONValue
  ) -> JSONValue {
    [
      "evaluated": .string(evaluated), "route": .string(route), "evaluator": "trained",
      "accuracy": .real(Double(correct.reduce(0, +)) / 4), "interval": [0.0, 1.0],
      "latent_samples": 1, "correct": .array(correct.map { .integer($0) }), "confusion": confusion,
    ]
  }

  @Test func theVerdictStandsAboveTheTables() throws {
    let path = try folder.file("one.json", Array(document.encoded().utf8))
    let json = try StrictJSON.parse(
      BuiltProgram.run(["evaluate", path, "--json"]).text, subject: "output")
    let rows = try #require(json["accuracy"]?.elements)
    func ends(_ row: JSONValue) -> [Double] {
      row["interval"]?.elements?.compactMap(\.number) ?? []
    }
    func words(_ row: JSONValue) -> String {
      ends(row).map { String(format: "%.2f", $0) }.joined(separator: " to ")
    }
    let errors = rows[2...3].flatMap { row in
      ends(row).map { abs($0 - (row["accuracy"]?.number ?? 0)) }
    }
    let error = String(format: "%.2f", errors.max() ?? 0)
    let isSure = ends(rows[3])[0] > 0.5
    let grade = isSure ? "as good as real images allow" : "not surely better than guessing"
    let sentences = [
      "Images from sounds: no better than guessing. 0.50 of them have the right class (95 % interval "
        + "\(words(rows[2])); real sounds 1.00, chance 0.50, largest class 0.50).",
      "Sounds from images: \(grade). 1.00 of them have the right class (95 % interval \(words(rows[3])); "
        + "real images 1.00, chance 0.50, largest class 0.50).",
      "Certainty: low. With 4 pairs, an accuracy may be off by \(error). To compare runs, use "
        + "--against.",
    ]
    let problem = "Images from sounds: 1.00 are taken for one class, oboe, whatever the input is."
    #expect(
      json["verdict"] == [
        "summary": .array(sentences.map { .string($0) }), "problems": [.string(problem)],
      ])
    let text = try BuiltProgram.run(["evaluate", path]).text
    #expect(
      text.hasPrefix(
        """
        1 evaluations of 4 pairs

        Verdict
          \(sentences[0])
          \(sentences[1])
          \(sentences[2])
          What looks wrong:
          - \(problem)

        Accuracy of the class

        """), "\(text)")
  }
}
