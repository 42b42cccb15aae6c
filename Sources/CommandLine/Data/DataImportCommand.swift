import ArgumentParser
import Console
import DataSets
import Files

struct DataImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Bring films, or a data set of any known layout, into one compact form.",
    discussion: """
      Images are cut to a square at their centre and scaled (PNG). Sounds become 0.5 s of one \
      channel (44.1 kHz, 16-bit WAV): of a longer one the half second from the first sample above \
      -60 dB of full scale, or the last half second if it begins later than that; a shorter one is \
      followed by silence. Clips that stay under -60 dB are kept and marked as silent. The folder \
      gets layout 1 below and a manifest.jsonl; the source is only read.

        cmcgan-data import /media/Sub-URMP -o sub-urmp
        cmcgan-data import my-pairs -o pairs --size 64
        cmcgan-data import list/manifest.jsonl -o pairs --keep-going
        cmcgan-data import my-films -o pairs

      Films are cut into half seconds: the sound of each, and the image that is seen at its beginning. \
      They lie as [SPLIT/][CLASS/]NAME.mp4 (.m4v, .mov, .mkv, .webm or .avi) below a folder, or one is given \
      by itself. No film is both trained and validated on: without a SPLIT one in ten, chosen by its name, is \
      kept for validation, of each class that has several at least one. ffmpeg has to be installed.

      Pairs with a file that cannot be read are left out and named; if more than one in a hundred is \
      bad, the import stops (exit code 65). What was interrupted goes on where it stopped when the \
      same command is given once more.

      \(DataCommand.layouts)
      """)

  @Argument(
    help: ArgumentHelp("The folder, manifest or film to bring in.", valueName: "source"),
    completion: .file())
  var source: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where the data set is written.", valueName: "folder"),
    completion: .directory)
  var output: String

  @Option(help: ArgumentHelp("The sides of an image in pixels.", valueName: "n"))
  var size = 128

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Go on however many pairs are bad.")
  var keepGoing = false

  @Flag(help: "Write into a folder that holds something already, from the beginning.")
  var force = false

  @Flag(help: "One JSON object a line on standard output: skipped, end.")
  var json = false

  func validate() throws { try check("--size", size, 8...1_024) }

  func run() throws {
    try compute.apply()
    let printer = DataSetEventPrinter("brought in", isJSON: json)
    defer { printer.finish() }
    let work = DataSetImport(imageSize: size, replaces: force, keepsGoing: keepGoing)
    let summary = try work.run(source, to: output) { printer.print($0) }
    printer.finish()
    if json { Terminal.output(object(summary)) } else { Terminal.note(text(summary)) }
  }

  private func object(_ summary: DataSetImport.Summary) -> JSONValue {
    func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    return [
      "event": "end", "schema": 1, "source": .string(source), "output": .string(output),
      "layout": .string(summary.layout), "classes": number(summary.classes),
      "training_pairs": number(summary.training), "validation_pairs": number(summary.validation),
      "silent_clips": number(summary.silent), "attenuated_clips": number(summary.attenuated),
      "kept_pairs": number(summary.kept), "skipped_pairs": number(summary.skipped),
    ]
  }

  private func text(_ summary: DataSetImport.Summary) -> String {
    var parts = [
      "\(output): \(summary.training) pairs to train on", "\(summary.validation) to validate",
      "\(summary.classes) classes",
    ]
    if summary.silent > 0 { parts.append("\(summary.silent) silent clips") }
    if summary.attenuated > 0 {
      parts.append("\(summary.attenuated) clips above full scale were made quieter")
    }
    if summary.kept > 0 { parts.append("\(summary.kept) were there from before") }
    if summary.skipped > 0 { parts.append("\(summary.skipped) left out") }
    return parts.joined(separator: ", ")
  }
}
