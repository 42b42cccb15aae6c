import Evaluation
import Files
import Testing

/// The tables of pixels and of manifolds on a few numbers, worked out by hand.
@Suite struct NearestTableTests {
  private func measures(
    _ label: Int, _ own: Double?, _ any: Double, _ sharpness: Double, size: Int = 0
  ) -> ImageMeasures {
    ImageMeasures(
      classIndex: label, size: size, ownClass: own, anyClass: any, sharpness: sharpness)
  }

  /// Three oboes and a tuba: means over images differ from means over classes.
  @Test func meansAreOverImagesAndOverClasses() {
    var split = SmallSplit.split()
    split.imageSizes = ["64 x 64"]
    split.searchedImages = 7
    split.realImageMeasures = [measures(0, 0.1, 0.1, 20), measures(1, nil, 0.2, 10)]
    split.generated[SmallSplit.toImage] = GeneratedItems(
      latentSamples: [],
      images: [
        measures(0, 0.1, 0.1, 10), measures(0, 0.2, 0.1, 20), measures(0, 0.3, 0.1, 30),
        measures(1, 0.6, 0.5, 4),
      ])
    let rows = split.nearestRows()
    #expect(rows.map { $0["evaluated"]?.text } == ["real image", "sound to image"])
    #expect(rows.map { $0["route"]?.text } == ["", "direct"])
    expect(
      rows[1],
      [
        "own_class": 0.3, "macro_own_class": 0.4, "largest_own_class": 0.6, "any_class": 0.2,
        "macro_any_class": 0.3, "sharpness": 16, "macro_sharpness": 12, "images": 4,
        "searched": 7,
      ])
    expect(
      rows[1]["classes"]?["oboe"],
      ["own_class": 0.2, "any_class": 0.1, "sharpness": 20, "images": 3])
    // The only tuba has no other of its class.
    expect(rows[0], ["own_class": 0.1, "macro_own_class": 0.1, "macro_any_class": 0.15])
    #expect(rows[0]["classes"]?["tuba"]?["own_class"] == .null)
  }

  @Test func eachSizeHasARow() {
    var split = SmallSplit.split()
    split.imageSizes = ["128 x 128", "64 x 64"]
    split.realImageMeasures = [
      measures(0, 0.1, 0.1, 20), measures(0, 0.2, 0.2, 10, size: 1),
    ]
    split.reconstructions[Reconstruction(.image, isCycle: false)] = ReconstructionMeasures(
      images: [measures(1, 0.3, 0.3, 5, size: 1)])
    let rows = split.nearestRows()
    #expect(
      rows.map { $0["evaluated"]?.text } == ["real image", "real image", "image to image"])
    #expect(rows.map { $0["size"]?.text } == ["128 x 128", "64 x 64", "64 x 64"])
    expect(rows[1], ["own_class": 0.2])
    expect(rows[2], ["own_class": 0.3, "images": 1])
  }

  @Test func aModelWithoutImagesHasNoRows() {
    #expect(SmallSplit.split().nearestRows().isEmpty)
  }

  /// Real items are 0 to 5 and 100 to 105, one class each; 3 of 10 generated ones lie far away.
  @Test func precisionIsWithinRealSpheresAndRecallWithinGenerated() {
    let labels = [0, 0, 0, 1, 1, 1]
    let training = [3.0, 4, 5, 103, 104, 105].map { [$0] }
    var split = SmallSplit.split(
      labels: labels, images: SmallSplit.images([0.0, 1, 2, 100, 101, 102].map { [$0] }),
      trainingImages: SmallSplit.images(training))
    // Twelve items, two samples for each pair: oboes near the real ones, three of the tubas not.
    split.generated[SmallSplit.toImage] = GeneratedItems(latentSamples: [
      SmallSplit.images([0.0, 1, 2, 100, 101, 500].map { [$0] }),
      SmallSplit.images([3.0, 4, 5, 102, 600, 700].map { [$0] }),
    ])
    let rows = split.precisionRows().filter {
      $0["evaluated"]?.text?.contains("sound") == false || $0["evaluated"] == "sound to image"
    }
    #expect(rows.map { $0["evaluated"]?.text } == ["real image", "sound to image"])
    #expect(rows.allSatisfy { $0["space"] == "evaluator" })
    expect(
      rows[1],
      ["precision": 0.75, "recall": 1, "items": 12, "real_items": 12])
    expect(rows[1]["classes"]?["oboe"], ["precision": 1, "recall": 1])
    expect(rows[1]["classes"]?["tuba"], ["precision": 0.5, "recall": 1])
    expect(rows[1], ["macro_precision": 0.75, "macro_recall": 1])
    // Three items of each class are too few to measure it by itself.
    #expect(rows[0]["classes"] == .object([]) && rows[0]["macro_precision"] == .null)
    #expect(rows[0]["items"] == 6 && rows[0]["real_items"] == 6)
  }

  /// A second space of features has rows of its own in both tables.
  @Test func everySpaceHasItsRows() throws {
    let labels = [0, 0, 0, 1, 1, 1]
    let other = FeatureSpace(name: "another")
    let items = [[0.0], [1], [2], [3], [4], [5]]
    func images(_ factor: Double) -> EvaluatedItems {
      EvaluatedItems(
        .image, features: items, spaces: [other: items.map { [$0[0] * factor] }])
    }
    var split = SmallSplit.split(
      labels: labels, images: images(1), sounds: EvaluatedItems(.sound), trainingImages: images(1))
    split.generated[SmallSplit.toImage] = GeneratedItems(latentSamples: [images(1_000)])
    let precision = split.precisionRows().filter { $0["evaluated"] == "sound to image" }
    #expect(precision.map { $0["space"]?.text } == ["evaluator", "another"])
    expect(precision[0], ["precision": 1])
    expect(precision[1], ["precision": 1 / 6.0])
    let distances = try split.distanceRows()
    #expect(
      distances.map { $0["space"]?.text } == ["evaluator", "evaluator", "another", "another"])
    expect(distances[0], ["frechet": 0])
    #expect((distances[3]["frechet"]?.number ?? 0) > 1e5)
  }
}
