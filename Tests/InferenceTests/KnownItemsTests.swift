import Inference
import Testing

@Suite struct KnownItemsTests {
  /// Each class gives as many as the others, if it has them.
  @Test(arguments: [
    ([5, 3, 0], 100, [5, 3, 0]), ([500, 3, 300], 203, [100, 3, 100]), ([4, 4], 7, [3, 3]),
    ([9, 9, 9], 2, [1, 1, 1]), ([], 10, []), ([1_000_000], 1_000, [1_000]),
  ])
  func itemsAreChosenEvenlyOverClasses(counts: [Int], most: Int, quotas: [Int]) {
    #expect(KnownItems.quotas(counts, atMost: most) == quotas)
  }
}
