import Metrics
import TestSupport
import Testing

@Suite struct PrincipalComponentsTests {
  /// More items than features, and fewer; scikit-learn centres and divides alike.
  @Test(arguments: [
    ("narrow", "features.first", "features.second", 4),
    ("wide", "features.wide", "components.wide.items", 5),
  ])
  func componentsMatchScikitLearn(
    name: String, reference: String, items: String, count: Int
  ) throws {
    let components = try PrincipalComponents(of: MetricGolden.rows(reference), count: count)
    let projections = components.projections(of: try MetricGolden.rows(items))
    for (found, key) in [
      (components.directions.flatMap(\.self), "directions"), (components.variances, "variances"),
      (projections.flatMap(\.self), "projections"),
    ] {
      let expected = try MetricGolden.numbers("components.\(name).\(key)")
      let closeness = closeness(of: found, to: expected, relative: 1e-6)
      #expect(closeness.isClose, "\(key): \(closeness)")
    }
  }

  @Test func allComponentsKeepDistances() throws {
    let items = randomRows(20, 6, stream: 1)
    let components = try PrincipalComponents(of: items, count: 6)
    let projections = components.projections(of: items)
    let found = Diversity.meanDistance(within: projections)
    #expect(abs(found - Diversity.meanDistance(within: items)) < 1e-12)
    let few = try PrincipalComponents(of: items, count: 2).projections(of: items)
    #expect(Diversity.meanDistance(within: few) < found - 0.1)
  }

  /// Items of a plane in space have two components, however many are asked for.
  @Test(arguments: [3, 50]) func aPlaneHasTwoComponents(items: Int) throws {
    let plane = randomRows(items, 2, stream: 2).map { [$0[0], $0[1], $0[0] - $0[1], 3, $0[0]] }
    let components = try PrincipalComponents(of: plane)
    #expect(components.directions.count == 2)
    #expect(components.directions.allSatisfy { abs($0[3]) < 1e-12 })
    #expect(components.projections(of: plane).allSatisfy { $0.count == 2 })
  }
}
