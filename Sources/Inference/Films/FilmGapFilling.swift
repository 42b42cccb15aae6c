import Console
import Films
import Media

/// The making of images for the stretches of a film whose own are missing or black.
struct FilmGapFilling {
  private let gaps: FilmGaps
  private let original: Film
  private let imageStream: Film.ImageStream
  private let partsPerSecond: Double

  /// The filling of the gaps of a film.
  ///
  /// - Parameters:
  ///   - gaps: the stretches.
  ///   - original: the film.
  ///   - imageStream: its images.
  ///   - partsPerSecond: how many parts of the sound have an image of their own in a second.
  init(
    _ gaps: FilmGaps, of original: Film, _ imageStream: Film.ImageStream, partsPerSecond: Double
  ) {
    (self.gaps, self.original, self.imageStream) = (gaps, original, imageStream)
    self.partsPerSecond = partsPerSecond
  }

  /// Writes the film with images of its sound in the gaps, and all others as they are.
  func run(
    _ source: ConversionSource, _ converter: Converter, to film: FilmConversion.Destination,
    _ result: inout ConversionResult
  ) throws {
    let frames = try FilmFrames(original, rate: gaps.rate)
    let writer = try FilmWriter(
      film.temporary, named: film.path, width: imageStream.width, height: imageStream.height,
      rate: gaps.rate, sound: KeptSound(of: original), shaped: imageStream, comment: film.comment)
    var number = 0
    var part = 0
    var generatedCount = 0
    var standIn = Image(width: imageStream.width, height: imageStream.height, filledWith: .black)
    var shown: Image?
    func pass(until end: Double) throws {
      while Double(number) / gaps.rate.value < end {
        shown = try frames.next() ?? shown
        if !gaps.contains(Double(number) / gaps.rate.value), let shown {
          try writer.append(shown)
        } else {
          try writer.append(standIn)
          generatedCount += 1
        }
        number += 1
      }
    }
    // An image that ends within half a second of the sound is left as long as it is.
    let failsAtEnd = gaps.stretches.last.map { $0.upperBound >= original.seconds } ?? false
    let end = failsAtEnd ? original.seconds : min(original.seconds, imageStream.seconds)
    // Times that are stored with few digits must not add an image.
    let length = (end * gaps.rate.value).rounded() / gaps.rate.value
    var notes: [String] = []
    try converter.images(of: source, note: { notes.append($0) }) { image in
      part += 1
      standIn = image.fitted(width: imageStream.width, height: imageStream.height)
      try pass(until: min(Double(part) / partsPerSecond, length))
    }
    // An image that goes on after the sound is kept.
    try pass(until: length)
    try writer.finish()
    result.notes += notes
    if let complaint = frames.complaint {
      result.notes.append("ffmpeg says of its image: \(complaint)")
    }
    result.notes.append("its image failed \(stretches)")
    result.imageCount = generatedCount
  }

  /// The gaps in words.
  private var stretches: String {
    gaps.stretches.map {
      "from \($0.lowerBound.fixed(1)) to \($0.upperBound.fixed(1)) s"
    }.joined(separator: ", ")
  }
}
