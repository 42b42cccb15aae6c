import Files
import Ranks
import TestSupport
import Testing

@Suite struct RankGroupTests {
  @Test func partsAreAllAndDoNotOverlap() throws {
    let parts = try ThreadRanks.results(3) { $0.part(of: 8) }.map { try $0.get() }
    #expect(parts == [0..<2, 2..<5, 5..<8])
    #expect(SoleRank().part(of: 8) == 0..<8)
  }

  @Test func whatFailsOnOneFailsOnAllWithItsWords() throws {
    let failure = Failure(.cannotCreate, "a/b", "holds a \"run\" already", hint: "try another")
    let results = ThreadRanks.results(3) { ranks in
      try ranks.together { if ranks.rank == 1 { throw failure } }
    }
    for result in results {
      let error = #expect(throws: AgreedFailure.self) { try result.get() }
      #expect(error?.failure == failure)
    }
  }

  @Test func theFirstOfSeveralFailuresIsTold() throws {
    let results = ThreadRanks.results(3) { ranks in
      try ranks.together {
        if ranks.rank > 0 { throw Failure(.badInput, "\(ranks.rank)", "is wrong") }
      }
    }
    for result in results {
      let error = #expect(throws: AgreedFailure.self) { try result.get() }
      #expect(error?.failure == Failure(.badInput, "1", "is wrong"))
    }
  }

  @Test func aloneAFailureStaysWhatItIs() {
    #expect(throws: Failure(.badInput, nil, "is wrong")) {
      try SoleRank().together { throw Failure(.badInput, nil, "is wrong") }
    }
  }
}
