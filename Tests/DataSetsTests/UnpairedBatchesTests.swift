import Configuration
import DataSets
import Files
import Media
import TensorCore
import TestSupport
import Testing
import Training

/// Batches with parts of unpaired sounds in place of those of the pairs.
@Suite struct UnpairedBatchesTests {
  private let sounds = UnpairedSoundFiles()

  private func maker(
    _ assignments: [String] = [], seed: Int = 1
  ) throws -> (maker: BatchMaker, configuration: Configuration) {
    let configuration = try Configuration.read(
      Golden.repository + "/configs/tiny.json",
      assignments: [
        "training.batchSize=4", "data.unpairedSounds=\(sounds.root)", "data.unpairedShare=1",
        "seed=\(seed)",
      ] + assignments)
    let set = try sounds.set.adding(unpairedSounds: sounds.root)
    let store = SampleStore(set.training, of: set, configuration)
    return (
      try BatchMaker(
        store, unpaired: set.unpairedSounds.training, classes: set.classes.count, configuration),
      configuration
    )
  }

  /// All parts of a sound that are as long as a clip, as networks hear them.
  private func parts(_ name: String, _ configuration: Configuration) throws -> Set<[Float]> {
    let sound = try SoundFile.read("\(sounds.root)/\(name)")
    let whole = LogMelSpectrogram(configuration.sound.spectrogramSettings)(sound.samples)
    let (bands, frames) = (configuration.sound.bands, configuration.sound.frames)
    return Set(
      (0...whole.frames - frames).map { start in
        let part = (0..<bands).flatMap { band in
          whole.values[band * whole.frames + start..<band * whole.frames + start + frames]
        }
        let peak = part.max() ?? 0
        return part.map { max(0, ($0 - peak) / 80 + 1) * 2 - 1 }
      })
  }

  private func row(_ x: Tensor, _ row: Int) -> [Float] { x.row(row).map { Float($0) } }

  @Test func batchesHoldPartsOfUnpairedSoundsOfTheClass() throws {
    try sounds.write(1, "train/cello/a.wav", count: 12_000)
    try sounds.write(2, "train/cello/b.wav")
    try sounds.write(3, "train/tuba/c.wav", count: 6_000)
    try sounds.write(4, "validation/tuba/d.wav")
    let (maker, configuration) = try maker()
    let known = [
      try parts("train/cello/a.wav", configuration).union(
        parts("train/cello/b.wav", configuration)),
      try parts("train/tuba/c.wav", configuration),
    ]
    var seen: Set<[Float]> = []
    for step in 1...10 {
      let batch = try maker.batch(step: step)
      for (member, label) in batch.labels.enumerated() {
        let sound = row(batch.encoderSound, member)
        #expect(known[label].contains(sound), "step \(step), member \(member)")
        seen.insert(sound)
      }
    }
    // Forty draws of 34 + 1 parts of one class and 9 of the other.
    #expect(seen.count > 15, "\(seen.count) different parts")
    #expect(maker.takeFailures().isEmpty)
  }

  @Test func onlyWhatIsHeardIsReplaced() throws {
    try sounds.write(1, "cello/a.wav")
    try sounds.write(2, "tuba/b.wav")
    let (all, _) = try maker()
    let (none, _) = try maker(["data.unpairedShare=0"])
    for step in 1...3 {
      let (one, other) = (try all.batch(step: step), try none.batch(step: step))
      #expect(one.image == other.image && one.labels == other.labels)
      // What is made is still compared with the sounds of the pairs.
      #expect(one.sound == other.sound && other.encoderSound == other.sound)
      #expect(one.wrongImage == other.wrongImage && one.wrongSound == other.wrongSound)
      #expect(one.latents.image == other.latents.image)
      for member in 0..<4 {
        #expect(row(one.encoderSound, member) != row(other.encoderSound, member))
      }
    }
  }

  @Test func theShareIsKept() throws {
    try sounds.write(1, "cello/a.wav")
    try sounds.write(2, "tuba/b.wav")
    let (some, _) = try maker(["data.unpairedShare=0.25"])
    let (none, _) = try maker(["data.unpairedShare=0"])
    var count = 0
    for step in 1...50 {
      let (one, other) = (try some.batch(step: step), try none.batch(step: step))
      count += (0..<4).count { row(one.encoderSound, $0) != row(other.encoderSound, $0) }
    }
    // A quarter of 200, with a standard deviation of 6.
    #expect((26...74).contains(count), "\(count) of 200")
  }

