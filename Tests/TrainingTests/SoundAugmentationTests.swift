import Configuration
import DataSets
import Models
import TensorCore
import TestSupport
import Testing
import Training

@Suite struct SoundAugmentationTests {
  private let bands = 32
  private let frames = 17

  private func augmentation(_ assignments: String...) throws -> SoundAugmentation? {
    SoundAugmentation(
      try .read(
        Golden.repository + "/configs/tiny.json",
        assignments: assignments.map { "augmentation.encoder.\($0)" }))
  }

  /// Levels in [-0.5, 0.9] with one peak of 1 in the middle.
  private var levels: [Float] {
    var random = RandomStream(seed: 1, stream: 1)
    var levels = (0..<bands * frames).map { _ in Float(random.uniform(-0.5..<0.9)) }
    levels[16 * frames + 8] = 1
    return levels
  }

  /// The levels by band and frame.
  private func rows(_ levels: [Float]) -> [[Float]] {
    (0..<bands).map { Array(levels[$0 * frames..<($0 + 1) * frames]) }
  }

  /// What an augmentation makes of levels; the partner is one of nothing but silence.
  private func changed(
    _ augmentation: SoundAugmentation, _ levels: [Float]? = nil, isPaired: Bool = true,
    sample: UInt32, partner: (() -> [Float])? = nil
  ) -> [Float] {
    var random = RandomStream(seed: 5, stream: 2, sample: sample)
    return augmentation.changed(levels ?? self.levels, isPaired: isPaired, &random) {
      partner?() ?? [Float](repeating: -1, count: bands * frames)
    }
  }

  @Test func zerosAskForNothing() throws {
    #expect(try augmentation() == nil)
    for setting in [
      "soundEqualizerDecibels=1", "soundMixShare=0.1", "soundNoiseShare=0.1", "soundBandShift=1",
      "soundTimeShift=0.1",
      "soundMask=0.1",
    ] { #expect(try augmentation(setting) != nil, "\(setting)") }
  }

  private func everything() throws -> SoundAugmentation {
    try #require(
      try augmentation(
        "soundEqualizerDecibels=20", "soundNoiseShare=0.5", "soundMixShare=0.5", "soundBandShift=3",
        "soundTimeShift=0.3",
        "soundMask=0.3"))
  }

  @Test func resultsAreLevelsWhosePeakIsOne() throws {
    let augmentation = try everything()
    var all: Set<[Float]> = []
    for sample in 0..<50 as Range<UInt32> {
      let result = changed(augmentation, sample: sample)
      #expect(result.count == bands * frames)
      #expect(result.max() == 1)
      #expect(result.allSatisfy { (-1...1).contains($0) })
      #expect(changed(augmentation, sample: sample) == result, "a function of the stream alone")
      all.insert(result)
    }
    #expect(all.count == 50)
  }

