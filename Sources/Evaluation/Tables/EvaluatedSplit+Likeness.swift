import Configuration
import Files
import Models
import TensorCore

extension EvaluatedSplit {
  /// How far generated images and sounds lie from real ones, by the evaluator's features.
  ///
  /// Fréchet distance (Heusel et al., 2017) on the first 32 principal components of the real training
  /// items, and the kernel distance (Binkowski et al., 2018), both of equal counts: one draw for each
  /// pair against the real partners. Features are centred and scaled so that real training items have a
  /// mean squared length of their dimension. The row of real training items is what no difference looks
  /// like; it is there where each class has as many of them as items in the split.
  func distances() throws -> EvaluationTable {
    var table = EvaluationTable(
      "distances", "Distance from the real items of the split",
      [
        .init("judged", "judged"), .init("route", "route"), .init("frechet", "Fréchet"),
        .init("kernel", "kernel (KID)"), .init("items", "items"),
      ])
    for modality in [Modality.image, .sound] {
      let (real, training) = reference(modality)
      guard real.features.count > 1 else { continue }
      let scaling = Scaling(training.features)
      let components = try PrincipalComponents(of: scaling(training.features), count: 32)
      let wanted = scaling(real.features)
      func add(_ judged: String, _ route: String, _ features: [[Double]]) throws {
        let features = scaling(features)
        table.rows.append([
          "judged": .string(judged), "route": .string(route),
          "frechet": .real(
            try FrechetDistance.between(
              components.projections(of: features), components.projections(of: wanted))),
          "kernel": .real(KernelDistance.between(features, wanted)),
          "items": .integer(Int64(features.count)),
        ])
      }
      let matched = matchedTraining(training)
      if matched.count == real.features.count {
        try add("real \(modality.rawValue)s of training", "", matched.map { training.features[$0] })
      }
      for way in translations where way.target == modality {
        try add(way.name, way.route.rawValue, made[way]?.latentSamples.first?.features ?? [])
      }
    }
    return table
  }

  /// How much the items of a class differ, and the results of one input over z, beside real items.
  ///
  /// Mean Euclidean distances of pairs of items: of one class (classes of five or more items), one draw
  /// for each input; and of the draws of one input. Shares are of the real items' within-class distance.
  func diversity(classes: [String]) -> EvaluationTable {
    var table = EvaluationTable(
      "diversity", "Diversity within classes of five or more items, and over z",
      [
        .init("judged", "judged"), .init("route", "route"), .init("space", "space"),
        .init("within_class", "within class"), .init("share_of_real", "share of real"),
        .init("over_z", "over z"), .init("over_z_share", "share of real"),
      ])
    for modality in [Modality.image, .sound] {
      let spaces: [(String, (EvaluatedItems) -> [[Double]])] =
        modality == .image
        ? [("features", \.features), ("pixels", \.thumbnails)] : [("features", \.features)]
      for (space, vectors) in spaces {
        let real = within(vectors(reference(modality).real), classes.count)
        table.rows.append([
          "judged": .string("real \(modality.rawValue)"), "route": "", "space": .string(space),
          "within_class": JSONValue(real),
        ])
        for way in translations where way.target == modality {
          let latentSamples = made[way]?.latentSamples.map(vectors) ?? []
          let own = latentSamples.first.flatMap { within($0, classes.count) }
          let overZ = latentSamples.count > 1 ? overLatentSamples(latentSamples) : nil
          func share(_ value: Double?) -> JSONValue {
            guard let value, let real, real > 0 else { return .null }
            return .real(value / real)
          }
          table.rows.append([
            "judged": .string(way.name), "route": .string(way.route.rawValue),
            "space": .string(space), "within_class": JSONValue(own), "share_of_real": share(own),
            "over_z": JSONValue(overZ), "over_z_share": share(overZ),
          ])
        }
      }
    }
    return table
  }

  /// Whether images were learnt by heart: how near they are to the nearest training image.
  ///
  /// Distances are of images at 16 x 16 pixels. The threshold is the distance that 1 % of the real
  /// images of the split fall below.
  func memorization() -> EvaluationTable {
    var table = EvaluationTable(
      "memorization", "Distance to the nearest training image of those that were searched",
      [
        .init("judged", "judged"), .init("route", "route"), .init("median", "median"),
        .init("share_nearer", "share below the real 1 % quantile"), .init("searched", "searched"),
      ])
    let searched = trainingImages.thumbnails
    let others = NearestNeighbours.distances(from: realImages.thumbnails, to: searched)
    func add(_ judged: String, _ route: String, _ distances: [Double]) {
      table.rows.append([
        "judged": .string(judged), "route": .string(route),
        "median": .real(median(of: distances)),
        "share_nearer": .real(
          NearestNeighbours.shareNearer(distances, thanQuantile: 0.01, of: others).value),
        "searched": .integer(Int64(searched.count)),
      ])
    }
    add("real image", "", others)
    for way in translations where way.target == .image {
      let thumbnails = made[way]?.latentSamples.flatMap(\.thumbnails) ?? []
      add(
        way.name, way.route.rawValue,
        NearestNeighbours.distances(from: thumbnails, to: searched))
    }
    return table
  }

