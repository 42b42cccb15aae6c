import Media
import TensorCore
import TestSupport
import Testing

@Suite struct GriffinLimTests {
  @Test(arguments: ["harmonics", "chirp", "noise"])
  func convergenceIsNoWorseThanLibrosas(name: String) throws {
    let golden = try Golden.file("sound")
    let magnitudes = try golden.require("griffin_lim.\(name).magnitudes")
    let reached = try golden.require("griffin_lim.\(name).convergence").elements.map { Double($0) }
    let found = GriffinLim(windowLength: 512, hopLength: 128)(
      magnitudes.elements.map { Float($0) }, frames: magnitudes.shape[0], length: 4000,
      iterations: 60)
    let mean = reached.reduce(0, +) / Double(reached.count)
    #expect(found.samples.count == 4000)
    #expect(found.spectralConvergence <= mean, "librosa reaches \(mean)")
  }

  @Test func moreIterationsFitBetter() throws {
    let golden = try Golden.file("sound")
    let magnitudes = try golden.require("griffin_lim.harmonics.magnitudes")
    let griffinLim = GriffinLim(windowLength: 512, hopLength: 128)
    let reached = [0, 5, 60].map {
      griffinLim(
        magnitudes.elements.map { Float($0) }, frames: magnitudes.shape[0], iterations: $0
      ).spectralConvergence
    }
    #expect(reached == reached.sorted(by: >), "\(reached)")
  }

  @Test func lengthIsWhatIsAskedFor() {
    let griffinLim = GriffinLim(windowLength: 64, hopLength: 16)
    let magnitudes = [Float](repeating: 1, count: 5 * 33)
    for length in [0, 1, 63, 64, 79, 500] {
      let found = griffinLim(magnitudes, frames: 5, length: length, iterations: 3)
      #expect(found.samples.count == length)
      #expect(found.samples.allSatisfy { $0.isFinite })
    }
    #expect(griffinLim(magnitudes, frames: 5, iterations: 3).samples.count == 64)
    #expect(griffinLim(Array(magnitudes.prefix(33)), frames: 1, iterations: 3).samples.isEmpty)
  }

  @Test func silenceGivesSilence() {
    let found = GriffinLim(windowLength: 512, hopLength: 128)(
      [Float](repeating: 0, count: 10 * 257), frames: 10, iterations: 10)
    #expect(found.samples.allSatisfy { $0 == 0 })
    #expect(found.spectralConvergence == 0)
  }

  @Test func threadsMayShareASynthesis() async throws {
    let golden = try Golden.file("sound")
    let magnitudes = try golden.require("griffin_lim.noise.magnitudes")
    let numbers = magnitudes.elements.map { Float($0) }
    let frames = magnitudes.shape[0]
    let griffinLim = GriffinLim(windowLength: 512, hopLength: 128)
    let alone = griffinLim(numbers, frames: frames, iterations: 5)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask { griffinLim(numbers, frames: frames, iterations: 5) == alone }
      }
      for await isEqual in group { #expect(isEqual) }
    }
  }
}
