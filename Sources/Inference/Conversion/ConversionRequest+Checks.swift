import Configuration
import Files

extension ConversionRequest {
  /// Throws `.usage` where an option has no meaning for an input and what is made of it.
  func requireOptions(
    for source: ConversionSource, _ destination: ConversionDestination
  ) throws {
    let target = options.target ?? source.modality.other
    if explanation != nil, destination.isFilm || source.modality == .image || target == .sound {
      throw Failure(.usage, source.name, "--explain is for the image of a sound")
    }
    if options.example != nil, destination.isFilm || source.film != nil {
      throw Failure(.usage, source.name, "--like is not for films")
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
        .usage, source.name, "\(text) (it is \(source.named), \(target.rawValue) is made)")
    }
    if options.every != nil, source.modality == .image || target == .sound || source.isClass {
      throw refusal("--every makes images of a sound")
    }
    if options.duration != nil, source.modality == .sound || target == .image {
      throw refusal("--duration is for a sound made from an image")
    }
    if options.size != nil, target == .sound { throw refusal("--size is for images") }
  }
}