  /// Whether the real items of the right class, or the very partner, are found by generated ones.
  func retrieval() -> EvaluationTable {
    var table = EvaluationTable(
      "retrieval", "Real items found by generated ones (recall)",
      [
        .init("judged", "judged"), .init("route", "route"), .init("class_at_1", "class at 1"),
        .init("class_at_5", "at 5"), .init("class_chance_at_1", "chance at 1"),
        .init("partner_at_1", "partner at 1"), .init("partner_at_5", "at 5"),
        .init("partner_chance_at_1", "chance at 1"),
      ])
    for way in translations {
      let (real, training) = reference(way.target)
      let scaling = Scaling(training.features)
      let latentSamples = made[way]?.latentSamples ?? []
      let found = Retrieval(
        queries: latentSamples.flatMap { scaling($0.features) }, gallery: scaling(real.features))
      let asked = latentSamples.flatMap { _ in labels }
      let partners = latentSamples.flatMap { _ in Array(labels.indices) }
      let (ofClass, ofPartner) = (
        [1, 5].map {
          found.recall(at: min($0, labels.count), labels: asked, galleryLabels: labels)
        },
        [1, 5].map { found.recall(at: min($0, labels.count), partners: partners) }
      )
      table.rows.append([
        "judged": .string(way.name), "route": .string(way.route.rawValue),
        "class_at_1": .real(ofClass[0].value), "class_at_5": .real(ofClass[1].value),
        "class_chance_at_1": .real(ofClass[0].chance),
        "partner_at_1": .real(ofPartner[0].value), "partner_at_5": .real(ofPartner[1].value),
        "partner_chance_at_1": .real(ofPartner[0].chance),
      ])
    }
    return table
  }

  /// How like its input a result is that came back to the input's modality.
  func reconstruction() -> EvaluationTable {
    var table = EvaluationTable(
      "reconstruction", "Results in the modality of their input (L1 over a range of 2)",
      [
        .init("judged", "judged"), .init("l1", "L1"), .init("ssim", "SSIM"),
        .init("decibels", "log-spectral distance, dB"),
      ])
    for modality in [Modality.image, .sound] {
      for isCycle in [false, true] {
        guard let found = reconstructed[Reconstructed(modality: modality, isCycle: isCycle)] else {
          continue
        }
        let other = modality == .image ? "sound" : "image"
        let through = isCycle ? "\(other) to " : ""
        let likeness = JSONValue(found.likeness.isEmpty ? nil : average(found.likeness))
        table.rows.append([
          "judged": .string("\(modality.rawValue) to \(through)\(modality.rawValue)"),
          "l1": .real(average(found.errors)), "ssim": modality == .image ? likeness : .null,
          "decibels": modality == .sound ? likeness : .null,
        ])
      }
    }
    return table
  }

  /// What the waveforms are like that Griffin-Lim makes of the networks' spectrograms.
  func waveforms() -> EvaluationTable {
    var table = EvaluationTable(
      "waveforms", "Waveforms after Griffin-Lim",
      [
        .init("judged", "judged"), .init("route", "route"),
        .init("pitch_strength", "median pitch strength"), .init("pitch", "median pitch, Hz"),
        .init("pitched", "share above 0.5"), .init("convergence", "spectral convergence"),
        .init("decibels", "distance from what was asked, dB"),
      ])
    func add(_ judged: String, _ route: String, _ waves: [WaveformMeasures]) {
      let strengths = waves.compactMap(\.pitchStrength)
      let pitches = waves.compactMap(\.pitch)
      let convergences = waves.compactMap(\.convergence)
      table.rows.append([
        "judged": .string(judged), "route": .string(route),
        "pitch_strength": strengths.isEmpty ? .null : .real(median(of: strengths)),
        "pitch": pitches.isEmpty ? .null : .real(median(of: pitches)),
        "pitched": .real(Double(strengths.count { $0 > 0.5 }) / Double(max(1, waves.count))),
        "convergence": convergences.isEmpty ? .null : .real(average(convergences)),
        "decibels": .real(average(waves.map(\.distance))),
      ])
    }
    add("real sound's spectrogram", "", realWaveforms)
    for way in translations where way.target == .sound {
      add(way.name, way.route.rawValue, made[way]?.waves ?? [])
    }
    return table
  }

  private func reference(_ modality: Modality) -> (real: EvaluatedItems, training: EvaluatedItems) {
    modality == .image ? (realImages, trainingImages) : (realSounds, trainingSounds)
  }

  /// Training items with as many of each class as the split has, where there are so many.
  private func matchedTraining(_ training: EvaluatedItems) -> [Int] {
    var left = Dictionary(grouping: labels, by: { $0 }).mapValues(\.count)
    return trainingLabels.indices.filter { index in
      guard let count = left[trainingLabels[index]], count > 0 else { return false }
      left[trainingLabels[index]] = count - 1
      return true
    }
  }

  private func within(_ vectors: [[Double]], _ classes: Int) -> Double? {
    Diversity(of: vectors, labels: labels, classes: classes, minimumCount: 5).mean
  }

  private func overLatentSamples(_ latentSamples: [[[Double]]]) -> Double {
    average(
      labels.indices.map { pair in Diversity.meanDistance(within: latentSamples.map { $0[pair] }) })
  }

}

/// Brings features to a mean of zero and a mean squared length of their dimension, by a reference set.
private struct Scaling {
  private let mean: [Double]
  private let factor: Double

  init(_ reference: [[Double]]) {
    let mean = (reference.first ?? []).indices.map { i in average(reference.map { $0[i] }) }
    let square = average(
      reference.map { item in
        average(zip(item, mean).map { ($0 - $1) * ($0 - $1) })
      })
    self.mean = mean
    factor = square > 0 ? 1 / square.squareRoot() : 1
  }

  func callAsFunction(_ vectors: [[Double]]) -> [[Double]] {
    vectors.map { zip($0, mean).map { ($0 - $1) * factor } }
  }
}

private func average(_ numbers: [Double]) -> Double {
  numbers.reduce(0, +) / Double(max(1, numbers.count))
}
