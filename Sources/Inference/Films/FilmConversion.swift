import Console
import DataSets
import Files
import Films
import Glibc
import Media
import Training

/// The conversion of a sound or a film into a film, in constant memory.
///
/// A sound gets an image for each of its parts. Of a film what is missing is made: its sound, its
/// image, or the stretches where its image is missing or black for half a second or more.
struct FilmConversion {
  private let model: TrainedModel
  private let options: ConversionOptions
  private let identity: String
  private let progress: ((Double) -> Void)?

  /// What is made for a film.
  private enum Part {
    case sound(Film)
    case images
    case gaps(Film, Film.ImageStream, FilmGaps)
  }

  /// Where a film is written, and the name that it gets.
  private typealias Place = (temporary: String, path: String)

  /// A conversion like those of a converter.
  init(_ converter: Converter, identity: String) {
    (model, options, progress) = (converter.model, converter.options, converter.progress)
    self.identity = identity
  }

  /// Writes the film.
  ///
  /// - Throws: `Failure` of kind `badInput` where nothing is missing, and what reading and writing throw.
  func run(
    _ source: ConversionSource, to path: String, replacing: Bool
  ) throws -> ConversionJob.Outcome {
    guard source.canBeReadAgain else {
      throw Failure(.badInput, source.name, "a sound in a pipe; for a film it has to be a file")
    }
    let part = try missing(source)
    let taken: ConversionSource
    if case .sound = part {
      taken = source.taken(as: .image)
    } else {
      taken = source.taken(as: .sound)
    }
    var outcome = ConversionJob.Outcome(source: taken)
    if let note = source.note { outcome.notes.append(note) }
    let converter = Converter(model, partOptions)
    converter.progress = progress
    try converter.requireAbility(for: taken)
    let comment = ConversionRecord(converter, identity: identity, source: taken).comment
    try OutputFile.write(to: path, replacing: replacing) { temporary in
      switch part {
      case .sound(let film):
        try makeSound(taken, film, converter, comment, to: (temporary, path), &outcome)
      case .images:
        try makeImages(taken, converter, comment, to: (temporary, path), &outcome)
      case .gaps(let film, let imageStream, let gaps):
        try fill(
          gaps, film, imageStream, taken, converter, comment, to: (temporary, path), &outcome)
      }
    }
    return outcome
  }

  /// The options with the time that each image is shown.
  private var partOptions: ConversionOptions {
    var options = options
    let format = model.configuration.sound
    options.target = nil
    options.every = options.every ?? Double(format.samples) / Double(format.sampleRate)
    options.size = options.size ?? ConversionOptions.usualFilmWidth
    return options
  }

  // MARK: What is missing

  private func missing(_ source: ConversionSource) throws -> Part {
    guard let film = source.film else {
      guard options.target != .sound else {
        throw Failure(.usage, source.name, "--to sound makes no film of a sound")
      }
      return .images
    }
    switch options.target {
    case .sound?:
      guard film.imageStream != nil else { throw lacks(film, "image to make a sound of") }
      return .sound(film)
    case .image?:
      guard film.hasSound else { throw lacks(film, "sound to make images of") }
      return .images
    case nil: break
    }
    guard film.hasSound else { return .sound(film) }
    guard let imageStream = film.imageStream else { return .images }
    if try isSilent(film) { return .sound(film) }
    let gaps = try FilmGaps(film, imageStream)
    guard !gaps.stretches.isEmpty else {
      throw Failure(
        .badInput, source.name, "nothing is missing: it has a sound, and an image throughout",
        hint: "--to sound or --to image makes one anew")
    }
    return .gaps(film, imageStream, gaps)
  }

  private func lacks(_ film: Film, _ what: String) -> Failure {
    Failure(.badInput, film.path, "a film without a \(what)")
  }

  private func isSilent(_ film: Film) throws -> Bool {
    let sound = try FilmSound(film, sampleRate: model.configuration.sound.sampleRate)
    while true {
      let piece = try sound.read(maximumFrames: 1 << 14)
      if piece.isEmpty { return true }
      if !Preprocessing.isSilent(piece) { return false }
    }
  }

  // MARK: Making it

