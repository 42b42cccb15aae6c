import ArgumentParser
import Configuration
import Console
import DataSets
import Files

struct DataPackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract:
      "Pack the data set of a configuration into a few files that training reads in place.",
    discussion: """
      Each different image is scaled to the model's size and each different sound becomes a spectrogram. \
      They are stored in large files (safetensors), each with a checksum. Training on the folder gives \
      the same result as training on the data set, starts at once, and takes no more memory for a \
      million pairs than for a thousand.

        cmcgan-data pack --config mine.json -o packed
        cmcgan-train --config mine.json --data packed
        cmcgan-data check packed

      Data, split, folds, image and sound are those of the configuration; a configuration with other \
      images or sounds needs another pack. Unpaired sounds are not packed. Pairs with a file that cannot \
      be read are left out and named. If more than one in a hundred is bad, the command stops (exit code \
      65). An interrupted command resumes when it is given again.
      """)

  @Option(
    help: ArgumentHelp("The configuration to pack the data set for.", valueName: "file"),
    completion: .file())
  var config: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Set one value, such as data.root=sub-urmp.", valueName: "path=value"))
  var assignments: [String] = []

  @OptionGroup var writing: DataSetOutputOptions

  @Option(help: ArgumentHelp("The number of images, or of sounds, in a file.", valueName: "n"))
  var shardSize = 4_096

  @OptionGroup var compute: ComputeOptions

  func validate() throws { try check("--shard-size", shardSize, 1...1_048_576) }

  func run() throws {
    try compute.apply()
    let configuration = try Configuration.read(config, assignments: assignments)
    let printer = DataSetEventPrinter("packed", of: "images and sounds", isJSON: writing.json)
    defer { printer.finish() }
    let work = DataSetPacking(
      shardSize: shardSize, replaces: writing.force, keepsGoing: writing.keepGoing)
    let summary = try work.run(configuration, to: writing.output) { printer.print($0) }
    printer.finish()
    if writing.json { Terminal.output(object(summary)) } else { Terminal.note(text(summary)) }
  }

  private func object(_ summary: DataSetPacking.Summary) -> JSONValue {
    func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    return [
      "event": "end", "schema": 1, "output": .string(writing.output),
      "classes": number(summary.classes),
      "training_pairs": number(summary.training), "validation_pairs": number(summary.validation),
      "images": number(summary.images), "sounds": number(summary.sounds),
      "shards": number(summary.shards), "kept_shards": number(summary.kept),
      "skipped_pairs": number(summary.skipped), "bytes": number(summary.bytes),
      "digest": .string(summary.digest),
    ]
  }

  private func text(_ summary: DataSetPacking.Summary) -> String {
    var parts = [
      "\(writing.output): \(summary.training) pairs to train on",
      "\(summary.validation) to validate",
      "\(summary.classes) classes", "\(summary.images) images and \(summary.sounds) sounds",
      "\(summary.shards) files (\((Double(summary.bytes) / 1e6).fixed(1)) MB)",
    ]
    if summary.kept > 0 { parts.append("\(summary.kept) of them were there from before") }
    if summary.skipped > 0 { parts.append("\(summary.skipped) pairs left out") }
    return parts.joined(separator: ", ")
  }
}
