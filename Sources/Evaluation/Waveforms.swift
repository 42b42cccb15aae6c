import Configuration
import DataSets
import Inference
import Media
import TensorCore
import Training

/// What is measured of one waveform that was made.
struct WaveformMeasures: Sendable, BitwiseCopyable {
  /// How well Griffin-Lim met the magnitudes; nil for silence.
  var convergence: Double?
  /// How strongly it has a pitch, 0 to 1; nil for silence.
  var pitchStrength: Double?
  /// The pitch in hertz; nil where there is none.
  var pitch: Double?
  /// The log-spectral distance from the spectrogram that was asked for, in decibels.
  var distance: Double
}

/// Spectrograms made into waveforms and looked at again, as a listener's classifier would.
struct Waveforms {
  private let synthesis: SoundSynthesis
  private let preprocessing: Preprocessing
  private let format: SoundFormat

  init(_ model: TrainedModel) throws {
    synthesis = try SoundSynthesis(model.configuration, iterations: 60)
    preprocessing = model.preprocessing
    format = model.configuration.sound
  }

  /// The waveforms of spectrograms as spectrograms again, with what is measured of each.
  func callAsFunction(_ levels: Tensor) -> (levels: Tensor, measures: [WaveformMeasures]) {
    let clips = synthesis(levels)
    let all = ThreadPool.shared.map(clips.count) { row in
      let found = preprocessing.soundLevels(clip: clips[row].samples)
      let pitch = PitchStrength(
        of: Sound(samples: clips[row].samples, sampleRate: format.sampleRate))
      let measures = WaveformMeasures(
        convergence: clips[row].spectralConvergence, pitchStrength: pitch.strength,
        pitch: pitch.frequency,
        distance: SpectralDistance.logSpectral(
          preprocessing.logMel(found.map { Scalar($0) }), preprocessing.logMel(levels.row(row))))
      return (levels: found, measures: measures)
    }
    return (format.batch(all.map(\.levels)), all.map(\.measures))
  }
}
