/// What a run writes, each in steps.
public struct OutputSettings: SettingsGroup {
  /// From one line of metrics to the next.
  public var logEvery = 10
  /// From one sample sheet to the next.
  public var sampleEvery = 500
  /// From one checkpoint to the next.
  public var checkpointEvery = 500
  /// Newest checkpoints kept, beside the best.
  public var keepCheckpoints = 3
  /// Checkpoints of steps that this divides are kept for good; 0: none.
  public var keepEvery = 0

  /// A checkpoint every 500 steps.
  public init() {}

  /// The keys of `output`.
  public static let keys: [Key] = [
    .whole(
      "logEvery", \.logEvery, 1...1_000_000, unit: "steps",
      "distance from one line of metrics to the next"),
    .whole(
      "sampleEvery", \.sampleEvery, 1...1_000_000_000, unit: "steps",
      "distance from one sample sheet to the next"),
    .whole(
      "checkpointEvery", \.checkpointEvery, 1...1_000_000_000, unit: "steps",
      "distance from one checkpoint to the next"),
    .whole(
      "keepCheckpoints", \.keepCheckpoints, 1...1_000_000,
      "number of newest checkpoints kept, beside the best"),
    .whole(
      "keepEvery", \.keepEvery, 0...1_000_000_000, unit: "steps",
      "checkpoints of steps that this divides are kept for good; 0: none"),
  ]
}
