import Console
import Files
import Films
import Inference
import Media
import Training

/// Images on the way between the inputs of one call of convert, as a strip or a film.
struct ConversionMorph {
  /// Images a second of a film.
  private static let rate = Film.Rate(images: 25, seconds: 1)

  private let command: ConvertCommand
  private let steps: Int

  /// A walk of so many images.
  init(_ command: ConvertCommand, steps: Int) {
    (self.command, self.steps) = (command, steps)
  }

  /// Writes the strip or the film.
  func run() throws {
    let output = command.output
    let isFilm = ConversionDestination.namesFilm(output)
    guard isFilm || output.lowercased().hasSuffix(".png") || output == "-" else {
      throw Failure(.usage, output, "--morph makes a strip (.png) or a film (.mp4 and others)")
    }
    let sources = try command.inputs.map {
      try ConversionSource($0, kind: $0 == "-" ? command.from : nil, filmModality: .sound)
    }
    if output != "-" {
      try ConversionDestination.check(
        output, replacing: command.force, inputs: FileSet(command.inputs))
    }
    let model = try TrainedModel(
      checked: ModelLocation.path(asked: command.model), temperature: command.temperature,
      compute: command.compute.value
    ) {
      if !command.quiet { Terminal.warning($0) }
    }
    var options = command.options
    options.target = .image
    if isFilm { options.size = options.size ?? ConversionOptions.usualFilmWidth }
    let converter = Converter(model, options)
    let (width, height) = converter.imageSize
    let strip = steps * width * height
    if !isFilm, strip > ImageFile.usualMaximumPixels {
      throw Failure(
        .usage, output,
        "a strip of \(strip) pixels is too large (limit \(ImageFile.usualMaximumPixels))",
        hint: "make a film")
    }
    let record = ConversionRecord(
      converter, identity: model.identity, source: sources[0], walk: steps)
    func note(_ text: String) { if !command.quiet { Terminal.note("note: \(text)") } }
    if isFilm {
      try OutputFile.write(to: output, replacing: command.force) { temporary in
        let writer = try FilmWriter(
          temporary, named: output, width: width, height: height, rate: Self.rate, sound: nil,
          comment: record.comment)
        try converter.walk(sources, steps: steps, note: note) { try writer.append($0) }
        try writer.finish()
      }
    } else {
      var images: [Image] = []
      try converter.walk(sources, steps: steps, note: note) { images.append($0) }
      let bytes = try ImageFile.encodedPNG(
        ImageSheet(images, columns: images.count).drawn(), text: record.texts)
      if output == "-" {
        try Terminal.output(bytes)
      } else {
        try OutputFile.write(bytes, to: output, replacing: command.force)
      }
    }
    let names = sources.map(\.name)
    if command.json {
      Terminal.output([
        "schema": 1, "status": "done", "inputs": .array(names.map { .string($0) }),
        "output": .string(output), "images": .integer(Int64(steps)),
      ])
    }
    if !command.quiet, output != "-" {
      Terminal.note("\(names.joined(separator: " -> ")) -> \(output) (\(steps) images)")
    }
  }
}
