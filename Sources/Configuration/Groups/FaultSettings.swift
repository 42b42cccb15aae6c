/// Which faults a run survives, and how often.
public struct FaultSettings: SettingsGroup {
  /// How often a run may go back to a checkpoint after numbers that are not finite.
  public var maximumRollbacks = 3
  /// The factor of both learning rates after each time the run went back.
  public var rollbackRate = 1.0
  /// The share of the training pairs that may be unreadable before the run stops.
  public var unreadableShare = 0.01

  /// Three rollbacks, and one unreadable pair in a hundred.
  public init() {}

  /// The keys of `faults`.
  public static let keys: [Key] = [
    .whole(
      "maximumRollbacks", \.maximumRollbacks, 0...1_000,
      "how often a run may go back to a checkpoint after numbers that are not finite"),
    .number(
      "rollbackRate", \.rollbackRate, 1e-6...1,
      "factor of both learning rates after each rollback"),
    .number(
      "unreadableShare", \.unreadableShare, 0...1,
      "share of the training pairs that may be unreadable before the run stops"),
  ]
}
