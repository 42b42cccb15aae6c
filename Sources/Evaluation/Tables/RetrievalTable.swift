import Files
import Metrics

extension TableKind {
  /// Whether generated items find real items of their class, or their own partner.
  ///
  /// Recall at 1 and 5: real items are ranked by the cosine of the trained evaluator's features,
  /// after the mean of the training items is taken off.
  static let retrieval = TableKind(
    "retrieval", "Real items found by generated ones (recall)",
    [
      .init("evaluated", "evaluated"), .init("route", "route"), .init("class_at_1", "class at 1"),
      .init("class_at_5", "at 5"), .init("class_chance_at_1", "chance at 1"),
      .init("partner_at_1", "partner at 1"), .init("partner_at_5", "at 5"),
      .init("partner_chance_at_1", "chance at 1"),
    ]
  ) { $0.retrievalRows() }
}

extension EvaluatedSplit {
  package func retrievalRows() -> [JSONValue] {
    translations.map { translation in
      let (real, training) = real(translation.to)
      let scaling = FeatureScaling(training.features)
      let latentSamples = generated[translation]?.latentSamples ?? []
      let search = Retrieval(
        queries: latentSamples.flatMap { scaling($0.features) }, gallery: scaling(real.features))
      let queryLabels = latentSamples.flatMap { _ in labels }
      let partners = latentSamples.flatMap { _ in Array(labels.indices) }
      let ofClass = [1, 5].map {
        search.recall(at: min($0, labels.count), labels: queryLabels, galleryLabels: labels)
      }
      let ofPartner = [1, 5].map { search.recall(at: min($0, labels.count), partners: partners) }
      return [
        "evaluated": .string(translation.name), "route": .string(translation.route.rawValue),
        "class_at_1": .real(ofClass[0].value), "class_at_5": .real(ofClass[1].value),
        "class_chance_at_1": .real(ofClass[0].chance),
        "partner_at_1": .real(ofPartner[0].value), "partner_at_5": .real(ofPartner[1].value),
        "partner_chance_at_1": .real(ofPartner[0].chance),
      ]
    }
  }
}
