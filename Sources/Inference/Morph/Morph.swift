import Files
import Films
import Media
import Training

/// Images on the way between inputs, as a strip or a film.
///
/// The features of neighbouring inputs are mixed in equal steps. Of one input, the latent vector changes
/// instead.
public struct Morph {
  /// Images a second of a film.
  private static let rate = Film.Rate(images: 25, seconds: 1)

  /// The inputs, in order.
  ///
  /// Their names are those of the request, or `standard input`.
  public let sources: [ConversionSource]
  private let request: ConversionRequest
  private let steps: Int
  private let isFilm: Bool

  /// Checks the inputs and the output of a request.
  ///
  /// - Parameters:
  ///   - request: the inputs (sounds, images and films, no folders) and the output: a strip (`.png`,
  ///     or `-`) or a film. Its options `every`, `duration`, `samples`, `className` and `example` have no
  ///     effect.
  ///   - steps: how many images are made, at least two.
  /// - Throws: `Failure` of kind `usage` where the name of the output does not fit, `cannotCreate` where
  ///   it cannot be written, and what opening the inputs throws.
  public init(_ request: ConversionRequest, steps: Int) throws {
    let output = request.output
    isFilm = ConversionDestination.namesFilm(output)
    guard isFilm || output.lowercased().hasSuffix(".png") || output == "-" else {
      throw Failure(.usage, output, "--morph makes a strip (.png) or a film (.mp4 and others)")
    }
    (self.request, self.steps) = (request, steps)
    sources = try request.inputs.map {
      try ConversionSource(
        $0, kind: $0 == "-" ? request.standardInputKind : nil, filmModality: .sound)
    }
    if output != "-" {
      try OutputFile.check(
        output, replacing: request.isReplacing, inputs: FileSet(request.inputs))
    }
  }

  /// Writes the strip or the film; if that fails, nothing of it is left.
  ///
  /// - Parameters:
  ///   - standardOutput: takes all bytes of a strip whose output is `-`.
  ///   - warn: called with what is odd about the model.
  ///   - note: called with what is odd about the inputs.
  /// - Returns: how familiar each input is; nil where the model remembers nothing.
  /// - Throws: `Failure` of kind `usage` where a strip is too large or the model cannot translate the
  ///   inputs, and what loading the model, reading and writing throw.
  @discardableResult
  public func run(
    standardOutput: ([UInt8]) throws -> Void = { _ in }, warn: (String) -> Void = { _ in },
    note: (String) -> Void = { _ in }
  ) throws -> [Familiarity?] {
    let model = try TrainedModel(
      checked: ModelLocation.path(asked: request.model), temperature: request.temperature,
      compute: request.compute, warn: warn)
    var options = request.options
    options.target = .image
    (options.className, options.example) = (nil, nil)
    if isFilm { options.size = options.size ?? ConversionOptions.usualFilmWidth }
    let converter = Converter(model, options)
    if !isFilm { try requireRoom(for: converter) }
    let familiarities = try sources.map { try converter.familiarity(of: $0) }
    let record = ConversionRecord(
      converter, identity: model.identity, source: sources[0], morphSteps: steps)
    if isFilm {
      try writeFilm(converter, record, note: note)
    } else {
      try writeStrip(converter, record, note: note, standardOutput: standardOutput)
    }
    return familiarities
  }

  private func requireRoom(for converter: Converter) throws {
    let (width, height) = converter.imageSize
    let pixels = steps * width * height
    guard pixels > ImageFile.usualMaximumPixels else { return }
    throw Failure(
      .usage, request.output,
      "a strip of \(pixels) pixels is too large (limit \(ImageFile.usualMaximumPixels))",
      hint: "Make a film.")
  }

  private func writeFilm(
    _ converter: Converter, _ record: ConversionRecord, note: (String) -> Void
  ) throws {
    let (path, (width, height)) = (request.output, converter.imageSize)
    try OutputFile.write(to: path, replacing: request.isReplacing) { temporary in
      let writer = try FilmWriter(
        temporary, named: path, width: width, height: height, rate: Self.rate, sound: nil,
        comment: record.comment)
      try converter.morph(sources, steps: steps, note: note) { try writer.append($0) }
      try writer.finish()
    }
  }

  private func writeStrip(
    _ converter: Converter, _ record: ConversionRecord, note: (String) -> Void,
    standardOutput: ([UInt8]) throws -> Void
  ) throws {
    var images: [Image] = []
    try converter.morph(sources, steps: steps, note: note) { images.append($0) }
    let bytes = try ImageFile.encodedPNG(
      ImageSheet(images, columns: images.count).drawn(), text: record.texts)
    if request.output == "-" {
      try standardOutput(bytes)
    } else {
      try OutputFile.write(bytes, to: request.output, replacing: request.isReplacing)
    }
  }
}
