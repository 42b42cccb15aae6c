import Configuration
import Files
import Models

/// What was made of one input.
///
/// Its files are in place.
public struct ConversionResult: Sendable {
  /// The input, and which of its modalities was used.
  ///
  /// Of a film, its modality is the one that the missing part was made of.
  public let source: ConversionSource
  /// The file that was written, the pattern of several images, or `-`.
  ///
  /// It is the path as the request names it, with the name of the input where that is a folder.
  public let output: String
  /// Whether the output is a film.
  public let isFilm: Bool
  /// The modality that was made; of a film, the one that was missing.
  public internal(set) var target: Modality
  /// The route through the networks.
  public internal(set) var route: Route
  /// Whether a class was asked for, whatever the input held.
  private let isOfClass: Bool
  /// How many images were made; nil for a sound.
  ///
  /// Of a film with gaps, only the images in the gaps are counted.
  public internal(set) var imageCount: Int?
  /// The length of the sound in seconds; nil for images.
  public internal(set) var duration: Double?
  /// How far Griffin-Lim is from the magnitudes, 0 is perfect; nil for images and silence.
  ///
  /// The mean over all windows of ||a - b|| / ||b||, for the magnitudes a of the sound and b of the
  /// networks.
  public internal(set) var spectralConvergence: Double?
  /// How familiar the input is to the model; nil where the model remembers nothing.
  public internal(set) var familiarity: Familiarity? {
    didSet { notes += familiarity?.note.map { [$0] } ?? [] }
  }
  /// What is odd about the input or the result.
  ///
  /// Each is a sentence without a subject, such as `is silent (peak below -60 dB of full scale)`.
  public internal(set) var notes: [String]

  /// A result of which nothing is made yet.
  init(_ source: ConversionSource, _ destination: ConversionDestination, by converter: Converter) {
    self.source = source
    output = destination.text
    isFilm = destination.isFilm
    isOfClass = converter.options.className != nil
    // Of a film, one modality is made of the other.
    target = source.film == nil ? converter.target(of: source) : source.modality.other
    route = converter.route(of: source)
    notes = source.note.map { [$0] } ?? []
  }

  /// The name of the subnetwork, such as `soundToImage`; `classToImage` where a class was asked for.
  public var direction: String {
    ConversionRecord.direction(isOfClass ? nil : source.modality, target)
  }
}

/// How the conversion of one input ended.
///
/// It is the last event of an input.
public struct ConversionReport: Sendable {
  /// The input as the request names it; nil where only a class was asked for.
  public let input: String?
  /// The path of the model.
  public let model: String
  /// How long it took.
  ///
  /// It includes the loading of the model, where that was the first use.
  public let seconds: Double
  /// What was made, or why nothing was.
  ///
  /// A failure leaves no files of this input.
  public let result: Result<ConversionResult, Failure>
}
