import CMCGAN
import Files
import Media
import Ranks
import TensorCore
import Training

/// What measures need to know of pictures or sounds, gathered batch by batch.
struct Items {
  let modality: Translator.Modality
  /// The verdicts of each judge of the modality; none where nobody is to judge.
  private(set) var verdicts: [[Int]]
  /// The evaluator's features.
  private(set) var features: [[Double]] = []
  /// Pictures at 16 x 16 pixels, for distances that no classifier has a part in.
  private(set) var thumbnails: [[Double]] = []
  private let evaluator: Evaluator
  private let judges: [any Judge]

  init(_ modality: Translator.Modality, _ judges: Judges, areJudged: Bool = true) {
    self.modality = modality
    evaluator = judges.evaluator(of: modality)
    self.judges = areJudged ? judges.judges(of: modality) : []
    verdicts = self.judges.map { _ in [] }
  }

  /// Adds pictures [n, height, width, 3] or sounds [n, bands, frames, 1].
  mutating func append(_ levels: Tensor, _ configuration: Configuration) {
    for (number, judge) in judges.enumerated() { verdicts[number] += judge.verdicts(on: levels) }
    features += evaluator.features(of: levels)
    guard modality == .image else { return }
    for row in 0..<levels.shape[0] {
      thumbnails.append(Features.image(levels.row(row), configuration.image))
    }
  }

  /// Joins what all ranks gathered.
  mutating func gather(over ranks: any RankGroup) {
    verdicts = verdicts.map { ranks.gather($0) }
    features = ranks.gather(features)
    thumbnails = ranks.gather(thumbnails)
  }
}

/// One way to translate: from a modality to the other, directly or through the reconstruction.
struct Way: Hashable {
  let target: Translator.Modality
  let route: Route

  var source: Translator.Modality { target.other }
  /// What tables call it.
  var name: String { target == .image ? "sound to image" : "image to sound" }

  /// All ways that a translator has networks for.
  static func all(of translator: Translator) -> [Way] {
    [Translator.Modality.image, .sound].flatMap { target in
      Route.allCases.map { Way(target: target, route: $0) }
    }.filter { translator.canTranslate($0.source, to: $0.target, route: $0.route) }
  }
}

/// What a model made of every pair of a split by one way.
struct Made {
  /// Pictures, or sounds as waveforms after Griffin-Lim: one collection for each draw of z.
  var draws: [Items]
  /// Sounds as the spectrograms that the networks say, before Griffin-Lim.
  var spectrograms: [Items] = []
  /// What is measured of each waveform.
  var waves: [WaveMeasures] = []

  /// Joins what all ranks made.
  mutating func gather(over ranks: any RankGroup) {
    for draw in draws.indices { draws[draw].gather(over: ranks) }
    for draw in spectrograms.indices { spectrograms[draw].gather(over: ranks) }
    waves = ranks.gather(waves)
  }
}

/// What is measured of one waveform that was made.
struct WaveMeasures: Sendable, BitwiseCopyable {
  /// How well Griffin-Lim met the magnitudes; nil for silence.
  var convergence: Double?
  /// How strongly it has a pitch, 0 to 1; nil for silence.
  var pitchStrength: Double?
  /// The pitch in hertz; nil where there is none.
  var pitch: Double?
  /// The log-spectral distance from the spectrogram that was asked for, in decibels.
  var distance: Double
}

/// Everything that a model makes of a split, with the real pairs beside it.
struct Collection {
  let labels: [Int]
  /// The real pictures and sounds of the split.
  private(set) var realImages: Items
  private(set) var realSounds: Items
  private(set) var realWaves: [WaveMeasures] = []
  /// The real pictures and sounds that were trained on, some of them where there are many.
  private(set) var trainingImages: Items
  private(set) var trainingSounds: Items
  let trainingLabels: [Int]
  /// The ways that the model has networks for, in the order of tables.
  let ways: [Way]
  private(set) var made: [Way: Made] = [:]
  /// Results in the modality of the input, directly and back through the other, beside the input.
  private(set) var remade: [Remade: RemadeMeasures] = [:]

  /// Training pairs that features are taken of, at most.
  private static let mostTraining = 2_000

  /// Translates every pair of the split, and looks at and listens to all that comes of it.
  ///
  /// Ranks share the batches out and join what they found, so that all have everything.
  ///
  /// - Parameters:
  ///   - model: what is judged.
  ///   - judges: who judges, with the real training pairs.
  ///   - judged: the pairs of the split.
  ///   - draws: latent vectors for each pair.
  ///   - ranks: the processes that evaluate together.
  ///   - progress: told the share that is done.
  /// - Throws: the failure of the first file that cannot be read.
  init(
    _ model: TrainedModel, _ judges: Judges, judged: SampleStore, draws: Int,
    _ ranks: any RankGroup, progress: (Double) -> Void
  ) throws {
    let (configuration, training) = (model.configuration, judges.training)
    labels = judged.pairs.map(\.classIndex)
    realImages = Items(.image, judges)
    realSounds = Items(.sound, judges)
    trainingImages = Items(.image, judges, areJudged: false)
    trainingSounds = Items(.sound, judges, areJudged: false)
    let count = training.pairs.count
    let shown = min(count, Self.mostTraining)
    let chosen = (0..<shown).map { $0 * count / shown }
    trainingLabels = chosen.map { training.pairs[$0].classIndex }
    for batch in ranks.part(of: chosen.indices.batches) {
      let part = Array(chosen[batch])
      try training.load(part)
      trainingImages.append(training.images(part), configuration)
      trainingSounds.append(training.sounds(part), configuration)
    }

    ways = Way.all(of: model.translator)
    for way in ways {
      made[way] = Made(
        draws: (0..<draws).map { _ in Items(way.target, judges) },
        spectrograms: way.target == .sound
          ? (0..<draws).map { _ in Items(.sound, judges) } : [])
    }
    let waves = try Waves(model)
    let batches = ranks.part(of: judged.pairs.indices.batches)
    for batch in batches {
      let part = Array(batch)
      try judged.load(part)
      let (image, sound) = (judged.images(part), judged.sounds(part))
      realImages.append(image, configuration)
      realSounds.append(sound, configuration)
      realWaves += waves(sound).measures
      for draw in 0..<draws {
        let latent = model.latents(batch, draw: draw)
        for way in ways {
          let levels = model.translator.translate(
            way.target == .image ? sound : image, way.source, to: way.target, latent: latent,
            route: way.route)
          guard way.target == .sound else {
            made[way]?.draws[draw].append(levels, configuration)
            continue
          }
          let spoken = waves(levels)
          made[way]?.spectrograms[draw].append(levels, configuration)
          made[way]?.draws[draw].append(spoken.levels, configuration)
          made[way]?.waves += spoken.measures
        }
        if draw == 0 { compareRemade(model, image, sound, latent) }
      }
      progress(
        Double(batch.upperBound - batches[0].lowerBound)
          / Double((batches.last ?? batch).upperBound - batches[0].lowerBound))
    }
  }

