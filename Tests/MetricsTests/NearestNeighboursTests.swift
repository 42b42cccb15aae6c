import Metrics
import TestSupport
import Testing

@Suite struct NearestNeighboursTests {
  @Test func distancesMatchScikitLearn() throws {
    let first = try MetricGolden.rows("features.first")
    let second = try MetricGolden.rows("features.second")
    let across = closeness(
      of: NearestNeighbours.distances(from: second, to: first),
      to: try MetricGolden.numbers("neighbours.across"), relative: 1e-6)
    #expect(across.isClose, "\(across)")
    let within = closeness(
      of: NearestNeighbours.distances(within: first),
      to: try MetricGolden.numbers("neighbours.within"), relative: 1e-6)
    #expect(within.isClose, "\(within)")
  }

  @Test func onlyTheItemItselfIsLeftOut() {
    let set = [[0.0, 0], [3, 4], [3, 4]]
    #expect(NearestNeighbours.distances(within: set) == [5, 0, 0])
    #expect(NearestNeighbours.distances(from: set, to: set) == [0, 0, 0])
    #expect(NearestNeighbours.distances(from: [], to: set) == [])
  }

  @Test func copiesAreToldFromNewItems() {
    let training = randomRows(200, 5, stream: 1)
    let validation = randomRows(100, 5, stream: 2)
    let real = NearestNeighbours.distances(from: validation, to: training)
    func share(_ generated: [[Double]]) -> Double {
      let distances = NearestNeighbours.distances(from: generated, to: training)
      return NearestNeighbours.shareNearer(distances, of: real).value
    }
    #expect(share(training) == 1)
    #expect(share(training + randomRows(200, 5, stream: 3)) < 0.55)
    #expect(share(randomRows(200, 5, stream: 3)) < 0.06)
    #expect(share(validation) == 0.01)
  }

  @Test func aDistanceAtTheQuantileIsNotNearer() {
    let others = [1.0, 2, 3]
    let found = NearestNeighbours.shareNearer([1.9, 2, 2.1], thanQuantile: 0.5, of: others)
    #expect(found == Proportion(right: 1, count: 3))
    #expect(NearestNeighbours.shareNearer([], of: others) == Proportion(right: 0, count: 0))
  }
}
