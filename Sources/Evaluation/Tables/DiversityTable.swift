import Configuration
import Files
import Metrics

extension TableKind {
  /// How much the items of a class differ, and the results of one input over z, beside real items.
  ///
  /// Mean Euclidean distances of pairs of items: of one class (classes of five or more items, one
  /// latent sample for each input), and of the latent samples of one input. Shares are of the real
  /// items' distance within a class: 0 says that a generator ignores z, or knows one image a class.
  static let diversity = TableKind(
    "diversity", "Diversity within classes of five or more items, and over z",
    [
      .init("evaluated", "evaluated"), .init("route", "route"), .init("space", "space"),
      .init("within_class", "within class"), .init("share_of_real", "share of real"),
      .init("over_z", "over z"), .init("over_z_share", "share of real"),
    ]
  ) { $0.diversityRows() }
}

extension EvaluatedSplit {
  package func diversityRows() -> [JSONValue] {
    diversityRows(.image, "features", \.features) + diversityRows(.image, "pixels", \.thumbnails)
      + diversityRows(.sound, "features", \.features)
  }

  private func diversityRows(
    _ modality: Modality, _ space: String, _ vectors: (EvaluatedItems) -> [[Double]]
  ) -> [JSONValue] {
    func withinClass(_ vectors: [[Double]]) -> Double? {
      Diversity(of: vectors, labels: labels, classes: classes.count, minimumCount: 5).mean
    }
    let real = withinClass(vectors(real(modality).split))
    func share(_ value: Double?) -> JSONValue {
      guard let value, let real, real > 0 else { return .null }
      return .real(value / real)
    }
    var rows: [JSONValue] = [
      [
        "evaluated": .string("real \(modality.rawValue)"), "route": "", "space": .string(space),
        "within_class": JSONValue(real),
      ]
    ]
    for translation in translations where translation.to == modality {
      let latentSamples = generated[translation]?.latentSamples.map(vectors) ?? []
      let own = latentSamples.first.flatMap(withinClass)
      let overZ = latentSamples.count > 1 ? overLatentSamples(latentSamples) : nil
      rows.append([
        "evaluated": .string(translation.name), "route": .string(translation.route.rawValue),
        "space": .string(space), "within_class": JSONValue(own), "share_of_real": share(own),
        "over_z": JSONValue(overZ), "over_z_share": share(overZ),
      ])
    }
    return rows
  }

  /// The mean distance of the latent samples of one input, over all inputs.
  private func overLatentSamples(_ latentSamples: [[[Double]]]) -> Double {
    mean(
      of: labels.indices.map { pair in
        Diversity.meanDistance(within: latentSamples.map { $0[pair] })
      })
  }
}
