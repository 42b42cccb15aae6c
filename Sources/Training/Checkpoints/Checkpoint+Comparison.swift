import Configuration
import Files

extension Checkpoint {
  /// Throws where the networks of a configuration are others than those of the checkpoint.
  ///
  /// The message lists what differs, field by field.
  private func requireModel(of configuration: Configuration, classes: [String]) throws {
    var changes = changes(in: ["model", "image", "sound", "networks"], of: configuration)
    if self.classes != classes {
      changes.append(
        "classes \(self.classes.joined(separator: ", ")); the data has \(classes.joined(separator: ", "))"
      )
    }
    // Whether an average is kept decides what is in the file.
    let keepsAverage = self.configuration.training.averageDecay > 0
    if keepsAverage != (configuration.training.averageDecay > 0) {
      changes += self.changes(in: ["training.averageDecay"], of: configuration)
    }
    guard changes.isEmpty else {
      throw Failure(
        .badInput, path, "was trained with \(changes.joined(separator: "; "))",
        hint: "Use --init-from to start a new run from its weights.")
    }
  }

  /// Throws where a run cannot go on from the checkpoint: with other networks, with other data that nobody
  /// accepted, with other settings of training and no step left that could use them.
  func requireContinuation(
    _ configuration: Configuration, classes: [String], dataDigest: String, acceptsDataChange: Bool
  ) throws {
    try requireModel(of: configuration, classes: classes)
    try requireUse(of: configuration)
    guard self.dataDigest == dataDigest || acceptsDataChange else {
      throw Failure(
        .badInput, configuration.data.root.isEmpty ? path : configuration.data.root,
        "the data changed since the run began (digest \(dataDigest); \(self.dataDigest) in \(path))",
        hint: "Use --accept-data-change to continue with the changed data.")
    }
  }

  private func requireUse(of configuration: Configuration) throws {
    guard step >= configuration.training.steps, let change = changes(of: configuration).first
    else { return }
    throw Failure(
      .badInput, path, "is the last step of its run and was trained with \(change)",
      hint: "Use --steps to train further, or --init-from to start a new run.")
  }

  /// What makes a resumed run another than one that was never stopped, in words.
  package func departures(of configuration: Configuration, ranks: Int) -> [String] {
    let found = changes(of: configuration).map {
      "the checkpoint was trained with \($0): results will differ from those of a run that was never stopped"
    }
    guard ranks != self.ranks else { return found }
    return found + [
      "the checkpoint was trained by \(self.ranks) rank\(self.ranks == 1 ? "" : "s"), now there "
        + "\(ranks == 1 ? "is" : "are") \(ranks): results will differ by rounding"
    ]
  }

  /// What the weights meant that a run with a configuration takes to mean something else, in words.
  func otherMeanings(of configuration: Configuration) -> [String] {
    changes(
      in: ["sound", "networks.normalization", "networks.normalizedFeatures"], of: configuration
    ).map { "\(path) was trained with \($0): its weights fit, but mean something else" }
  }

  /// The settings of training that are others now.
  private func changes(of configuration: Configuration) -> [String] {
    changes(
      in: ["seed", "losses", "augmentation", "training", "data"], of: configuration,
      but: ["training.steps", "data.root", "data.unpairedSounds", "data.unpairedImages"])
  }

  private func changes(
    in keys: [String], of configuration: Configuration, but free: [String] = []
  ) -> [String] {
    guard let old = try? JSONValue(encoding: self.configuration),
      let new = try? JSONValue(encoding: configuration)
    else { return [] }
    func isBelow(_ path: String, _ key: String) -> Bool { path == key || path.hasPrefix("\(key).") }
    let compared = ConfigurationKey.all.filter { key in
      keys.contains { isBelow(key.path, $0) } && !free.contains { isBelow(key.path, $0) }
    }
    return ConfigurationKey.changes(of: compared, from: old, to: new)
  }
}
