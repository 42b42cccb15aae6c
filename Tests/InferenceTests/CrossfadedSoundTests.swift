import Inference
import Testing

@Suite struct CrossfadedSoundTests {
  @Test func piecesShareTheOverlap() {
    var sound = CrossfadedSound(overlap: 4)
    sound.append([Float](repeating: 1, count: 10))
    #expect(sound.samples == [Float](repeating: 1, count: 10))
    sound.append([Float](repeating: 0, count: 10))
    #expect(sound.samples.count == 16)
    #expect(sound.samples[..<6].allSatisfy { $0 == 1 })
    #expect(sound.samples[10...].allSatisfy { $0 == 0 })
    let fade = sound.samples[6..<10]
    #expect(zip(fade, fade.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func gainsKeepThePower() {
    var fallen = CrossfadedSound(overlap: 8)
    fallen.append([Float](repeating: 1, count: 8))
    fallen.append([Float](repeating: 0, count: 8))
    var risen = CrossfadedSound(overlap: 8)
    risen.append([Float](repeating: 0, count: 8))
    risen.append([Float](repeating: 1, count: 8))
    for (one, other) in zip(fallen.samples, risen.samples) {
      #expect(abs(one * one + other * other - 1) < 1e-6)
    }
  }
}
