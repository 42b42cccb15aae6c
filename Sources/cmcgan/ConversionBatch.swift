import CMCGAN
import Files
import Training

/// The inputs of one call of convert: each is tried, and what failed is told at the end.
struct ConversionBatch {
  private let command: ConvertCommand
  private let options: ConversionOptions
  private var isMany: Bool { command.inputs.count > 1 }

  /// An input that can be worked on, or the reason why not.
  private enum Prepared {
    case ready(ConversionSource, ConversionDestination)
    case refused(Failure)
  }

  init(_ command: ConvertCommand) {
    self.command = command
    options = command.options
  }

  func run() throws {
    let modelPath = try ModelLocation.path(asked: command.model)
    let prepared = prepare()
    // One input that is refused ends the command before a model is loaded for it.
    if !isMany, case .refused(let failure)? = prepared.first {
      report(failure, command.inputs[0], modelPath, seconds: 0)
      throw failure
    }
    let model = try TrainedModel(checked: modelPath) { warn($0) }
    let converter = Converter(model, options)
    let job = ConversionJob(
      converter, replacing: command.force, standardOutput: { try Terminal.output($0) })
    var failed: [String] = []
    for (input, prepared) in zip(command.inputs, prepared) {
      let clock = ContinuousClock()
      let start = clock.now
      var seconds: Double { (clock.now - start) / .seconds(1) }
      do {
        switch prepared {
        case .refused(let failure): throw failure
        case .ready(let source, let destination):
          let progress = WorkProgress()
          defer { progress.finish() }
          converter.progress =
            command.quiet
            ? nil : { progress.show("\(source.name): \(Progress.fixed($0, 0)) s of sound") }
          let outcome = try job.run(source, to: destination)
          progress.finish()
          tell(outcome, destination)
          report(outcome, input, destination, converter, modelPath, seconds: seconds)
        }
      } catch let failure as Failure {
        report(failure, input, modelPath, seconds: seconds)
        guard isMany else { throw failure }
        Terminal.error(failure.description)
        failed.append(input)
      }
    }
    guard failed.isEmpty else {
      let names = failed.prefix(10).joined(separator: ", ") + (failed.count > 10 ? ", ..." : "")
      throw Failure(
        .partial, nil, "\(failed.count) of \(command.inputs.count) inputs failed (\(names))")
    }
  }

  /// Looks at all inputs and outputs before any work is done.
  private func prepare() -> [Prepared] {
    var destinations: [ConversionDestination] = []
    return command.inputs.map { input in
      do {
        let made = options.target ?? ConversionDestination.modality(named: command.output)
        let source = try ConversionSource(
          input, kind: input == "-" ? command.from : nil, filmModality: (made ?? .image).other)
        let destination = try ConversionDestination(
          command.output, for: source, making: options.target, isOneOfMany: isMany,
          inFrames: options.every != nil)
        try checkOptions(source, destination)
        try destination.check(
          replacing: command.force, inputs: command.inputs, others: destinations)
        destinations.append(destination)
        return .ready(source, destination)
      } catch let failure as Failure {
        return .refused(failure)
      } catch {
        return .refused(Failure(.internalError, input, "\(error)"))
      }
    }
  }

  private func checkOptions(
    _ source: ConversionSource, _ destination: ConversionDestination
  ) throws {
    if destination.isFilm {
      guard options.samples == 1, options.duration == nil else {
        throw Failure(
          .usage, source.name, "--samples and --duration are not for films, which have one length")
      }
      return
    }
    let target = options.target ?? source.modality.other
    if options.every != nil, source.modality == .image || target == .sound {
      throw Failure(
        .usage, source.name,
        "--every makes pictures of a sound (it is \(source.kind.named), \(target.rawValue) is made)"
      )
    }
    if options.duration != nil, source.modality == .sound || target == .image {
      throw Failure(
        .usage, source.name,
        "--duration is for a sound made from a picture (it is \(source.kind.named), "
          + "\(target.rawValue) is made)")
    }
  }

  private func warn(_ text: String) {
    if !command.quiet { Terminal.warning(text) }
  }

  /// What a person is told about a success.
  private func tell(_ outcome: ConversionJob.Outcome, _ destination: ConversionDestination) {
    guard !command.quiet else { return }
    let source = outcome.source
    for note in outcome.notes { Terminal.note("note: \(source.name): \(note)") }
    var facts: [String] = []
    if let frames = outcome.frames, options.every != nil || destination.isFilm {
      facts.append("\(frames) pictures")
    }
    if let duration = outcome.duration { facts.append("\(Progress.fixed(duration, 2)) s") }
    if let convergence = outcome.spectralConvergence {
      facts.append("spectral convergence \(Progress.fixed(convergence, 3))")
    }
    let text = facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))"
    let place = destination.text == "-" ? "standard output" : destination.text
    Terminal.note("\(source.name) -> \(place)\(text)")
  }

  private func report(
    _ outcome: ConversionJob.Outcome, _ input: String, _ destination: ConversionDestination,
    _ converter: Converter, _ modelPath: String, seconds: Double
  ) {
    guard command.json else { return }
    let source = outcome.source
    // Of a film, one part is made of the other.
    let target = source.film == nil ? converter.target(of: source) : source.modality.other
    Terminal.output(
      object(
        status: "done", input, modelPath, seconds,
        [
          "output": .string(destination.text), "error": .null, "code": 0,
          "direction": .string(ConversionRecord.direction(source.modality, target)),
          "route": .string(converter.route(of: source).rawValue),
          "images": outcome.frames.map { .integer(Int64($0)) } ?? .null,
          "duration": outcome.duration.map { .real($0) } ?? .null,
          "spectral_convergence": outcome.spectralConvergence.map { .real($0) } ?? .null,
          "notes": .array(outcome.notes.map { .string($0) }),
        ]))
  }

  private func report(
    _ failure: Failure, _ input: String, _ modelPath: String, seconds: Double
  ) {
    guard command.json else { return }
    Terminal.output(
      object(
        status: "failed", input, modelPath, seconds,
        [
          "output": .null, "error": .string(failure.description),
          "code": .integer(Int64(failure.kind.rawValue)), "direction": .null, "route": .null,
          "images": .null, "duration": .null, "spectral_convergence": .null, "notes": [],
        ]))
  }

  /// A line of `--json`: the same keys in the same order whatever happened.
  private func object(
    status: String, _ input: String, _ modelPath: String, _ seconds: Double, _ rest: JSONValue
  ) -> JSONValue {
    let common: JSONValue = [
      "schema": 1, "status": .string(status), "input": .string(input),
      "seconds": .real((seconds * 1_000).rounded() / 1_000), "model": .string(modelPath),
      "seed": .integer(Int64(options.seed)), "samples": .integer(Int64(options.samples)),
    ]
    return .object((common.members ?? []) + (rest.members ?? []))
  }
}
