import Configuration
import DataSets
import Files
import Films
import Preprocessing

/// What is made for a film.
enum FilmPart {
  /// A sound for the images of a film.
  case sound(Film)
  /// Images for a whole sound, or for that of a film.
  case images
  /// Images for the stretches of a film whose own are missing or black.
  case gaps(Film, Film.ImageStream, FilmGaps)

  /// Finds what an input lacks, or takes what is asked for.
  ///
  /// - Parameters:
  ///   - source: a sound or a film.
  ///   - target: what is asked for; nil is what is missing.
  ///   - sampleRate: the rate at which the sound of a film is read, in hertz.
  /// - Throws: `Failure` of kind `badInput` where nothing is missing, or nothing is there to make it
  ///   of; `usage` where a film of a sound is to get a sound; what reading the film throws.
  init(
    missingIn source: ConversionSource, asked target: Modality?, sampleRate: Int
  ) throws {
    guard let film = source.film else {
      guard target != .sound else {
        throw Failure(.usage, source.name, "--to sound makes no film of a sound")
      }
      self = .images
      return
    }
    switch target {
    case .sound?:
      guard film.imageStream != nil else { throw Self.lacks(film, "image to make a sound of") }
      self = .sound(film)
    case .image?:
      guard film.hasSound else { throw Self.lacks(film, "sound to make images of") }
      self = .images
    case nil:
      self = try Self.missing(in: film, source, sampleRate)
    }
  }

  private static func missing(
    in film: Film, _ source: ConversionSource, _ sampleRate: Int
  ) throws -> FilmPart {
    guard film.hasSound else { return .sound(film) }
    guard let imageStream = film.imageStream else { return .images }
    if try isSilent(film, sampleRate) { return .sound(film) }
    let gaps = try FilmGaps(film, imageStream)
    guard !gaps.stretches.isEmpty else {
      throw Failure(
        .badInput, source.name, "nothing is missing: it has a sound, and an image throughout",
        hint: "Use --to sound or --to image to replace one.")
    }
    return .gaps(film, imageStream, gaps)
  }

  private static func lacks(_ film: Film, _ what: String) -> Failure {
    Failure(.badInput, film.path, "a film without a \(what)")
  }

  private static func isSilent(_ film: Film, _ sampleRate: Int) throws -> Bool {
    let sound = try FilmSound(film, sampleRate: sampleRate)
    while true {
      let piece = try sound.read(maximumFrames: 1 << 14)
      if piece.isEmpty { return true }
      if !Preprocessing.isSilent(piece) { return false }
    }
  }
}