  private func makeSound(
    _ source: ConversionSource, _ film: Film, _ converter: Converter, _ comment: String,
    to place: Place, _ outcome: inout ConversionJob.Outcome
  ) throws {
    let spool = try SampleSpool()
    let rate = model.configuration.sound.sampleRate
    var convergences: [Double] = []
    var count = 0
    try converter.soundOfImage(source, 0, converter.synthesis(), &convergences) {
      try spool.append($0)
      count += $0.count
    }
    var gain: Float = 1
    switch options.normalization {
    case .peak: if spool.peak > 0 { gain = pow(10, -1 / 20) / spool.peak }
    case .none: if spool.peak > 1 { outcome.notes.append("clips: its peak is above full scale") }
    }
    if spool.peak == 0 { outcome.notes.append("the model makes silence of it") }
    let writer = try FilmWriter(
      place.temporary, named: place.path, imagesOf: film, sampleRate: rate, comment: comment)
    try spool.forEachPiece(gain: gain) { try writer.append($0) }
    try writer.finish()
    outcome.duration = Double(count) / Double(rate)
    outcome.spectralConvergence = convergences.mean
  }

  private func makeImages(
    _ source: ConversionSource, _ converter: Converter, _ comment: String, to place: Place,
    _ outcome: inout ConversionJob.Outcome
  ) throws {
    var count = 0
    // The last part of a sound may be short.
    let end = try source.film?.seconds ?? Film(source.path).seconds
    let (width, height) = converter.imageSize
    let writer = try FilmWriter(
      place.temporary, named: place.path, width: width, height: height, rate: partRate,
      sound: source.path, of: source.film, until: end, comment: comment)
    var notes: [String] = []
    try converter.images(of: source, note: { notes.append($0) }) { image in
      try writer.append(image)
      count += 1
    }
    try writer.finish()
    outcome.notes += notes
    outcome.frames = count
  }

  /// How fast the parts of the sound follow each other.
  private var partRate: Film.Rate {
    let rate = model.configuration.sound.sampleRate
    let samples = partOptions.every.map { Int(($0 * Double(rate)).rounded()) } ?? 1
    return .init(images: rate, seconds: max(1, samples))
  }

  private func fill(
    _ gaps: FilmGaps, _ film: Film, _ imageStream: Film.ImageStream, _ source: ConversionSource,
    _ converter: Converter, _ comment: String, to place: Place,
    _ outcome: inout ConversionJob.Outcome
  ) throws {
    let frames = try FilmFrames(film, rate: gaps.rate)
    let writer = try FilmWriter(
      place.temporary, named: place.path, width: imageStream.width, height: imageStream.height,
      rate: gaps.rate, sound: film.path, of: film, shaped: imageStream, comment: comment)
    var number = 0
    var part = 0
    var made = 0
    var standIn = Image(width: imageStream.width, height: imageStream.height, filledWith: .black)
    var shown: Image?
    func pass(until end: Double) throws {
      while Double(number) / gaps.rate.value < end {
        shown = try frames.next() ?? shown
        if !gaps.contains(Double(number) / gaps.rate.value), let shown {
          try writer.append(shown)
        } else {
          try writer.append(standIn)
          made += 1
        }
        number += 1
      }
    }
    // An image that ends within half a second of the sound is left as long as it is.
    let failsAtEnd = gaps.stretches.last.map { $0.upperBound >= film.seconds } ?? false
    let length = failsAtEnd ? film.seconds : min(film.seconds, imageStream.seconds)
    var notes: [String] = []
    try converter.images(of: source, note: { notes.append($0) }) { image in
      part += 1
      standIn = image.fitted(width: imageStream.width, height: imageStream.height)
      try pass(until: min(Double(part) / partRate.value, length))
    }
    // An image that goes on after the sound is kept.
    try pass(until: length)
    try writer.finish()
    outcome.notes += notes
    if let complaint = frames.complaint {
      outcome.notes.append("ffmpeg says of its image: \(complaint)")
    }
    outcome.notes.append(
      "its image failed "
        + gaps.stretches.map {
          "from \(($0.lowerBound).fixed(1)) to \(($0.upperBound).fixed(1)) s"
        }.joined(separator: ", "))
    outcome.frames = made
  }
}
