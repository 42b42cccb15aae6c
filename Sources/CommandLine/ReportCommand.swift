import ArgumentParser
import Console
import Files
import Glibc
import Report
import Training

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Show runs as one HTML page.",
    discussion: """
      The page needs no other file. It has curves, sheets of samples over time, sounds to listen to, the \
      tables of cmcgan-evaluate, settings, data and machine. Training writes one into its run folder with \
      each checkpoint. With several runs, the page compares curves and tables, and shows the samples of the \
      first run.

        cmcgan-report runs/demo
        cmcgan-report runs/a runs/b -o compared.html
        cmcgan-report runs/long --live
        cmcgan-report runs/a runs/b --tensorboard logs

      --tensorboard writes FOLDER/RUN/events.out.tfevents.SECONDS.cmcgan instead, with all losses, sheets and sounds. \
      tensorboard --logdir FOLDER shows them.
      """)

  @Argument(help: ArgumentHelp("Run folders.", valueName: "runs"), completion: .directory)
  var paths: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Path of the page (default: report.html in the run folder, replaced).", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("Write logs for TensorBoard below this folder.", valueName: "folder"),
    completion: .directory)
  var tensorboard: String?

  @Flag(
    help: "Write the page every ten seconds until the runs have ended; the page reloads itself."
  )
  var live = false

  @Flag(help: "Replace an existing page.")
  var force = false

  @Flag(help: "Print only errors and warnings on standard error.")
  var quiet = false

  func validate() throws {
    guard !paths.isEmpty else { throw ValidationError("A run folder is missing.") }
    guard tensorboard != "" else { throw ValidationError("--tensorboard needs a folder.") }
    if tensorboard != nil, live || output != nil {
      throw ValidationError("--tensorboard cannot be combined with --output or --live.")
    }
    guard paths.count == 1 || output != nil || tensorboard != nil else {
      throw ValidationError("Several runs need --output.")
    }
  }

  mutating func run() throws {
    if let tensorboard {
      let log = try TensorBoardLog(paths)
      log.warnings.forEach(Terminal.warning)
      try log.write(to: tensorboard)
      if !quiet { Terminal.note(tensorboard) }
      return
    }
    let path = output ?? RunFolder(paths[0]).report
    var report = try Report(paths, isLive: live)
    if output != nil {
      let inputs = FileSet(paths.flatMap { RunFolder($0).files })
      try OutputFile.check(path, replacing: force, inputs: inputs)
    }
    report.warnings.forEach(Terminal.warning)
    try report.write(to: path, replacing: output == nil || force)
    if !quiet { Terminal.note(path) }
    while live, !report.hasEnded {
      sleep(10)
      report = try Report(paths, isLive: true)
      try report.write(to: path, replacing: true)
    }
  }
}
