import ArgumentParser

/// Where a data set is written, and how its progress and bad pairs are treated.
struct DataSetOutputOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder to write the data set to.", valueName: "folder"),
    completion: .directory)
  var output: String

  @Flag(help: "Do not stop, however many pairs are bad.")
  var keepGoing = false

  @Flag(help: "Write into a folder that is not empty, from the beginning.")
  var force = false

  @Flag(help: "Print JSON objects on standard output, one per line: skipped, end.")
  var json = false
}
