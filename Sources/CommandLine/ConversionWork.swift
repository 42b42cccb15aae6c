import Console
import Files
import Inference
import Media
import Training

/// What one call of convert does with each of its inputs, and what it says about that.
final class ConversionWork {
  /// An input that can be worked on, or the reason why not.
  enum Prepared {
    case ready(ConversionSource, ConversionDestination)
    case refused(Failure)
  }

  /// What was asked for.
  let command: ConvertCommand
  private let options: ConversionOptions
  private let modelPath: String

  /// The work that a command line asks for.
  init(_ command: ConvertCommand) throws {
    self.command = command
    options = command.options
    modelPath = try ModelLocation.path(asked: command.model)
  }

  /// The model, loaded once it is needed.
  private(set) lazy var converter = Result {
    Converter(
      try TrainedModel(
        checked: modelPath, temperature: command.temperature, compute: command.compute.value
      ) { warn($0) }, options)
  }

  /// Looks at an input and its output before any work is done.
  ///
  /// - Parameters:
  ///   - input: a path, or `-`.
  ///   - isOneOfMany: whether the output is a folder in any case.
  ///   - inputs: all inputs, none of which may be written to.
  ///   - others: what else is written to, which has to stay apart.
  ///   - replacing: whether an output that exists may be replaced without being asked for.
  /// - Returns: the input and its place, or why it is refused.
  func prepared(
    _ input: String, isOneOfMany: Bool, inputs: FileSet, others: Set<String>,
    replacing: Bool = false
  ) -> Prepared {
    do {
      let made = options.target ?? ConversionDestination.modality(named: command.output)
      let source = try ConversionSource(
        input, kind: input == "-" ? command.from : nil, filmModality: (made ?? .image).other)
      let destination = try ConversionDestination(
        command.output, for: source, making: options.target, isOneOfMany: isOneOfMany,
        inFrames: options.every != nil)
      try checkOptions(source, destination)
      try destination.check(
        replacing: command.force || replacing, inputs: inputs, others: others)
      if let path = command.explain, FileSet([destination.text]).contains(path) {
        throw Failure(.cannotCreate, path, "would hold both the image and its explanation")
      }
      return .ready(source, destination)
    } catch let failure as Failure {
      return .refused(failure)
    } catch {
      return .refused(Failure(.internalError, input, "\(error)"))
    }
  }

  /// Converts an input and tells of it; what fails is told to scripts here, to people by the caller.
  func convert(_ input: String, _ prepared: Prepared, replacing: Bool = false) throws {
    let clock = ContinuousClock()
    let start = clock.now
    var seconds: Double { (clock.now - start) / .seconds(1) }
    do {
      switch prepared {
      case .refused(let failure): throw failure
      case .ready(let source, let destination):
        let converter = try converter.get()
        let progress = WorkProgress()
        defer { progress.finish() }
        converter.progress =
          command.quiet
          ? nil : { progress.show("\(source.name): \(($0).fixed(0)) s of sound") }
        let job = ConversionJob(
          converter, replacing: command.force || replacing,
          standardOutput: { try Terminal.output($0) })
        let outcome = try job.run(source, to: destination)
        progress.finish()
        tell(outcome, destination)
        if let path = command.explain { try explain(source, converter, to: path) }
        report(outcome, input, destination, converter, seconds: seconds)
      }
    } catch let failure as Failure {
      report(failure, input, seconds: seconds)
      throw failure
    }
  }

  /// Writes which parts of a sound drew its image.
  private func explain(
    _ source: ConversionSource, _ converter: Converter, to path: String
  ) throws {
    let explanation = try converter.explanation(of: source) { note in
      if !command.quiet { Terminal.note("note: \(source.name): \(note)") }
    }
    try ImageFile.write(explanation.sheet, to: path, replacing: command.force)
    guard !command.quiet else { return }
    for cell in explanation.cells.prefix(3) {
      func hertz(_ value: Double) -> String { value.fixed(0) }
      func seconds(_ value: Double) -> String { value.fixed(2) }
      Terminal.note(
        "\((100 * cell.share).fixed(1)) % of the image: "
          + "\(hertz(cell.hertz.lowerBound)) to \(hertz(cell.hertz.upperBound)) Hz, "
          + "\(seconds(cell.seconds.lowerBound)) to \(seconds(cell.seconds.upperBound)) s")
    }
  }

  private func checkOptions(
    _ source: ConversionSource, _ destination: ConversionDestination
  ) throws {
    let target = options.target ?? source.modality.other
    if command.explain != nil, destination.isFilm || source.modality == .image || target == .sound {
      throw Failure(.usage, source.name, "--explain is for the image of a sound")
    }
    if destination.isFilm {
      guard options.samples == 1, options.duration == nil else {
        throw Failure(
          .usage, source.name, "--samples and --duration are not for films, which have one length")
      }
      return
    }
    func refusal(_ text: String) -> Failure {
      Failure(
        .usage, source.name, "\(text) (it is \(source.kind.named), \(target.rawValue) is made)")
    }
    if options.every != nil, source.modality == .image || target == .sound {
      throw refusal("--every makes images of a sound")
    }
    if options.duration != nil, source.modality == .sound || target == .image {
      throw refusal("--duration is for a sound made from an image")
    }
    if options.size != nil, target == .sound { throw refusal("--size is for images") }
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
      facts.append("\(frames) images")
    }
    if let duration = outcome.duration { facts.append("\(duration.fixed(2)) s") }
    if let convergence = outcome.spectralConvergence {
      facts.append("spectral convergence \(convergence.fixed(3))")
    }
    let text = facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))"
    let place = destination.text == "-" ? "standard output" : destination.text
    Terminal.note("\(source.name) -> \(place)\(text)")
  }

  private func report(
    _ outcome: ConversionJob.Outcome, _ input: String, _ destination: ConversionDestination,
    _ converter: Converter, seconds: Double
  ) {
    guard command.json else { return }
    let source = outcome.source
    // Of a film, one part is made of the other.
    let target = source.film == nil ? converter.target(of: source) : source.modality.other
    Terminal.output(
      object(
        status: "done", input, seconds,
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

  private func report(_ failure: Failure, _ input: String, seconds: Double) {
    guard command.json else { return }
    Terminal.output(
      object(
        status: "failed", input, seconds,
        [
          "output": .null, "error": .string(failure.description),
          "code": .integer(Int64(failure.kind.rawValue)), "direction": .null, "route": .null,
          "images": .null, "duration": .null, "spectral_convergence": .null, "notes": [],
        ]))
  }

  /// A line of `--json`: the same keys in the same order whatever happened.
  private func object(
    status: String, _ input: String, _ seconds: Double, _ rest: JSONValue
  ) -> JSONValue {
    let common: JSONValue = [
      "schema": 1, "status": .string(status), "input": .string(input),
      "seconds": .real((seconds * 1_000).rounded() / 1_000), "model": .string(modelPath),
      "seed": .integer(Int64(options.seed)), "samples": .integer(Int64(options.samples)),
    ]
    return .object((common.members ?? []) + (rest.members ?? []))
  }
}
