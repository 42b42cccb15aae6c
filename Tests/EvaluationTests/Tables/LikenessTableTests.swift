import Evaluation
import Files
import Metrics
import Testing

/// Tables of likeness on a few numbers, worked out by hand.
@Suite struct LikenessTableTests {
  /// Five oboes at 0 to 4, whose mean distance is 20 / 10, and a tuba, too few for a distance.
  @Test func diversityIsAShareOfTheRealDistance() {
    let real = [0.0, 1, 2, 3, 4, 100].map { [$0] }
    var split = SmallSplit.split(
      labels: [0, 0, 0, 0, 0, 1], images: SmallSplit.images(real, thumbnails: real))
    let first = real.map { [2 * $0[0]] }
    let second = first.map { [$0[0] + 3] }
    split.generated[SmallSplit.toImage] = GeneratedItems(latentSamples: [
      SmallSplit.images(first, thumbnails: real), SmallSplit.images(second, thumbnails: real),
    ])
    let rows = split.diversityRows().filter { $0["evaluated"]?.text?.contains("image") == true }
    #expect(
      rows.map { $0["space"]?.text } == ["features", "features", "pixels", "pixels", "features"])
    expect(rows[0], ["within_class": 2])
    expect(
      rows[1], ["within_class": 4, "share_of_real": 2, "over_z": 3, "over_z_share": 1.5])
    expect(rows[3], ["within_class": 2, "share_of_real": 1, "over_z": 0, "over_z_share": 0])
  }

  @Test func oneLatentSampleHasNoDiversityOverZ() {
    var split = SmallSplit.split(images: SmallSplit.images([[0], [1], [2], [3]]))
    split.generated[SmallSplit.toImage] = GeneratedItems(
      latentSamples: [SmallSplit.images([[0], [1], [2], [3]])])
    let row = split.diversityRows()[1]
    #expect(row["over_z"] == .null && row["within_class"] == .null, "no class has five items")
  }

  /// Real images are 1, 3, 1 and 4 away, so the 1 % quantile is 1; two of four copies are nearer.
  @Test func copiesAreNearerThanRealImages() {
    var split = SmallSplit.split(
      images: SmallSplit.images(thumbnails: [[1], [3], [11], [6]]),
      trainingImages: SmallSplit.images(thumbnails: [[0], [10]]))
    split.generated[SmallSplit.toImage] = GeneratedItems(
      latentSamples: [SmallSplit.images(thumbnails: [[0.5], [10], [5], [2]])])
    let rows = split.memorizationRows()
    expect(rows[0], ["median": 2, "share_nearer": 0, "searched": 2])
    expect(rows[1], ["median": 1.25, "share_nearer": 0.5, "searched": 2])
  }

  /// The four queries find the partner's neighbour, the partner, the partner, and the other class.
  @Test func retrievalFindsTheClassOrThePartner() {
    let axes = [[1.0, 0], [-1, 0], [0, 1], [0, -1]]
    var split = SmallSplit.split(
      images: SmallSplit.images([[1, 0.1], [1, -0.2], [0.1, 1], [-0.2, 1]]),
      trainingImages: SmallSplit.images(axes))
    split.generated[SmallSplit.toImage] = GeneratedItems(
      latentSamples: [SmallSplit.images([[1, -0.2], [1, -0.2], [0.1, 1], [1, 0.1]])])
    split.generated[SmallSplit.toSound] = nil
    expect(
      split.retrievalRows()[0],
      [
        "class_at_1": 0.75, "class_at_5": 1, "class_chance_at_1": 0.5, "partner_at_1": 0.5,
        "partner_at_5": 1, "partner_chance_at_1": 0.25,
      ])
  }

  @Test func reconstructionHasTheMeasureOfItsModality() {
    var split = SmallSplit.split()
    split.reconstructions = [
      Reconstruction(.image, isCycle: true): ReconstructionMeasures(
        errors: [0.1, 0.3], likeness: [0.5, 0.7]),
      Reconstruction(.sound, isCycle: false): ReconstructionMeasures(
        errors: [0.2], likeness: [12]),
      Reconstruction(.image, isCycle: false): ReconstructionMeasures(errors: [0.5]),
    ]
    let rows = split.reconstructionRows()
    #expect(
      rows.map { $0["evaluated"]?.text } == [
        "image to image", "image to sound to image", "sound to sound",
      ])
    #expect(rows[0]["ssim"] == .null, "too small for the window of SSIM")
    expect(rows[1], ["l1": 0.2, "ssim": 0.6])
    expect(rows[2], ["l1": 0.2, "log_spectral_distance": 12])
    #expect(rows[1]["log_spectral_distance"] == .null && rows[2]["ssim"] == .null)
  }

  @Test func silenceHasNoPitch() {
    var split = SmallSplit.split()
    split.realWaveforms = [
      WaveformMeasures(convergence: 0.1, pitchStrength: 0.2, pitch: nil, distance: 1),
      WaveformMeasures(convergence: 0.3, pitchStrength: 0.6, pitch: 200, distance: 2),
      WaveformMeasures(convergence: 0.2, pitchStrength: 0.9, pitch: 100, distance: 3),
      WaveformMeasures(convergence: nil, pitchStrength: nil, pitch: nil, distance: 4),
    ]
    let rows = split.waveformRows()
    #expect(
      rows.map { $0["evaluated"]?.text } == ["real sound's spectrogram", "image to sound"])
    expect(
      rows[0],
      [
        "pitch_strength": 0.6, "pitch": 150, "pitched": 0.5, "convergence": 0.2,
        "log_spectral_distance": 2.5,
      ])
    #expect(rows[1]["pitch_strength"] == .null && rows[1]["convergence"] == .null)
  }

  /// Of four pairs of scores three are in order; a tie counts half.
  @Test func pairingRanksMatchedAboveMismatched() {
    let rows = PairScores([
      .evaluators: [
        .real: .init(matched: [0.9, 0.8], mismatched: [0.1, 0.85]),
        .image: .init(matched: [0.7, 0.9], mismatched: [0.2, 0.3]),
      ],
      .discriminator: [.real: .init(matched: [2, -1], mismatched: [-3, 1])],
    ]).rows
    #expect(
      rows.map { $0["evaluator"]?.text } == ["pair discriminator", "evaluators", "evaluators"])
    expect(rows[0], ["accuracy": 0.5, "area_under_curve": 0.75])
    expect(rows[1], ["accuracy": 0.75, "area_under_curve": 0.75])
    expect(rows[2], ["accuracy": 1, "area_under_curve": 1, "real_from_generated": 0.625])
    #expect(rows[1]["real_from_generated"] == nil)
  }
}
