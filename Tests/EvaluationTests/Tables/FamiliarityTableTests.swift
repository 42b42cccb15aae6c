import Evaluation
import Files
import Inference
import Testing

@Suite struct FamiliarityTableTests {
  private func found(
    _ value: Double, _ similarity: Double, _ name: String? = nil, _ confidence: Double? = nil
  ) -> Familiarity {
    Familiarity(value: value, similarity: similarity, className: name, confidence: confidence)
  }

  /// Known sounds are compared with unknown sounds, images with nothing.
  @Test func rowsAreAsByHand() {
    let inputs = FamiliarInputs([
      .init(
        "real image", .image,
        [found(0.5, 0.9, "oboe", 1), found(0.04, 0.2, "oboe", 0.5)], labels: [0, 1],
        temperature: 2),
      .init("real sound", .sound, [found(0.6, 0.8), found(0.7, 0.4)], labels: [0, 0]),
      .init("unknown sound", .sound, [found(0.01, 0.4), found(0.02, 0.3), found(0.2, 0.7)]),
    ])
    let rows = inputs.rows(["oboe", "tuba"])
    #expect(rows.map { $0["inputs"]?.text } == ["real image", "real sound", "unknown sound"])
    expect(
      rows[0],
      [
        "count": 2, "unfamiliar": 0.5, "accuracy": 0.5, "expected_calibration_error": 0.25,
        "temperature": 2,
      ])
    #expect(rows[0]["area_under_curve"] == nil)
    // Of 6 comparisons the known one is ahead in 4, and equal in 1.
    expect(rows[1], ["count": 2, "unfamiliar": 0, "area_under_curve": 4.5 / 6])
    #expect(rows[1]["accuracy"] == nil)
    expect(rows[2], ["count": 3, "unfamiliar": 2 / 3.0])
    #expect(rows[2]["area_under_curve"] == nil)
  }
}
