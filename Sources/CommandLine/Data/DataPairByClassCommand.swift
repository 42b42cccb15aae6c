import ArgumentParser
import Console
import DataSets
import Files

struct DataPairByClassCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pair-by-class",
    abstract: "Make a data set of images and sounds that share a class, and nothing else.",
    discussion: """
      For photographs and recordings that do not belong together. Each folder has a folder for each class, \
      with the same names: photos/violin/first.jpg, recordings/violin/solo.flac. Every file gets a partner of \
      its class. Where a class has fewer images than sounds, its images are used several times, and the other \
      way round.

        cmcgan-data pair-by-class photos recordings -o my-pairs
        cmcgan-train --fine-tune my-pairs --output runs/mine

      No file is used for both training and validation. Folders train and validation above the class folders \
      divide the files; without them, a part of each class is drawn at random. Put several files of one \
      recording session or one object on the same side: the program cannot detect them. The same seed gives \
      the same pairs.

      The folder gets the layout of cmcgan-data import: images are cropped to a square at their centre and \
      scaled; of each sound, the half second from the first sample above -60 dB of full scale is taken. The \
      sources are only read. An interrupted command resumes when it is given again.
      """)

  @Argument(
    help: ArgumentHelp("The folder of the images, [SPLIT/]CLASS/STEM.jpg.", valueName: "images"),
    completion: .directory)
  var images: String

  @Argument(
    help: ArgumentHelp("The folder of the sounds, [SPLIT/]CLASS/STEM.wav.", valueName: "sounds"),
    completion: .directory)
  var sounds: String

  @OptionGroup var writing: DataSetOutputOptions

  @Option(help: ArgumentHelp("The seed of all random choices.", valueName: "n"))
  var seed = 1

  @Option(
    help: ArgumentHelp(
      "The part of the files of each class that is for validation, 0 to 0.5; at least one file.",
      valueName: "part"))
  var validationShare = 0.1

  @Option(help: ArgumentHelp("The width and height of an image in pixels.", valueName: "n"))
  var size = 192

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    try check("--seed", seed, 0...Int.max)
    try check("--validation-share", validationShare, 0...0.5)
    try check("--size", size, 8...1_024)
  }

  func run() throws {
    try compute.apply()
    let printer = DataSetEventPrinter("paired", isJSON: writing.json)
    defer { printer.finish() }
    let work = DataSetImport(
      imageSize: size, replaces: writing.force, keepsGoing: writing.keepGoing)
    let pairing = ClassPairing(
      images: images, sounds: sounds, seed: seed, validationShare: validationShare)
    let summary = try work.run(pairing, to: writing.output) { printer.print($0) }
    printer.finish()
    if writing.json {
      let sources: [JSONValue.Member] = [
        .init("images", .string(images)), .init("sounds", .string(sounds)),
      ]
      return Terminal.output(summary.object(of: sources, output: writing.output))
    }
    Terminal.note(summary.text(of: writing.output))
    NextStep.tell("train", "--fine-tune", writing.output, "--output", "runs/mine")
  }
}
