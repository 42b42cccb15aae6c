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
    if writing.json {
      return Terminal.output(
        summary.object(of: [.init("source", .string(source))], output: writing.output))
    }
    Terminal.note(summary.text(of: writing.output))
    NextStep.tell("train", "--data", writing.output)
  }
}
