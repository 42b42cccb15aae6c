import Evaluation
import Files
import Testing

@Suite struct EvaluationVerdictTests {
  /// An evaluation like that of a good model; tests replace parts of it.
  private static let good: JSONValue = [
    "pairs": 72, "classes": ["cello", "sax", "tuba", "viola"], "groups": .array(groups),
    "routes": ["sound to image": "direct", "image to sound": "direct"],
    "temperatures": ["image": 0.5, "sound": 1.0], "accuracy": .array(accuracies),
    "nearest": .array(nearest), "diversity": .array(diversities),
    "memorization": .array(memorization), "waveforms": .array(waveforms),
  ]

  private static let groups: [JSONValue] = (0..<72).map { .integer(Int64($0 / 2)) }
  private static let accuracies: [JSONValue] = [
    accuracy("real image", "", 1, 0.88...1), accuracy("real sound", "", 0.9, 0.81...0.96),
    accuracy("sound to image", "direct", 0.78, 0.7...0.84),
    accuracy("sound to image", "reconstruction", 0.1, 0.05...0.15),
    accuracy("image to sound", "direct", 0.97, 0.89...1),
    ["evaluated": "chance", "accuracy": 0.25], ["evaluated": "majority class", "accuracy": 0.3],
  ]
  private static let nearest: [JSONValue] = [
    ["evaluated": "real image", "route": "", "sharpness": 16.4],
    ["evaluated": "sound to image", "route": "direct", "sharpness": 14.9],
  ]
  private static let diversities: [JSONValue] = [
    diversity("sound to image", "pixels", 0.78, 0.46),
    diversity("image to sound", "features", 0.64, 0.54),
  ]
  private static let memorization: [JSONValue] = [
    ["evaluated": "real image", "route": "", "share_nearer": 0.014],
    ["evaluated": "sound to image", "route": "direct", "share_nearer": 0.031],
  ]
  private static let waveforms: [JSONValue] = [
    ["evaluated": "real sound's spectrogram", "route": "", "pitch_strength": 0.49],
    ["evaluated": "image to sound", "route": "direct", "pitch_strength": 0.5],
  ]

  private static func accuracy(
    _ evaluated: String, _ route: String, _ value: Double, _ interval: ClosedRange<Double>,
    by evaluator: String = "trained", classes: JSONValue = [:], confusion: JSONValue = []
  ) -> JSONValue {
    [
      "evaluated": .string(evaluated), "route": .string(route), "evaluator": .string(evaluator),
      "accuracy": .real(value),
      "interval": [.real(interval.lowerBound), .real(interval.upperBound)], "classes": classes,
      "confusion": confusion,
    ]
  }

  private static func diversity(
    _ evaluated: String, _ space: String, _ withinClass: Double, _ overZ: Double
  ) -> JSONValue {
    [
      "evaluated": .string(evaluated), "route": "direct", "space": .string(space),
      "share_of_real": .real(withinClass), "over_z_share": .real(overZ),
    ]
  }

  /// The good evaluation with other rows; each takes the place of the one that it is about.
  private func verdict(_ table: String, _ rows: [JSONValue]) -> EvaluationVerdict {
    var document = Self.good
    func isSame(_ one: JSONValue, _ other: JSONValue) -> Bool {
      ["evaluated", "route", "evaluator", "space"].allSatisfy { one[$0] == other[$0] }
    }
    let kept = (document[table]?.elements ?? []).filter { old in
      !rows.contains { isSame($0, old) }
    }
    document[table] = .array(kept + rows)
    return EvaluationVerdict(document)
  }

