import Configuration
import Console
import Files

/// What may look wrong.
///
/// The limits are chosen so that an ordinary model of real data is not blamed.
extension EvaluationVerdict {
  /// Evaluators that cannot judge: weak on real data, better on generated data, or of two minds.
  static func evaluators(_ tables: VerdictTables) -> [String] {
    var problems: [String] = []
    for modality in [Modality.image, .sound] {
      let things = "real \(modality.rawValue)"
      guard let real = tables.accuracy(things), real.value < 0.7 else { continue }
      problems.append(
        "The evaluator is right for only \(real.value.fixed(2)) of \(things)s, so it cannot judge "
          + "generated ones well.")
    }
    for direction in VerdictTables.directions {
      guard let found = tables.accuracy(direction.name) else { continue }
      let name = direction.results
      if let real = tables.accuracy("real \(direction.target.rawValue)"),
        found.interval.lowerBound > real.value
      {
        problems.append(
          "\(name) are classified better (\(found.value.fixed(2))) than real "
            + "\(direction.target.rawValue)s (\(real.value.fixed(2))): they are clearer than real ones, "
            + "or they fool the evaluator.")
      }
      if let other = tables.accuracy(direction.name, by: "closed form"),
        abs(other.value - found.value) > 0.25
      {
        problems.append(
          "\(name): the two evaluators differ (\(found.value.fixed(2)) and \(other.value.fixed(2))), so "
            + "one of them is fooled.")
      }
    }
    return problems
  }

  /// Classes that are never generated, and one class for all.
  static func accuracies(_ tables: VerdictTables) -> [String] {
    guard let guessing = tables.guessing else { return [] }
    return VerdictTables.directions.flatMap { direction -> [String] in
      guard let found = tables.accuracy(direction.name) else { return [] }
      let all = found.predictions.reduce(0, +)
      let most = found.predictions.indices.max { found.predictions[$0] < found.predictions[$1] }
      if let most, all > 0, tables.classes.indices.contains(most) {
        let share = found.predictions[most] / all
        // More than half of what lies above the share of the largest class.
        if share - guessing.largest > (1 - guessing.largest) / 2 {
          return [
            "\(direction.results): \(share.fixed(2)) are taken for one class, \(tables.classes[most]), "
              + "whatever the input is."
          ]
        }
      }
      let real = tables.accuracy("real \(direction.source.rawValue)")?.classes ?? []
      let never = found.classes.filter { own in
        own.value == 0 && real.contains { $0.name == own.name && $0.value >= 0.5 }
      }.map(\.name)
      guard !never.isEmpty else { return [] }
      let rest = never.count > 5 ? " and \(never.count - 5) more" : ""
      return [
        "\(direction.results): never right for \(never.prefix(5).joined(separator: ", "))\(rest)."
      ]
    }
  }

  /// Images that are blurred or noisy, that hardly differ, or that were learnt by heart.
  static func images(_ tables: VerdictTables) -> [String] {
    let name = "sound to image"
    var problems: [String] = []
    if let own = tables.row("nearest", name)?["sharpness"]?.number,
      let real = tables.row("nearest", "real image")?["sharpness"]?.number, real > 0
    {
      let facts = "(sharpness \(own.fixed(1)), real images \(real.fixed(1)))"
      if own < 0.6 * real { problems.append("Images are blurred \(facts).") }
      if own > 1.6 * real { problems.append("Images are rough, like noise \(facts).") }
    }
    problems += diversity(tables, name, "pixels", .image)
    if let row = tables.row("memorization", name), let share = row["share_nearer"]?.number,
      let real = tables.row("memorization", "real image")?["share_nearer"]?.number,
      share > 0.05, share > 2 * real
    {
      problems.append(
        "Images are learnt by heart: \(share.fixed(2)) are nearer to a training image than real "
          + "images are.")
    }
    return problems
  }

  /// Sounds that are noise, or that hardly differ.
  static func sounds(_ tables: VerdictTables) -> [String] {
    let name = "image to sound"
    var problems: [String] = []
    if let own = tables.row("waveforms", name)?["pitch_strength"]?.number,
      let real = tables.row("waveforms", "real sound's spectrogram")?["pitch_strength"]?.number,
      own < 0.5 * real
    {
      problems.append(
        "Sounds are like noise (pitch strength \(own.fixed(2)), real sounds \(real.fixed(2))).")
    }
    return problems + diversity(tables, name, "features", .sound)
  }

  /// Results that hardly differ within a class, or over the latent vector.
  private static func diversity(
    _ tables: VerdictTables, _ name: String, _ space: String, _ modality: Modality
  ) -> [String] {
    guard let row = tables.row("diversity", name, ["space": space]) else { return [] }
    let things = "\(modality.rawValue)s"
    var problems: [String] = []
    if let share = row["share_of_real"]?.number, share < 0.2 {
      problems.append(
        "One \(modality.rawValue) for all of a class: generated \(things) differ "
          + "\(share.fixed(2)) times as much as real ones.")
    }
    if let share = row["over_z_share"]?.number, share < 0.05, tables.temperature(modality) > 0 {
      problems.append(
        "Other random numbers (--seed) hardly change the \(things) (\(share.fixed(2)) of the "
          + "differences of real ones).")
    }
    return problems
  }
}
