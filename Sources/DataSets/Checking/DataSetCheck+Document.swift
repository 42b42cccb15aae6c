import Files

extension DataSetCheck {
  /// Everything as one object for scripts.
  ///
  /// It is what `cmcgan-data check --json` prints, with `schema` 1.
  public var object: JSONValue {
    func counts<Key: Comparable>(_ found: [Key: Int]) -> JSONValue {
      .object(
        found.sorted { $0.key < $1.key }
          .map { .init("\($0.key)", .integer(Int64($0.value))) })
    }
    func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    let sizes = imageSizes.sorted { ($0.key.width, $0.key.height) < ($1.key.width, $1.key.height) }
    return [
      "event": "check", "schema": 1, "root": .string(root), "layout": .string(layout),
      "usable": .bool(isUsable), "training_pairs": number(training),
      "validation_pairs": number(validation), "silent_clips": number(silent),
      "classes": .array(
        classes.filter { !$0.name.isEmpty }.map {
          [
            "name": .string($0.name), "training_pairs": number($0.training),
            "validation_pairs": number($0.validation), "silent_clips": number($0.silent),
          ]
        }),
      "image_sizes": .array(
        sizes.map {
          [
            "width": number($0.key.width), "height": number($0.key.height),
            "count": number($0.value),
          ]
        }),
      "sample_rates": counts(sampleRates), "channels": counts(channelCounts),
      "shortest_seconds": seconds.map { .real($0.lowerBound) } ?? .null,
      "longest_seconds": seconds.map { .real($0.upperBound) } ?? .null,
      "unpaired_images": number(unpairedImages.count),
      "unpaired_sounds": number(unpairedSounds.count),
      "repeated_images": number(repeatedImages.count),
      "repeated_sounds": number(repeatedSounds.count),
      "divided_recordings": number(dividedRecordings.count), "error_count": number(errorCount),
      "errors": .array(
        errors.map {
          ["file": $0.subject.map(JSONValue.string) ?? .null, "problem": .string($0.problem)]
        }),
      "problems": .array(problems.map(JSONValue.string)),
      "warnings": .array(warnings.map(JSONValue.string)),
    ]
  }
}
