import Files
import Films
import Glibc
import Media

/// The conversion of a sound or a film into a film, in constant memory.
///
/// A sound gets an image for each of its parts. A film gets what it lacks: its sound, its image, or
/// the stretches where its image is missing or black for half a second or more.
struct FilmConversion {
  /// The converter of whole inputs.
  private let whole: Converter
  private let identity: String

  /// A film that is being written: its temporary path, its final path, and its comment.
  struct Destination {
    let temporary: String
    let path: String
    let comment: String
  }

  /// A conversion like those of a converter.
  init(_ converter: Converter, identity: String) {
    (whole, self.identity) = (converter, identity)
  }

  /// Writes the film.
  ///
  /// - Throws: `Failure` of kind `badInput` where nothing is missing, and what reading and writing throw.
  func run(
    _ source: ConversionSource, to path: String, _ destination: ConversionDestination,
    replacing: Bool
  ) throws -> ConversionResult {
    guard source.canBeReadAgain else {
      throw Failure(.badInput, source.name, "a sound in a pipe; for a film it has to be a file")
    }
    let part = try FilmPart(
      missingIn: source, asked: whole.options.target, sampleRate: whole.format.sampleRate)
    let used: ConversionSource
    if case .sound = part {
      used = source.taken(as: .image)
    } else {
      used = source.taken(as: .sound)
    }
    var result = ConversionResult(used, destination, by: whole)
    let converter = Converter(whole.model, partOptions)
    converter.progress = whole.progress
    try converter.requireAbility(for: used)
    result.familiarity = try converter.familiarity(of: used)
    let comment = ConversionRecord(
      converter, identity: identity, source: used, familiarity: result.familiarity
    ).comment
    try OutputFile.write(to: path, replacing: replacing) { temporary in
      let film = Destination(temporary: temporary, path: path, comment: comment)
      switch part {
      case .sound(let original):
        try makeSound(used, original, converter, film, &result)
      case .images:
        try makeImages(used, converter, film, &result)
      case .gaps(let original, let imageStream, let gaps):
        let filling = FilmGapFilling(
          gaps, of: original, imageStream, partsPerSecond: partRate.value)
        try filling.run(used, converter, to: film, &result)
      }
    }
    return result
  }

  /// The options with the time that each image is shown.
  private var partOptions: ConversionOptions {
    var options = whole.options
    options.target = nil
    options.every =
      options.every ?? Double(whole.format.samples) / Double(whole.format.sampleRate)
    options.size = options.size ?? ConversionOptions.usualFilmWidth
    return options
  }

  /// How fast the parts of the sound follow each other.
  private var partRate: Film.Rate {
    let rate = whole.format.sampleRate
    let samples = partOptions.every.map { Int(($0 * Double(rate)).rounded()) } ?? 1
    return .init(images: rate, seconds: max(1, samples))
  }

  private func makeSound(
    _ source: ConversionSource, _ original: Film, _ converter: Converter, _ film: Destination,
    _ result: inout ConversionResult
  ) throws {
    let samples = try StoredSamples()
    let rate = whole.format.sampleRate
    var convergences: [Double] = []
    var count = 0
    try converter.soundOfImage(source, 0, converter.synthesis(), { _ in }, &convergences) {
      try samples.append($0)
      count += $0.count
    }
    var gain: Float = 1
    switch whole.options.normalization {
    case .peak: if samples.peak > 0 { gain = pow(10, -1 / 20) / samples.peak }
    case .none: if samples.peak > 1 { result.notes.append("clips: its peak is above full scale") }
    }
    if samples.peak == 0 { result.notes.append("the model generated silence") }
    let writer = try FilmWriter(
      film.temporary, named: film.path, imagesOf: original, sampleRate: rate,
      comment: film.comment)
    try samples.forEachPiece(gain: gain) { try writer.append($0) }
    try writer.finish()
    result.duration = Double(count) / Double(rate)
    result.spectralConvergence = convergences.mean
  }

  private func makeImages(
    _ source: ConversionSource, _ converter: Converter, _ film: Destination,
    _ result: inout ConversionResult
  ) throws {
    var count = 0
    // The last part of a sound may be short.
    let end = try source.film?.seconds ?? source.soundSeconds()
    let (width, height) = converter.imageSize
    let writer = try FilmWriter(
      film.temporary, named: film.path, width: width, height: height, rate: partRate,
      sound: source.keptSound(), until: end, comment: film.comment)
    var notes: [String] = []
    try converter.images(of: source, note: { notes.append($0) }) { image in
      try writer.append(image)
      count += 1
    }
    try writer.finish()
    result.notes += notes
    result.imageCount = count
  }
}