  /// Joins what all ranks found.
  mutating func gather(over ranks: any RankGroup) {
    realImages.gather(over: ranks)
    realSounds.gather(over: ranks)
    realWaves = ranks.gather(realWaves)
    trainingImages.gather(over: ranks)
    trainingSounds.gather(over: ranks)
    for way in ways { made[way]?.gather(over: ranks) }
    for key in Remade.all {
      var measures = remade[key] ?? RemadeMeasures()
      measures.errors = ranks.gather(measures.errors)
      measures.likeness = ranks.gather(measures.likeness)
      remade[key] = measures.errors.isEmpty ? nil : measures
    }
  }

  /// A result that can be compared with its own input.
  struct Remade: Hashable {
    let modality: Translator.Modality
    /// Whether it went through the other modality and back.
    let isCycle: Bool

    static let all = [Translator.Modality.image, .sound].flatMap { modality in
      [false, true].map { Remade(modality: modality, isCycle: $0) }
    }
  }

  struct RemadeMeasures {
    /// Mean L1 over the range of 2, of each item.
    var errors: [Double] = []
    /// SSIM of pictures, log-spectral distance of sounds in decibels, of each item; none of pictures that are
    /// too small for SSIM.
    var likeness: [Double] = []
  }

  private mutating func compareRemade(
    _ model: TrainedModel, _ image: Tensor, _ sound: Tensor, _ latent: Tensor
  ) {
    let translator = model.translator
    for (input, modality) in [(image, Translator.Modality.image), (sound, .sound)] {
      let other = modality.other
      func step(
        _ x: Tensor, _ from: Translator.Modality, _ to: Translator.Modality
      ) -> Tensor? {
        guard translator.canTranslate(from, to: to, route: .direct) else { return nil }
        return translator.translate(x, from, to: to, latent: latent, route: .direct)
      }
      let results = [
        (false, step(input, modality, modality)),
        (true, step(input, modality, other).flatMap { step($0, other, modality) }),
      ]
      for (isCycle, result) in results {
        guard let result else { continue }
        let errors = meanAbsoluteErrors(result, input).map { Double($0) }
        let likeness = (0..<input.shape[0]).compactMap { row -> Double? in
          guard
            modality == .sound
              || min(input.shape[1], input.shape[2]) >= StructuralSimilarity.windowLength
          else { return nil }
          return modality == .image
            ? StructuralSimilarity.between(
              model.preprocessing.picture(result.row(row)),
              model.preprocessing.picture(input.row(row)))
            : SpectralDistance.logSpectral(
              model.preprocessing.logMel(result.row(row)),
              model.preprocessing.logMel(input.row(row)))
        }
        remade[Remade(modality: modality, isCycle: isCycle), default: .init()].errors += errors
        remade[Remade(modality: modality, isCycle: isCycle), default: .init()].likeness += likeness
      }
    }
  }
}

/// Spectrograms made into waveforms and looked at again, as a listener's classifier would.
private struct Waves {
  private let synthesis: SoundSynthesis
  private let preprocessing: Preprocessing
  private let format: SoundFormat

  init(_ model: TrainedModel) throws {
    synthesis = try SoundSynthesis(model.configuration, iterations: 60)
    preprocessing = model.preprocessing
    format = model.configuration.sound
  }

  /// The waveforms of spectrograms as spectrograms again, with what is measured of each.
  func callAsFunction(_ levels: Tensor) -> (levels: Tensor, measures: [WaveMeasures]) {
    let clips = synthesis(levels)
    let all = Workers.shared.map(clips.count) { row in
      let found = preprocessing.soundLevels(clip: clips[row].samples)
      let pitch = PitchStrength(
        of: Sound(samples: clips[row].samples, sampleRate: format.sampleRate))
      let measures = WaveMeasures(
        convergence: clips[row].spectralConvergence, pitchStrength: pitch.strength,
        pitch: pitch.frequency,
        distance: SpectralDistance.logSpectral(
          preprocessing.logMel(found.map { Scalar($0) }), preprocessing.logMel(levels.row(row))))
      return (levels: found, measures: measures)
    }
    return (format.batch(all.map(\.levels)), all.map(\.measures))
  }
}

extension RankGroup {
  /// The batches of this rank.
  fileprivate func part(of batches: [Range<Int>]) -> [Range<Int>] {
    Array(batches[part(of: batches.count)])
  }
}
