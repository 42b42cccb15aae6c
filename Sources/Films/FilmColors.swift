import Files

/// How the numbers of coded images stand for colours, as far as a film says.
///
/// A film that says nothing is read and written by ITU-R BT.601, ffmpeg's default.
struct FilmColors: Sendable, Equatable {
  /// Those of images that were not in a film before: ITU-R BT.709, which players expect.
  static let usual = FilmColors(space: "bt709", primaries: "bt709", transfer: "bt709")

  private let space: String?
  private let primaries: String?
  private let transfer: String?

  private init(space: String?, primaries: String?, transfer: String?) {
    (self.space, self.primaries, self.transfer) = (space, primaries, transfer)
  }

  /// Those of a stream that ffprobe describes.
  init(_ stream: JSONValue) {
    func known(_ key: String) -> String? {
      stream[key]?.text.flatMap { $0 == "unknown" ? nil : $0 }
    }
    self.init(
      space: known("color_space"), primaries: known("color_primaries"),
      transfer: known("color_transfer"))
  }

  /// The matrix as the filter `scale` calls it; nil where the film does not say, or has RGB.
  private var matrix: String? {
    space.flatMap {
      [
        "bt709": "bt709", "smpte170m": "smpte170m", "bt470bg": "bt470", "fcc": "fcc",
        "smpte240m": "smpte240m", "bt2020nc": "bt2020", "bt2020c": "bt2020",
      ][$0]
    }
  }

  /// What the filter `scale` is told when images are decoded to RGB.
  var reading: String { matrix.map { ":in_color_matrix=\($0)" } ?? "" }

  /// The filters that bring RGB into these colours.
  var filters: [String] { matrix.map { ["scale=out_color_matrix=\($0):out_range=tv"] } ?? [] }

  /// The options that store them in the film.
  var tags: [String] {
    guard matrix != nil, let space else { return [] }
    return ["-colorspace", space, "-color_range", "tv"]
      + (primaries.map { ["-color_primaries", $0] } ?? [])
      + (transfer.map { ["-color_trc", $0] } ?? [])
  }
}
