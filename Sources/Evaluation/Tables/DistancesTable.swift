import Configuration
import Files
import Metrics

extension TableKind {
  /// How far generated images and sounds lie from real ones, in each space of features.
  ///
  /// Fréchet distance (Heusel et al., 2017) on the first 32 principal components of the real
  /// training items, and the kernel distance (Binkowski et al., 2018). Both compare equal counts:
  /// one latent sample for each pair against the real partners. Features are centred and scaled so
  /// that real training items have a mean squared length of their dimension. The row of real
  /// training items shows what no difference looks like; it needs as many of them in each class as
  /// the split has.
  static let distances = TableKind(
    "distances", "Distance from the real items of the split",
    [
      .init("evaluated", "evaluated"), .init("route", "route"), .init("space", "space"),
      .init("frechet", "Fréchet"), .init("kernel", "kernel (KID)"), .init("items", "items"),
    ]
  ) { try $0.distanceRows() }
}

extension EvaluatedSplit {
  package func distanceRows() throws -> [JSONValue] {
    try [Modality.image, .sound].flatMap { modality in
      try spaces(of: modality).flatMap { try distanceRows(modality, $0) }
    }
  }

  private func distanceRows(_ modality: Modality, _ space: FeatureSpace) throws -> [JSONValue] {
    let (real, training) = (real(modality).split[space], real(modality).training[space])
    guard real.count > 1 else { return [] }
    let scaling = FeatureScaling(training)
    let components = try PrincipalComponents(of: scaling(training), count: 32)
    let reference = scaling(real)
    func row(_ evaluated: String, _ route: String, _ features: [[Double]]) throws -> JSONValue {
      let features = scaling(features)
      return [
        "evaluated": .string(evaluated), "route": .string(route), "space": .string(space.name),
        "frechet": .real(
          try FrechetDistance.between(
            components.projections(of: features), components.projections(of: reference))),
        "kernel": .real(KernelDistance.between(features, reference)),
        "items": .integer(Int64(features.count)),
      ]
    }
    var rows: [JSONValue] = []
    let matched = matchedTraining()
    if matched.count == real.count {
      let features = matched.map { training[$0] }
      rows.append(try row("real \(modality.rawValue)s of training", "", features))
    }
    for translation in translations where translation.to == modality {
      let features = generated[translation]?.latentSamples.first?[space] ?? []
      rows.append(try row(translation.name, translation.route.rawValue, features))
    }
    return rows
  }

  /// Training items with as many of each class as the split has, where there are so many.
  private func matchedTraining() -> [Int] {
    var left = Dictionary(grouping: labels, by: { $0 }).mapValues(\.count)
    return trainingLabels.indices.filter { index in
      guard let count = left[trainingLabels[index]], count > 0 else { return false }
      left[trainingLabels[index]] = count - 1
      return true
    }
  }
}
