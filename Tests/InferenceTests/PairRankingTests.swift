import Files
import Inference
import TestSupport
import Testing
import Training

@Suite struct PairRankingTests {
  private let folder = TemporaryFolder()

  @Test func candidatesAreRankedAndBadOnesToldOf() throws {
    let query = try folder.tone("query.wav")
    try Folder.create(folder.path("all/inner"))
    let images = try [folder.image("all/a.png", 7), folder.image("all/inner/b.png", 200)]
    let bad = folder.path("all/bad.png")
    try OutputFile.write("words", to: bad, replacing: false)
    let ranking = try PairRanking(query, among: [folder.path("all")])
    #expect(ranking.candidates == [images[0], bad, images[1]])
    let checkpoint = try TrainedModel.checked(TrainedRun.path()) { Issue.record("\($0)") }
    let matching = try PairMatching(checkpoint, by: nil)
    #expect(matching.evaluator == .discriminator)
    var failures: [Failure] = []
    let matches = try ranking.matches(by: matching) {
      if case .failed(let failure) = $0 { failures.append(failure) }
    }
    #expect(failures.map(\.subject) == [bad])
    #expect(Set(matches.map(\.path)) == Set(images))
    #expect(matches[0].score >= matches[1].score)
    #expect(matches.allSatisfy { (0...1).contains($0.score) })
    // The score of a pair is the same from either side.
    let back = try PairRanking(images[0], among: [query]).matches(by: matching)
    #expect(back.map(\.score) == matches.filter { $0.path == images[0] }.map(\.score))
  }

  @Test func thereHasToBeACandidate() throws {
    let query = try folder.tone("query.wav")
    try Folder.create(folder.path("empty"))
    #expect(throws: Failure(.badInput, folder.path("empty"), "no image to choose")) {
      try PairRanking(query, among: [folder.path("empty")])
    }
  }

  @Test func twoOfOneModalityAreNoPair() throws {
    let (one, other) = (try folder.tone("a.wav"), try folder.tone("b.wav"))
    #expect(throws: Failure(.usage, nil, "two sounds; one of each is needed")) {
      try PairInput([one, other])
    }
    let pair = try PairInput([folder.image("c.png"), one])
    #expect(pair.sound?.name == one && !pair.isIncomplete)
    #expect(try PairInput([one]).isIncomplete)
  }

  @Test func aModelWithoutClassifierClassifiesNothing() throws {
    let path = try TrainedRun.path()
    #expect {
      try PairClassification(classifier: nil, model: path, generates: true)
    } throws: { ($0 as? Failure)?.problem == "holds no classifier of pairs" }
  }
}
