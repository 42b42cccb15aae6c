import ArgumentParser
import Console
import DataSets
import Files

struct DataImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import films, or a data set of any known layout, into one compact form.",
    discussion: """
      Images are cropped to a square at their centre and scaled (PNG). Sounds become 0.5 s of one \
      channel (44.1 kHz, 16-bit WAV). A longer sound gives the half second from the first sample above \
      -60 dB of full scale, or its last half second. A shorter sound is followed by silence. \
      Clips below -60 dB are kept and marked as silent. The folder gets layout 1 below and a \
      manifest.jsonl; the source is only read.

        cmcgan-data import /media/Sub-URMP -o sub-urmp
        cmcgan-data import my-pairs -o pairs --size 64
        cmcgan-data import list/manifest.jsonl -o pairs --keep-going
        cmcgan-data import my-films -o pairs

      Films are cut into half seconds: the sound of each, and the image at its beginning. The source is \
      one film, or a folder of [SPLIT/][CLASS/]NAME.mp4 (.m4v, .mov, .mkv, .webm or .avi). No film is used \
      for both training and validation: without a SPLIT, one film in ten, chosen by its name, is kept for \
      validation, and at least one of each class that has several. ffmpeg has to be installed.

      Pairs with a file that cannot be read are left out and named. If more than one in a hundred is \
      bad, the import stops (exit code 65). An interrupted import resumes when the same command is given \
      again.

      \(DataCommand.layouts)
      """)

  @Argument(
    help: ArgumentHelp("The folder, manifest or film to import.", valueName: "source"),
    completion: .file())
  var source: String

  @OptionGroup var writing: DataSetOutputOptions

  @Option(help: ArgumentHelp("The width and height of an image in pixels.", valueName: "n"))
  var size = 128

  @OptionGroup var compute: ComputeOptions

  func validate() throws { try check("--size", size, 8...1_024) }

  func run() throws {
    try compute.apply()
    let printer = DataSetEventPrinter("imported", isJSON: writing.json)
    defer { printer.finish() }
    let work = DataSetImport(
      imageSize: size, replaces: writing.force, keepsGoing: writing.keepGoing)
    let summary = try work.run(source, to: writing.output) { printer.print($0) }
    printer.finish()
    if writing.json { return Terminal.output(object(summary)) }
    Terminal.note(text(summary))
    NextStep.tell("train", "--data", writing.output)
  }

  private func object(_ summary: DataSetImport.Summary) -> JSONValue {
    func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    return [
      "event": "end", "schema": 1, "source": .string(source), "output": .string(writing.output),
      "layout": .string(summary.layout), "classes": number(summary.classes),
      "training_pairs": number(summary.training), "validation_pairs": number(summary.validation),
      "silent_clips": number(summary.silent), "attenuated_clips": number(summary.attenuated),
      "kept_pairs": number(summary.kept), "skipped_pairs": number(summary.skipped),
    ]
  }

  private func text(_ summary: DataSetImport.Summary) -> String {
    var parts = [
      "\(writing.output): \(summary.training) pairs to train on",
      "\(summary.validation) to validate",
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
