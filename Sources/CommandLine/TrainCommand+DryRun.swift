import Configuration
import Console
import Files
import Ranks
import Training

extension TrainCommand {
  /// Tries a run out, and prints what it needs and how long it takes.
  func describe(
    _ configuration: Configuration, _ folder: RunFolder, _ start: Trainer.Start,
    _ ranks: any RankGroup
  ) throws {
    guard ranks.count == 1 else {
      throw Failure(
        .usage, nil, "--dry-run tries one process (\(ranks.count) ranks were started)",
        hint: "Each rank needs the memory and time of its part of training.batchSize.")
    }
    let found = try DryRun(
      configuration, ignoringMemory: forceMemory, compute: compute.value
    )
    .measure(in: folder, start: start)
    if json { return Terminal.output(found) }
    for line in lines(found, folder) { Terminal.output(line) }
  }

  private func lines(_ found: JSONValue, _ folder: RunFolder) -> [String] {
    func whole(_ key: String) -> Int { found[key]?.wholeNumber ?? 0 }
    func number(_ key: String) -> Double { found[key]?.number ?? 0 }
    func seconds(_ key: String) -> String { "\(number(key).fixed(2)) s" }
    func megabytes(_ key: String) -> String {
      found[key].map { _ in "\((Double(whole(key)) / 1e6).fixed(1)) MB" } ?? "unknown"
    }
    /// So many things of the same length.
    func times(_ count: String, _ key: String) -> String {
      "\(whole(count)), \(seconds(key)) each: \((Double(whole(count)) * number(key)).inTimeUnits)"
    }
    let left = (found["phases"]?.elements ?? []).filter { $0["steps"]?.wholeNumber ?? 0 > 0 }
    let phases = left.map { phase in
      "\(phase["name"]?.text ?? ""): \(phase["steps"]?.wholeNumber ?? 0) steps, "
        + "\((phase["seconds_per_step"]?.number ?? 0).fixed(2)) s each: "
        + (phase["seconds"]?.number ?? 0).inTimeUnits
    }
    let isResumed = number("seconds_left") != number("seconds_in_all")
    var lines = [
      "run folder: \(folder.path)",
      "data: \(whole("training_pairs")) pairs to train on, \(whole("validation_pairs")) to validate, "
        + "\(whole("classes")) classes; digest \(found["data_digest"]?.text ?? "")",
      "parameters: \(whole("parameters")) of the networks that are kept, "
        + "\(whole("discriminator_parameters")) of the discriminator",
      "memory: \(megabytes("peak_memory_bytes")) at most in these steps; "
        + "\(megabytes("estimated_memory_bytes")) estimated with all pairs loaded; "
        + "\(megabytes("free_memory_bytes")) free",
    ]
    lines += phases
    lines += [
      "samples: \(times("sample_sheets", "seconds_per_sheet"))",
      "validation: \(times("checkpoints", "seconds_per_validation"))",
      "checkpoints: \(times("checkpoints", "seconds_per_checkpoint")); "
        + "\(megabytes("checkpoint_bytes")) each, \(megabytes("free_disk_bytes")) free",
      "\(isResumed ? "time left" : "time in all"): \(number("seconds_left").inTimeUnits)",
      "a stop: at most a step and a checkpoint, \(seconds("stop_seconds")) as measured now",
    ]
    return lines
  }
}
