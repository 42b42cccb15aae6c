import ArgumentParser
import Console
import Files
import Glibc
import Inference
import Ranks

extension ConvertCommand {
  func run() throws {
    let ranks = try SharedWork.join()
    try compute.apply(on: ranks)
    guard ranks.count == 1 || watch == nil && morph == nil && explain == nil else {
      throw Failure(
        .usage, nil,
        "--watch, --morph and --explain are for one process (\(ranks.count) ranks were started)")
    }
    if output == "-", Terminal.outputIsTerminal {
      throw Failure(
        .usage, "standard output", "is a terminal, binary data is not written to it",
        hint: "Redirect it, or name a file.")
    }
    if let watch { return try run(watching: watch) }
    if let morph { return try run(morphSteps: morph) }
    if let explain, !explain.lowercased().hasSuffix(".png") {
      throw Failure(.usage, explain, "the name does not fit (an explanation is written as .png)")
    }
    let printer = ConversionPrinter(request, isJSON: json, isQuiet: quiet)
    try BatchConversion(
      request, ranks: ranks, event: printer.print, standardOutput: { try Terminal.output($0) }
    ).run()
  }

  private func run(watching folder: String) throws {
    let printer = ConversionPrinter(request, isJSON: json, isQuiet: quiet)
    var folderWatch = try FolderWatch(folder, request, event: printer.print)
    // A parent may have left blocked the signals that end this.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    if !quiet { Terminal.note("watching \(folder)") }
    try folderWatch.run()
  }

  private func run(morphSteps steps: Int) throws {
    let morph = try Morph(request, steps: steps)
    let familiarities = try morph.run(standardOutput: { try Terminal.output($0) }) { text in
      if !quiet { Terminal.warning(text) }
    } note: { text in
      if !quiet { Terminal.note("note: \(text)") }
    }
    if json {
      Terminal.output([
        "schema": 1, "status": "done",
        "inputs": .array(morph.sources.map { .string($0.name) }),
        "output": .string(output), "images": .integer(Int64(steps)),
      ])
    }
    if !quiet, output != "-" {
      let inputs = zip(morph.sources, familiarities).map { ConversionPrinter.input($0, $1) }
      Terminal.note("\(inputs.joined(separator: " -> ")) -> \(output) (\(steps) images)")
    }
  }

  private var request: ConversionRequest {
    var request = ConversionRequest(inputs, to: output)
    request.model = model
    request.compute = compute.value
    request.temperature = temperature
    request.standardInputKind = from
    request.explanation = explain
    request.isReplacing = force
    request.options.target = to
    request.options.route = route
    request.options.className = className
    request.options.example = like
    request.options.seed = seed
    request.options.samples = samples
    request.options.duration = duration
    request.options.every = every
    request.options.griffinLimIterations = griffinLimIterations
    request.options.size = size
    request.options.normalization = normalize
    request.options.isStrict = strict
    return request
  }
}
