import Configuration
import Files
import Media
import Models
import Training

/// Converts files one by one, with one model that is loaded when it is first needed.
final class FileConversion {
  /// An input that can be converted, or the reason why not.
  enum Prepared {
    case ready(ConversionSource, ConversionDestination)
    case refused(Failure)
  }

  let request: ConversionRequest
  /// Told all that happens.
  let event: (ConversionEvent) -> Void
  private let modelPath: String
  private let standardOutput: ([UInt8]) throws -> Void

  /// Conversions of a request.
  ///
  /// - Parameters:
  ///   - request: what is asked for; its inputs are named again one by one.
  ///   - standardOutput: takes all bytes of a result whose output is `-`.
  ///   - event: told all that happens.
  /// - Throws: `Failure` of kind `missingInput` where no model is given and there is no default model.
  init(
    _ request: ConversionRequest, standardOutput: @escaping ([UInt8]) throws -> Void,
    event: @escaping (ConversionEvent) -> Void
  ) throws {
    self.request = request
    self.standardOutput = standardOutput
    self.event = event
    modelPath = try ModelLocation.path(asked: request.model)
  }

  /// The model with the options, loaded at the first access, or why it cannot be used.
  private(set) lazy var converter = Result {
    let model = try TrainedModel(
      checked: modelPath, temperature: request.temperature, compute: request.compute
    ) { event(.warning($0)) }
    if let name = request.options.className { try Converter.requireClass(name, of: model) }
    let converter = Converter(model, request.options)
    if request.options.example != nil { try converter.example() }
    return converter
  }

  /// Checks an input and its output before any work is done.
  ///
  /// - Parameters:
  ///   - input: a path, or `-`; nil where only a class is asked for.
  ///   - isOneOfMany: whether the output is a folder in any case.
  ///   - inputs: all inputs, none of which may be written to.
  ///   - others: the outputs of other inputs, which have to differ from this one's.
  ///   - replacing: whether an output that exists may be replaced even if the request does not say so.
  /// - Returns: the input and where its result goes, or why it is refused.
  func prepared(
    _ input: String?, isOneOfMany: Bool, inputs: FileSet, others: Set<ExactPath>,
    replacing: Bool = false
  ) -> Prepared {
    do {
      let options = request.options
      let made = options.target ?? ConversionDestination.modality(named: request.output)
      let source =
        try input.map {
          try ConversionSource(
            $0, kind: $0 == "-" ? request.standardInputKind : nil,
            filmModality: (made ?? .image).other)
        } ?? classSource(making: made)
      let destination = try ConversionDestination(
        request.output, for: source, making: options.target, isOneOfMany: isOneOfMany,
        inFrames: options.every != nil)
      try request.requireOptions(for: source, destination)
      try destination.check(
        replacing: request.isReplacing || replacing, inputs: inputs, others: others)
      if let path = options.example, FileSet([destination.text]).contains(path) {
        throw Failure(.cannotCreate, path, "is the example as well")
      }
      if let path = request.explanation, FileSet([destination.text]).contains(path) {
        throw Failure(.cannotCreate, path, "would hold both the image and its explanation")
      }
      return .ready(source, destination)
    } catch let failure as Failure {
      return .refused(failure)
    } catch {
      return .refused(Failure(.internalError, input, "\(error)"))
    }
  }

  /// What stands for an input where only a class is asked for.
  private func classSource(making asked: Modality?) throws -> ConversionSource {
    let (output, name) = (request.output, request.options.className ?? "")
    // The name of a film is refused further on.
    guard let target = asked ?? (ConversionDestination.namesFilm(output) ? .image : nil) else {
      throw Failure(
        .usage, output, "does not say whether class \(name.printable) becomes an image or a sound",
        hint: "End it in .png, .wav or .flac, or use --to.")
    }
    return ConversionSource(ofClass: name, to: target)
  }

  /// Converts an input, and tells of it whether that succeeds or fails.
  ///
  /// - Throws: the `Failure` that is told too.
  @discardableResult
  func convert(
    _ input: String?, _ prepared: Prepared, replacing: Bool = false
  ) throws -> ConversionResult {
    let clock = ContinuousClock()
    let start = clock.now
    do {
      switch prepared {
      case .refused(let failure): throw failure
      case .ready(let source, let destination):
        let result = try converted(source, to: destination, replacing: replacing)
        report(input, clock.now - start, .success(result))
        return result
      }
    } catch let failure as Failure {
      report(input, clock.now - start, .failure(failure))
      throw failure
    }
  }

  /// Tells how the conversion of an input ended.
  func report(
    _ input: String?, _ time: Duration, _ result: Result<ConversionResult, Failure>
  ) {
    event(
      .finished(
        ConversionReport(
          input: input, model: modelPath, seconds: time / .seconds(1), result: result)))
  }

  private func converted(
    _ source: ConversionSource, to destination: ConversionDestination, replacing: Bool
  ) throws -> ConversionResult {
    let converter = try converter.get()
    event(.started(source))
    converter.progress = { [event] in event(.progress(source, seconds: $0)) }
    let job = ConversionJob(
      converter, replacing: request.isReplacing || replacing, standardOutput: standardOutput)
    let result = try job.run(source, to: destination)
    event(.written(result))
    if let path = request.explanation {
      let explanation = try converter.explanation(of: source) { event(.note(source, $0)) }
      try ImageFile.write(explanation.sheet, to: path, replacing: request.isReplacing)
      event(.explained(explanation))
    }
    return result
  }
}
