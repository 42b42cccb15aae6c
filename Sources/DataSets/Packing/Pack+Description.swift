import Files

extension Pack {
  /// Adds the description of the data set to an object, for `cmcgan-info`.
  package func describe(_ object: inout JSONValue) throws {
    let plan = description.plan
    func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    object["kind"] = .string(PackDescription.format)
    object["format_version"] = number(plan.formatVersion)
    object["training_pairs"] = number(training.count)
    object["validation_pairs"] = number(validation.count)
    object["left_out_pairs"] = number(description.leftOut)
    object["images"] = number(plan.images)
    object["sounds"] = number(plan.sounds)
    object["shards"] = number(shards.count)
    object["shard_size"] = number(plan.shardSize)
    object["bytes"] = number(description.shards.reduce(description.index.bytes) { $0 + $1.bytes })
    object["digest"] = .string(digest)
    object["classes"] = .object(
      classes.enumerated().map { index, name in
        .init(
          name,
          [
            "training_pairs": number(training.range(ofClass: index).count),
            "validation_pairs": number(validation.range(ofClass: index).count),
          ])
      })
    object["image"] = try JSONValue(encoding: plan.image)
    object["sound"] = try JSONValue(encoding: plan.sound)
    object["sound"]?["frames"] = number(plan.sound.frames)
  }
}
