import Metrics
import TestSupport
import Testing

@Suite struct RetrievalTests {
  @Test func recallMatchesScikitLearnsSimilarities() throws {
    let gallery = try MetricGolden.rows("features.first")
    let queries = try MetricGolden.rows("retrieval.queries")
    let retrieval = Retrieval(queries: queries, gallery: gallery)
    let closeness = closeness(
      of: queries.indices.flatMap { retrieval.similarities(of: $0) },
      to: try MetricGolden.numbers("retrieval.similarities"), relative: 1e-6)
    #expect(closeness.isClose, "\(closeness)")

    let labels = try MetricGolden.integers("retrieval.labels")
    for first in [1, 5] {
      let partners = retrieval.recall(at: first, partners: Array(gallery.indices))
      #expect(partners.hits == (try MetricGolden.numbers("retrieval.partner.\(first)")))
      #expect(abs(partners.chance - Double(first) / 40) < 1e-12)
      let classes = retrieval.recall(at: first, labels: labels, galleryLabels: labels)
      #expect(classes.hits == (try MetricGolden.numbers("retrieval.label.\(first)")))
      let chance = try MetricGolden.numbers("retrieval.label_chance.\(first)")[0]
      #expect(abs(classes.chance - chance) < 1e-6)
    }
  }

  @Test func onlyDirectionsCount() {
    let gallery = [[1.0, 0], [0, 5], [-2, 0]]
    let retrieval = Retrieval(queries: [[9, 1], [0.1, 0.2], [-1, -0.5]], gallery: gallery)
    #expect(retrieval.recall(at: 1, partners: [0, 1, 2]).value == 1)
    #expect(retrieval.recall(at: 1, partners: [1, 0, 0]).value == 0)
    #expect(retrieval.recall(at: 2, partners: [1, 0, 0]).hits == [1, 1, 0])
    #expect(retrieval.recall(at: 3, partners: [1, 0, 0]).value == 1)
  }

  /// What is equally similar comes in random order: a generator that says nothing has what chance
  /// has.
  @Test func equalSimilaritiesAreLeftToChance() {
    let gallery = [[1.0, 0], [0, 1], [1, 1], [2, -1]]
    let nothing = Retrieval(queries: [[0.0, 0], [0, 0]], gallery: gallery)
    for first in 1...5 {
      let partners = nothing.recall(at: first, partners: [3, 0])
      #expect(partners.value == min(1, Double(first) / 4))
      #expect(partners.chance == partners.value)
      let classes = nothing.recall(at: first, labels: [0, 1], galleryLabels: [0, 1, 1, 1])
      #expect(classes.chance == classes.value)
    }
    // Two copies of a right item and one wrong, all equal, behind a wrong one.
    let tied = Retrieval(queries: [[1.0, 0]], gallery: [[1, 0], [1, 1], [1, 1], [1, 1]])
    let recall = tied.recall(at: 2, labels: [1], galleryLabels: [0, 1, 1, 0])
    #expect(abs(recall.value - 2.0 / 3) < 1e-12)
    // 1 - (2 * 1) / (4 * 3)
    #expect(abs(recall.chance - 5.0 / 6) < 1e-12)
  }

  @Test func aClassThatIsNotThereIsNotFound() {
    let recall = Retrieval(queries: [[1.0]], gallery: [[1], [1]]).recall(
      at: 2, labels: [7], galleryLabels: [0, 1])
    #expect(recall.value == 0 && recall.chance == 0)
    let none = Retrieval(queries: [], gallery: [[1]]).recall(at: 1, partners: [])
    #expect(none.value == 0 && none.hits.isEmpty)
  }
}