  @Test func whatAStepHearsDependsOnSeedAndStepAlone() throws {
    for number in 0..<3 {
      try sounds.write(number, "cello/\(number).wav", count: 9_000)
      try sounds.write(number + 5, "tuba/\(number).wav", count: 9_000)
    }
    let forwards = try maker().maker
    let batches = try (1...4).map { try forwards.batch(step: $0).encoderSound }
    let backwards = try maker().maker
    for step in (1...4).reversed() {
      #expect(try backwards.batch(step: step).encoderSound == batches[step - 1])
    }
    #expect(Set(batches.map(\.elements)).count == 4)
    #expect(try maker(seed: 2).maker.batch(step: 1).encoderSound != batches[0])
  }

  @Test func aClassWithoutUnpairedSoundsKeepsItsOwn() throws {
    try sounds.write(1, "cello/a.wav")
    let (some, _) = try maker()
    let (none, _) = try maker(["data.unpairedShare=0"])
    for step in 1...3 {
      let (one, other) = (try some.batch(step: step), try none.batch(step: step))
      for (member, label) in one.labels.enumerated() {
        #expect((row(one.encoderSound, member) == row(other.encoderSound, member)) == (label == 1))
      }
    }
  }

  @Test func anUnreadableSoundIsNamedOnceAndAnotherStandsIn() throws {
    try sounds.write(1, "cello/a.wav")
    try sounds.files.write("no sound", "cello/b.wav")
    try sounds.write(2, "tuba/c.wav")
    let (maker, configuration) = try maker()
    let good = try parts("cello/a.wav", configuration)
    var failures: [Failure] = []
    for step in 1...10 {
      let batch = try maker.batch(step: step)
      for (member, label) in batch.labels.enumerated() where label == 0 {
        #expect(good.contains(row(batch.encoderSound, member)))
      }
      failures += maker.takeFailures()
    }
    #expect(failures.map(\.subject) == ["\(sounds.root)/cello/b.wav"])
    #expect(failures.first?.kind == .badInput)
  }

  @Test func withoutAReadableSoundThePairsOwnIsHeard() throws {
    try sounds.files.write("no sound", "cello/b.wav")
    try sounds.write(2, "tuba/c.wav")
    let (some, _) = try maker()
    let (none, _) = try maker(["data.unpairedShare=0"])
    let (one, other) = (try some.batch(step: 1), try none.batch(step: 1))
    for (member, label) in one.labels.enumerated() {
      #expect((row(one.encoderSound, member) == row(other.encoderSound, member)) == (label == 0))
    }
  }

  /// A silent sound says nothing of its class; it is not to be heard as the loudest there is.
  @Test func aSilentSoundIsLeftOut() throws {
    try sounds.write(1, "cello/a.wav")
    try sounds.files.write(
      PairFiles.wav([[Int16](repeating: 0, count: 8_000)], sampleRate: 8_000), "cello/b.wav")
    try sounds.write(2, "tuba/c.wav")
    let (maker, configuration) = try maker()
    let good = try parts("cello/a.wav", configuration)
    for step in 1...10 {
      let batch = try maker.batch(step: step)
      for (member, label) in batch.labels.enumerated() where label == 0 {
        #expect(good.contains(row(batch.encoderSound, member)))
      }
    }
    #expect(
      maker.takeFailures() == [
        Failure(
          .badInput, "\(sounds.root)/cello/b.wav", "is silent (peak below -60 dB of full scale)")
      ])
  }

  /// Half a second of a tone in the middle of ten: most parts are nothing but silence.
  @Test func aPartThatIsHeardIsFoundInALongSilence() throws {
    let silence = [Int16](repeating: 0, count: 38_000)
    for name in ["cello/a.wav", "tuba/b.wav"] {
      try sounds.files.write(
        PairFiles.wav([silence + PairFiles.tone(3, count: 4_000) + silence], sampleRate: 8_000),
        name)
    }
    let (maker, _) = try maker()
    for step in 1...10 {
      let sounds = try maker.batch(step: step).encoderSound
      for member in 0..<4 {
        let levels = row(sounds, member)
        #expect(levels.max() == 1 && levels.min() == -1, "step \(step), member \(member)")
      }
    }
  }
}
