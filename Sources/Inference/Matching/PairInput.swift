import Files

/// A sound, an image, or one of each, that belong together.
public struct PairInput: Sendable {
  /// The sound, if there is one.
  ///
  /// A sound of any length; a model is applied to its windows.
  public let sound: ConversionSource?
  /// The image, if there is one.
  ///
  /// It is cropped to the aspect ratio of the model.
  public let image: ConversionSource?

  /// Tells from the content which file is which.
  ///
  /// - Parameter paths: one or two paths; `-` is the standard input.
  /// - Throws: `Failure` of kind `usage` for two sounds or two images, and what opening them throws.
  public init(_ paths: [String]) throws {
    let sources = try paths.map { try ConversionSource($0) }
    guard let pair = PairInput(sources) else {
      throw Failure(
        .usage, nil, "two \(sources[0].modality.rawValue)s; one of each is needed")
    }
    self = pair
  }

  /// Takes one or two sources that are open; nil for two sounds or two images, which are no pair.
  init?(_ sources: [ConversionSource]) {
    precondition((1...2).contains(sources.count), "one or two inputs, not \(sources.count)")
    sound = sources.first { $0.modality == .sound }
    image = sources.first { $0.modality == .image }
    if sources.count == 2, sound == nil || image == nil { return nil }
  }

  /// Whether one of the two is missing.
  public var isIncomplete: Bool { sound == nil || image == nil }
}
