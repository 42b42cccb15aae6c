import Evaluation
import Files
import Testing

@Suite struct AccuracyTableTests {
  /// Two evaluators of images; the second one takes the second oboe for a tuba.
  private var split: EvaluatedSplit {
    func images(_ trained: [Int], _ closed: [Int]) -> EvaluatedItems {
      EvaluatedItems(
        .image,
        predictions: [
          .init(evaluator: "trained", classes: trained),
          .init(evaluator: "closed form", classes: closed),
        ])
    }
    var split = SmallSplit.split(images: images([0, 0, 1, 1], [0, 1, 1, 1]))
    split.generated[SmallSplit.toImage] = GeneratedItems(
      latentSamples: [images([0, 0, 1, 0], [0, 0, 1, 1]), images([0, 1, 1, 0], [0, 0, 1, 1])])
    return split
  }

  @Test func rowsAreRealItemsThenTranslationsThenChance() {
    let names = split.accuracyRows().map { row in
      ["evaluated", "route", "evaluator"].compactMap { row[$0]?.text }.joined(separator: "|")
    }
    #expect(
      names == [
        "real image||trained", "real image||closed form", "sound to image|direct|trained",
        "sound to image|direct|closed form", "chance", "majority class",
      ])
  }

  @Test func latentSamplesOfAPairCountTogether() {
    let row = split.accuracyRows()[2]
    #expect(row["correct"] == [2, 1, 2, 0] && row["latent_samples"] == 2)
    // 5 of 8; 3 of 4 oboes and 2 of 4 tubas.
    expect(row, ["accuracy": 0.625, "macro_accuracy": 0.625])
    expect(row["classes"], ["oboe": 0.75, "tuba": 0.5])
    #expect(row["confusion"] == [[3, 1], [2, 2]])
    // Kish's count of the two groups is 15, so that all 8 samples count; Wilson's interval of 8.
    let interval = row["interval"]?.elements ?? []
    #expect(interval.first?.isNear(0.305_742_394_602_627_3) == true)
    #expect(interval.last?.isNear(0.863_155_714_176_402_7) == true)
  }

  @Test func chanceAndTheMajorityClassStandBelow() {
    let rows = SmallSplit.split(labels: [0, 0, 0, 1]).accuracyRows()
    expect(rows[0], ["accuracy": 0.5, "macro_accuracy": 0.5])
    expect(rows[1], ["accuracy": 0.75, "macro_accuracy": 0.5])
  }

  @Test func recordedSoundsCountInTheMeanOverClassesFromFiveOn() {
    let labels = [0, 0, 0, 0, 0, 1]
    let rows = UnpairedPredictions(
      labels: labels,
      predictions: [
        "to image, direct": ["trained": [0, 0, 0, 1, 1, 1]],
        "real sound": ["trained": labels, "closed form": [1, 1, 1, 1, 1, 1]],
      ]
    ).rows(["oboe", "tuba"], fewest: 5, items: "sounds")
    #expect(
      rows.map { $0["evaluated"]?.text } == ["real sound", "real sound", "to image, direct"])
    #expect(rows.map { $0["evaluator"]?.text } == ["closed form", "trained", "trained"])
    expect(rows[0], ["accuracy": 1 / 6.0, "macro_accuracy": 0, "sounds": 6])
    expect(rows[2], ["accuracy": 4 / 6.0, "macro_accuracy": 0.6])
  }
}
