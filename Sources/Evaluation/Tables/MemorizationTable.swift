import Files
import Metrics

extension TableKind {
  /// Whether images were learnt by heart: how near they are to the nearest training image.
  ///
  /// Distances are Euclidean, of images at 16 x 16 pixels. The threshold is the distance that 1 %
  /// of the real images of the split fall below.
  static let memorization = TableKind(
    "memorization", "Distance to the nearest training image of those that were searched",
    [
      .init("evaluated", "evaluated"), .init("route", "route"), .init("median", "median"),
      .init("share_nearer", "share below the real 1 % quantile"), .init("searched", "searched"),
    ]
  ) { $0.memorizationRows() }
}

extension EvaluatedSplit {
  package func memorizationRows() -> [JSONValue] {
    let searched = trainingImages.thumbnails
    let real = NearestNeighbours.distances(from: realImages.thumbnails, to: searched)
    func row(_ evaluated: String, _ route: String, _ distances: [Double]) -> JSONValue {
      [
        "evaluated": .string(evaluated), "route": .string(route),
        "median": .real(median(of: distances)),
        "share_nearer": .real(
          NearestNeighbours.shareNearer(distances, thanQuantile: 0.01, of: real).value),
        "searched": .integer(Int64(searched.count)),
      ]
    }
    return [row("real image", "", real)]
      + translations.filter { $0.to == .image }.map { translation in
        let thumbnails = generated[translation]?.latentSamples.flatMap(\.thumbnails) ?? []
        return row(
          translation.name, translation.route.rawValue,
          NearestNeighbours.distances(from: thumbnails, to: searched))
      }
  }
}
