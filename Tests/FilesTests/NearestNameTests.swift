import Files
import Testing

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("", "", 0), ("abc", "abc", 0), ("abc", "ABC", 0), ("abc", "", 3), ("abc", "abd", 1),
    ("abc", "acb", 1), ("abc", "xabc", 1), ("kitten", "sitting", 3),
  ])
  func distanceCountsChanges(first: String, second: String, expected: Int) {
    #expect(NearestName.distance(first, second) == expected)
    #expect(NearestName.distance(second, first) == expected)
  }

  @Test func theNearestComesFirstAmongEquals() {
    #expect(NearestName.nearest(to: "batchsize", among: ["seed", "batchSize"]) == "batchSize")
    #expect(NearestName.nearest(to: "x", among: ["a", "b"]) == "a")
    let weights = ["kind", "weights", "consistencyWeight"]
    #expect(NearestName.nearest(to: "cycelWeight", among: weights) == "consistencyWeight")
    #expect(NearestName.nearest(to: "x", among: []) == nil)
  }
}