  @Test func aGoodModelIsCalledGood() {
    #expect(
      EvaluationVerdict(Self.good).lines == [
        "Verdict",
        "  Images from sounds: good. 0.78 of them have the right class (95 % interval 0.70 to 0.84; real sounds "
          + "0.90, chance 0.25, largest class 0.30).",
        "  Sounds from images: as good as real images allow. 0.97 of them have the right class (95 % interval "
          + "0.89 to 1.00; real images 1.00, chance 0.25, largest class 0.30).",
        "  Certainty: fair. With 72 pairs in 36 groups, an accuracy may be off by 0.08.",
        "  Nothing looks wrong.",
      ])
  }

  @Test(arguments: [
    (0.3, 0.2...0.4, "no better than guessing"),
    (0.4, 0.25...0.5, "not surely better than guessing"), (0.45, 0.35...0.55, "poor"),
    (0.6, 0.5...0.7, "fair"), (0.76, 0.7...0.8, "good"),
    (0.8, 0.7...0.91, "as good as real sounds allow"),
  ])
  func theGradeIsThatBetweenGuessingAndRealData(
    value: Double, interval: ClosedRange<Double>, grade: String
  ) {
    let found = verdict("accuracy", [Self.accuracy("sound to image", "direct", value, interval)])
    #expect(found.summary.first?.hasPrefix("Images from sounds: \(grade). ") == true)
    #expect(found.problems.isEmpty)
  }

  @Test func fewPairsAreSaid() {
    let found = verdict("accuracy", [Self.accuracy("sound to image", "direct", 0.7, 0.5...0.85)])
    #expect(
      found.summary.last == "Certainty: low. With 72 pairs in 36 groups, an accuracy may be off by "
        + "0.20. To compare runs, use --against.")
  }

  @Test func evaluatorsThatCannotJudgeAreSaid() {
    let weak = verdict("accuracy", [Self.accuracy("real sound", "", 0.25, 0.2...0.3)])
    #expect(
      weak.summary.first?.hasPrefix(
        "Images from sounds: cannot be judged, the evaluator only guesses the class of real sounds. "
      )
        == true)
    #expect(
      weak.problems == [
        "The evaluator is right for only 0.25 of real sounds, so it cannot judge generated ones well.",
        "Sounds from images are classified better (0.97) than real sounds (0.25): they are clearer "
          + "than real ones, or they fool the evaluator.",
      ])
    let differing = verdict(
      "accuracy", [Self.accuracy("sound to image", "direct", 0.4, 0.3...0.5, by: "closed form")])
    #expect(
      differing.problems == [
        "Images from sounds: the two evaluators differ (0.78 and 0.40), so one of them is fooled."
      ])
  }

  @Test func classesThatAreMissingAreSaid() {
    let never = verdict(
      "accuracy",
      [
        Self.accuracy("real sound", "", 0.9, 0.81...0.96, classes: ["cello": 1.0, "sax": 0.4]),
        Self.accuracy(
          "sound to image", "direct", 0.78, 0.7...0.84, classes: ["cello": 0.0, "sax": 0.0]),
      ])
    #expect(never.problems == ["Images from sounds: never right for cello."])
    // Rows of a confusion are true classes, columns predicted ones.
    let one = verdict(
      "accuracy",
      [
        Self.accuracy(
          "sound to image", "direct", 0.3, 0.2...0.4,
          confusion: [[0, 0, 5, 0], [0, 0, 5, 0], [0, 0, 5, 0], [1, 0, 4, 0]])
      ])
    #expect(
      one.problems == [
        "Images from sounds: 0.95 are taken for one class, tuba, whatever the input is."
      ])
  }

  private static let wrong: [(String, JSONValue, String)] = [
    (
      "nearest", ["evaluated": "sound to image", "route": "direct", "sharpness": 6.0],
      "Images are blurred (sharpness 6.0, real images 16.4)."
    ),
    (
      "nearest", ["evaluated": "sound to image", "route": "direct", "sharpness": 40.0],
      "Images are rough, like noise (sharpness 40.0, real images 16.4)."
    ),
    (
      "diversity", diversity("sound to image", "pixels", 0.1, 0.46),
      "One image for all of a class: generated images differ 0.10 times as much as real ones."
    ),
    (
      "diversity", diversity("image to sound", "features", 0.64, 0.01),
      "Other random numbers (--seed) hardly change the sounds (0.01 of the differences of real ones)."
    ),
    (
      "memorization", ["evaluated": "sound to image", "route": "direct", "share_nearer": 0.4],
      "Images are learnt by heart: 0.40 are nearer to a training image than real images are."
    ),
    (
      "waveforms", ["evaluated": "image to sound", "route": "direct", "pitch_strength": 0.2],
      "Sounds are like noise (pitch strength 0.20, real sounds 0.49)."
    ),
  ]

  @Test(arguments: wrong)
  func whatLooksWrongIsSaid(table: String, row: JSONValue, problem: String) {
    let found = verdict(table, [row])
    #expect(found.problems == [problem])
    #expect(found.lines.suffix(2) == ["  What looks wrong:", "  - \(problem)"])
  }

  @Test func aClassifierIsJudgedByItsInputs() {
    let rows: [JSONValue] = [("V", 1.0), ("A", 0.875), ("V + A", 1.0), ("GV + A", 0.79)].map {
      ["input": .string($0), "accuracy": .real($1), "interval": [.real($1 - 0.04), 1.0]]
    }
    let found = EvaluationVerdict([
      "pairs": 400, "classes": ["a", "b", "c", "d"], "accuracy": .array(rows),
    ])
    #expect(
      found.lines == [
        "Verdict",
        "  The right class for 1.00 of images alone, 0.88 of sounds alone, 1.00 of images and sounds "
          + "together (chance 0.25).",
        "  Certainty: low. With 400 pairs, an accuracy may be off by 0.21. To compare runs, use "
          + "--against.",
      ])
  }

  @Test func tablesThatSayNothingHaveNoVerdict() {
    let found = EvaluationVerdict(["pairs": 2, "retrieval": [["evaluated": "sound to image"]]])
    #expect(found.lines.isEmpty)
  }
}
