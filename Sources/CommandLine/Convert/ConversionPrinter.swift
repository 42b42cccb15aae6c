import Console
import Files
import Inference

/// Prints what happens during a conversion: for people on standard error, for scripts on standard output.
final class ConversionPrinter {
  private let options: ConversionOptions
  private let isJSON: Bool
  private let isQuiet: Bool
  private var progress = Progress(isQuiet: true)

  /// A printer of what is made of a request.
  init(_ request: ConversionRequest, isJSON: Bool, isQuiet: Bool) {
    (options, self.isJSON, self.isQuiet) = (request.options, isJSON, isQuiet)
  }

  func print(_ event: ConversionEvent) {
    switch event {
    case .warning(let text):
      if !isQuiet { Terminal.warning(text) }
    case .started:
      progress = Progress(isQuiet: isQuiet)
    case .progress(let source, let seconds):
      progress.show("\(source.name): \(seconds.fixed(0)) s of sound")
    case .written(let result):
      progress.finish()
      if !isQuiet { tell(result) }
    case .note(let source, let text):
      if !isQuiet { Terminal.note("note: \(source.name): \(text)") }
    case .explained(let explanation):
      if !isQuiet { tell(explanation) }
    case .finished(let report):
      progress.finish()
      if isJSON { Terminal.output(object(report)) }
    case .leftOut(let failure):
      Terminal.error(failure.description)
    }
  }

  private func tell(_ result: ConversionResult) {
    // That an input is unfamiliar stands in the line of its result.
    for note in result.notes where note != result.familiarity?.note {
      Terminal.note("note: \(result.source.name): \(note)")
    }
    var facts: [String] = []
    if let count = result.imageCount, options.every != nil || result.isFilm {
      facts.append("\(count) images")
    }
    if let duration = result.duration { facts.append("\(duration.fixed(2)) s") }
    let text = facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))"
    let output = result.output == "-" ? "standard output" : result.output
    Terminal.note("\(Self.input(result.source, result.familiarity)) -> \(output)\(text)")
  }

  /// An input with what the model took it for: `sound.wav (violin 0.97)`.
  static func input(_ source: ConversionSource, _ familiarity: Familiarity?) -> String {
    source.name + (familiarity?.summary.map { " (\($0))" } ?? "")
  }

  private func tell(_ explanation: Explanation) {
    for cell in explanation.cells.prefix(3) {
      let (hertz, seconds) = (cell.hertz, cell.seconds)
      Terminal.note(
        "\((100 * cell.share).fixed(1)) % of the image: "
          + "\(hertz.lowerBound.fixed(0)) to \(hertz.upperBound.fixed(0)) Hz, "
          + "\(seconds.lowerBound.fixed(2)) to \(seconds.upperBound.fixed(2)) s")
    }
  }

  /// A line of `--json`: the same keys in the same order whatever happened.
  private func object(_ report: ConversionReport) -> JSONValue {
    let common: JSONValue = [
      "schema": 1, "status": .string(report.isDone ? "done" : "failed"),
      "input": report.input.map { .string($0) } ?? .null,
      "seconds": .real((report.seconds * 1_000).rounded() / 1_000),
      "model": .string(report.model), "seed": .integer(Int64(options.seed)),
      "samples": .integer(Int64(options.samples)),
    ]
    return .object((common.members ?? []) + (members(report.result).members ?? []))
  }

  private func members(_ result: Result<ConversionResult, Failure>) -> JSONValue {
    switch result {
    case .success(let result):
      [
        "output": .string(result.output), "error": .null, "code": 0,
        "direction": .string(result.direction), "route": .string(result.route.rawValue),
        "images": result.imageCount.map { .integer(Int64($0)) } ?? .null,
        "duration": result.duration.map { .real($0) } ?? .null,
        "spectral_convergence": result.spectralConvergence.map { .real($0) } ?? .null,
        "inputClass": result.familiarity?.className.map { .string($0) } ?? .null,
        "confidence": result.familiarity?.confidence.map { .real($0.rounded(decimals: 4)) }
          ?? .null,
        "familiarity": result.familiarity.map { .real($0.value.rounded(decimals: 4)) } ?? .null,
        "notes": .array(result.notes.map { .string($0) }),
      ]
    case .failure(let failure):
      [
        "output": .null, "error": .string(failure.description),
        "code": .integer(Int64(failure.kind.rawValue)), "direction": .null, "route": .null,
        "images": .null, "duration": .null, "spectral_convergence": .null,
        "inputClass": .null, "confidence": .null, "familiarity": .null, "notes": [],
      ]
    }
  }
}

extension ConversionReport {
  fileprivate var isDone: Bool { if case .success = result { true } else { false } }
}
