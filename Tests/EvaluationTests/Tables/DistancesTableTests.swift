import Evaluation
import Files
import Testing

@Suite struct DistancesTableTests {
  private static let square = [[0.0, 0], [2, 0], [0, 2], [2, 2]]

  /// Real items that equal the training items are at no distance; shifted by 3 they are at 9.
  ///
  /// The kernel distances are NumPy's, of ((x y) / 2 + 1)^3 over pairs of different items.
  @Test func aShiftIsItsSquaredLength() throws {
    var split = SmallSplit.split(
      images: SmallSplit.images(Self.square), sounds: EvaluatedItems(.sound),
      trainingImages: SmallSplit.images(Self.square))
    split.generated[SmallSplit.toImage] = GeneratedItems(latentSamples: [
      SmallSplit.images(Self.square.map { [$0[0] + 3, $0[1]] })
    ])
    let rows = try split.distanceRows()
    #expect(
      rows.map { $0["evaluated"]?.text } == ["real images of training", "sound to image"])
    #expect(rows.allSatisfy { $0["items"] == 4 })
    expect(rows[0], ["kernel": SmallKernel.same])
    expect(rows[1], ["kernel": SmallKernel.shifted])
    #expect((rows[0]["frechet"]?.number ?? 1) < 1e-9)
    #expect(abs((rows[1]["frechet"]?.number ?? 0) - 9) < 1e-6)
  }

  /// NumPy's kernel distances of the square around 0 from itself, and from it shifted by 3.
  private enum SmallKernel {
    static let same = -11 / 3.0
    static let shifted = 172.958_333_333_333_3
  }

  @Test func tooFewTrainingItemsGiveNoRowOfTheirs() throws {
    let split = EvaluatedSplit(
      classes: ["oboe", "tuba"], labels: [0, 0, 1, 1], groups: [0, 1, 2, 3],
      realImages: SmallSplit.images(Self.square), realSounds: EvaluatedItems(.sound),
      trainingImages: SmallSplit.images(Self.square), trainingSounds: EvaluatedItems(.sound),
      trainingLabels: [0, 0, 0, 1], translations: [])
    #expect(try split.distanceRows().isEmpty)
  }
}