  @Test func aBandShiftMovesWholeBandsAndRepeatsTheLast() throws {
    let augmentation = try #require(try augmentation("soundBandShift=3"))
    let source = rows(levels)
    var shifts: Set<Int> = []
    for sample in 0..<60 as Range<UInt32> {
      let result = rows(changed(augmentation, sample: sample))
      let shift = (-3...3).first { shift in
        let expected = (0..<bands).map { band in
          source[min(max(0, band - shift), bands - 1)]
        }
        return closeness(of: result.flatMap { $0 }, to: expected.flatMap { $0 }).isClose
      }
      shifts.insert(try #require(shift, "sample \(sample) is no shift of up to three bands"))
    }
    #expect(shifts == Set(-3...3))
  }

  @Test func aTimeShiftIsARotation() throws {
    // 0.25 of 17 frames: up to 4 either way.
    let augmentation = try #require(try augmentation("soundTimeShift=0.25"))
    let source = rows(levels)
    var delays: Set<Int> = []
    for sample in 0..<60 as Range<UInt32> {
      let result = rows(changed(augmentation, sample: sample))
      let delay = (-4...4).first { delay in
        let expected = source.map { row in
          (0..<frames).map { row[($0 + delay + frames) % frames] }
        }
        return closeness(of: result.flatMap { $0 }, to: expected.flatMap { $0 }).isClose
      }
      delays.insert(try #require(delay, "sample \(sample) is no rotation by up to four frames"))
    }
    #expect(delays == Set(-4...4))
  }

  /// The equaliser adds one gain to each band; the peak is brought back to 1.
  @Test func anEqualiserIsOneGainForEachBand() throws {
    let augmentation = try #require(try augmentation("soundEqualizerDecibels=6"))
    let source = rows(levels)
    for sample in 0..<20 as Range<UInt32> {
      let result = rows(changed(augmentation, sample: sample))
      var gains: [Float] = []
      for (row, old) in zip(result, source) {
        let differences = zip(row, old).map { $0 - $1 }
        let (least, most) = (differences.min() ?? 0, differences.max() ?? 0)
        #expect(most - least < 1e-5)
        gains.append(least * 40)
      }
      // Gains lie within 12 dB of each other, on seven lines over 31 steps from band to band.
      #expect((gains.max() ?? 0) - (gains.min() ?? 0) <= 12.001)
      #expect((gains.max() ?? 0) - (gains.min() ?? 0) > 0.5)
      for (one, next) in zip(gains, gains.dropFirst()) { #expect(abs(one - next) < 2.72) }
    }
  }

  @Test func noiseRaisesTheFloorAlone() throws {
    func noise(_ decibels: Int) throws -> SoundAugmentation {
      try #require(
        try augmentation(
          "soundNoiseShare=1", "soundQuietestNoiseDecibels=\(decibels)",
          "soundLoudestNoiseDecibels=\(decibels)"))
    }
    var quiet = [Float](repeating: -1, count: bands * frames)
    for band in 10..<20 { quiet[band * frames + 8] = 1 }
    let rest = quiet.indices.filter { quiet[$0] == -1 }
    let (soft, loud) = (try noise(-60), try noise(-50))
    for sample in 0..<20 as Range<UInt32> {
      let result = changed(soft, quiet, sample: sample)
      for band in 10..<20 { #expect(abs(result[band * frames + 8] - 1) < 0.01) }
      #expect(result.allSatisfy { (-1...1).contains($0) })
      // At -60 dB, up to 18 dB louder towards the lowest band, and uneven by a few.
      let median = rest.map { result[$0] }.sorted()[rest.count / 2]
      #expect((-66 ... -36).contains((median - 1) * 40), "\((median - 1) * 40) dB")
      // Ten decibels more are ten in each cell, where the noise is all that there is.
      let other = changed(loud, quiet, sample: sample)
      for place in rest where result[place] > -0.7 {
        #expect(abs(40 * (other[place] - result[place]) - 10) < 0.3)
      }
      #expect(changed(soft, quiet, isPaired: false, sample: sample) == quiet)
    }
  }

  @Test func theShareOfNoiseAndOfMixturesIsKept() throws {
    for share in ["soundNoiseShare", "soundMixShare"] {
      let augmentation = try #require(try augmentation("\(share)=0.3"))
      var different = 0
      for sample in 0..<200 as Range<UInt32> {
        let result = changed(augmentation, sample: sample) { levels.reversed() }
        if !closeness(of: result, to: levels).isClose { different += 1 }
      }
      // 60 of 200, with a standard deviation of 6.5.
      #expect((34...86).contains(different), "\(share): \(different)")
    }
  }

  @Test func aPartnerIsMixedInUpToTwelveDecibelsLower() throws {
    let augmentation = try #require(try augmentation("soundMixShare=1"))
    func tone(_ band: Int) -> [Float] {
      (0..<bands * frames).map { $0 / frames == band ? 1 : -1 }
    }
    var gains: Set<Float> = []
    for sample in 0..<30 as Range<UInt32> {
      let result = rows(changed(augmentation, tone(5), sample: sample) { tone(20) })
      #expect(result[5].allSatisfy { abs($0 - 1) < 1e-5 })
      let gain = (result[20][0] - 1) * 40
      #expect((-12.001...0.001).contains(gain) && Set(result[20]).count == 1)
      gains.insert(gain)
      // What is silent in both is at the floor: two floors together are at most 3 dB higher.
      for band in 0..<bands where ![5, 20].contains(band) {
        #expect(result[band].allSatisfy { (-1 ... -0.9).contains($0) })
      }
      // Unpaired sounds are mixed with nothing.
      let alone = changed(augmentation, tone(5), isPaired: false, sample: sample) {
        Issue.record("no partner is needed")
        return tone(20)
      }
      #expect(alone == tone(5))
    }
    #expect(gains.count > 20)
  }

  @Test func aMaskCoversBandsAndFramesAndNothingElse() throws {
    let augmentation = try #require(try augmentation("soundMask=0.4"))
    let source = rows(levels)
    let low = levels.min() ?? 0
    var widths: Set<Int> = []
    for sample in 0..<40 as Range<UInt32> {
      let result = rows(changed(augmentation, sample: sample))
      func isMasked(_ band: Int, _ frame: Int, _ gain: Float) -> Bool {
        abs(result[band][frame] - (source[band][frame] + gain)) > 1e-5
      }
      // The peak may be masked; the rest is brought up then.
      let gain = gain(of: result, source)
      let bandsMasked = (0..<bands).filter { band in
        (0..<frames).count { isMasked(band, $0, gain) } > frames / 2
      }
      let framesMasked = (0..<frames).filter { frame in
        (0..<bands).count { isMasked($0, frame, gain) } > bands / 2
      }
      for band in 0..<bands {
        for frame in 0..<frames where isMasked(band, frame, gain) {
          #expect(bandsMasked.contains(band) || framesMasked.contains(frame))
          #expect(abs(result[band][frame] - (low + gain)) < 1e-5)
        }
      }
      #expect(bandsMasked.count <= 12 && framesMasked.count <= 6)
      if let first = bandsMasked.first, let last = bandsMasked.last {
        #expect(last - first + 1 == bandsMasked.count, "one span")
      }
      widths.insert(bandsMasked.count)
    }
    #expect(widths.count > 5)
  }

  /// The difference that most cells have.
  private func gain(of result: [[Float]], _ source: [[Float]]) -> Float {
    let differences = zip(result.flatMap { $0 }, source.flatMap { $0 }).map { $0 - $1 }.sorted()
    return differences.min { one, other in
      func near(_ x: Float) -> Int { differences.count { abs($0 - x) < 1e-5 } }
      return near(one) > near(other)
    } ?? 0
  }

  /// Nothing is not made the loudest there is by bringing its peak to 1.
  @Test func silenceStaysSilent() throws {
    let silence = [Float](repeating: -1, count: bands * frames)
    for setting in [
      "soundEqualizerDecibels=6", "soundBandShift=3", "soundTimeShift=0.25", "soundMask=0.4",
      "soundMixShare=1",
    ] {
      let augmentation = try #require(try augmentation(setting))
      #expect(changed(augmentation, silence, sample: 0) == silence, "\(setting)")
    }
    // A partner or a noise is heard in it.
    let mixed = try #require(try augmentation("soundMixShare=1"))
    #expect(changed(mixed, silence, sample: 0) { levels }.max() == 1)
    let noisy = try #require(try augmentation("soundNoiseShare=1"))
    let noise = changed(noisy, silence, sample: 0)
    #expect(noise.max() == 1 && Set(noise).count > 500)
  }

  @Test func encodersHearOtherSoundsWhereThatIsAskedFor() throws {
    func batches(_ assignments: String...) throws -> [Batch] {
      let configuration = try Configuration.read(
        Golden.repository + "/configs/tiny.json",
        assignments: ["training.batchSize=4", "data.orchestraTrainingPairs=1"] + assignments)
      let set = try DataSet(configuration.data, seed: 1)
      let maker = try BatchMaker(
        SampleStore(set.training, of: set, configuration), classes: 13, configuration)
      return try [1, 2, 1].map { try maker.batch(step: $0) }
    }
    let plain = try batches()
    #expect(plain.allSatisfy { $0.encoderSound == $0.sound })
    for setting in ["soundEqualizerDecibels=20", "soundTimeShift=0.5", "soundBandShift=3"] {
      let changed = try batches("augmentation.encoder.\(setting)")
      for (one, other) in zip(plain, changed) {
        #expect(other.sound == one.sound && other.image == one.image)
        #expect(other.wrongSound == one.wrongSound && other.latents.image == one.latents.image)
        #expect(other.encoderSound != other.sound && other.encoderSound.shape == other.sound.shape)
      }
      #expect(changed[0].encoderSound == changed[2].encoderSound)
    }
  }
}
