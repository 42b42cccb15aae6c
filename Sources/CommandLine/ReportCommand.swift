import ArgumentParser
import Console
import Files
import Glibc
import Report
import Training

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write what runs did as one page of HTML.",
    discussion: """
      The page holds everything itself: curves, sheets of samples over time, sounds to listen to, the tables \
      of cmcgan-evaluate, settings, data and machine. Training writes one into its run folder with each \
      checkpoint. Of several runs the curves and tables are compared, and the samples are those of the \
      first.

        cmcgan-report runs/demo
        cmcgan-report runs/a runs/b -o compared.html
        cmcgan-report runs/long --live
        cmcgan-report runs/a runs/b --tensorboard logs

      --tensorboard writes what TensorBoard shows instead: FOLDER/RUN/events.out.tfevents.cmcgan with all \
      losses, sheets and sounds, for tensorboard --logdir FOLDER.
      """)

  @Argument(help: ArgumentHelp("Run folders.", valueName: "runs"), completion: .directory)
  var paths: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The page (default: report.html in the run folder, which is replaced).", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("Write files for TensorBoard below this folder.", valueName: "folder"),
    completion: .directory)
  var tensorboard: String?

  @Flag(
    help: "Write it again every ten seconds until the runs have ended; the page loads itself again."
  )
  var live = false

  @Flag(help: "Replace a page that exists.")
  var force = false

  @Flag(help: "Say nothing on standard error but errors and warnings.")
  var quiet = false

  func validate() throws {
    guard !paths.isEmpty else { throw ValidationError("A run folder is missing.") }
    guard tensorboard != "" else { throw ValidationError("--tensorboard needs a folder.") }
    if tensorboard != nil, live || output != nil {
      throw ValidationError("--tensorboard goes with neither --output nor --live.")
    }
    guard paths.count == 1 || output != nil || tensorboard != nil else {
      throw ValidationError("Several runs need --output.")
    }
  }

  mutating func run() throws {
    if let tensorboard {
      try TensorBoardLog(paths).write(to: tensorboard)
      if !quiet { Terminal.note(tensorboard) }
      return
    }
    let path = output ?? RunFolder(paths[0]).report
    var report = try Report(paths, isLive: live)
    if output != nil { try OutputFile.check(path, replacing: force) }
    try report.write(to: path, replacing: output == nil || force)
    if !quiet { Terminal.note(path) }
    while live, !report.hasEnded {
      sleep(10)
      report = try Report(paths, isLive: true)
      try report.write(to: path, replacing: true)
    }
  }
}
