import Configuration
import DataSets
import Inference
import Media
import Metrics
import Preprocessing
import TensorCore
import Threads
import Training

/// The measures of one waveform that Griffin-Lim made from a spectrogram.
package struct WaveformMeasures: Sendable, BitwiseCopyable {
  /// The spectral convergence: how closely Griffin-Lim met the magnitudes; nil for silence.
  package var convergence: Double?
  /// How strongly it has a pitch, 0 to 1; nil for silence.
  package var pitchStrength: Double?
  /// The pitch in hertz; nil where there is none.
  package var pitch: Double?
  /// The log-spectral distance from the spectrogram that Griffin-Lim was given, in dB.
  package var distance: Double

  /// Measures that are known already.
  package init(convergence: Double?, pitchStrength: Double?, pitch: Double?, distance: Double) {
    (self.convergence, self.pitchStrength) = (convergence, pitchStrength)
    (self.pitch, self.distance) = (pitch, distance)
  }
}

/// Turns spectrograms into waveforms, and these into spectrograms again.
///
/// Evaluators then classify the sound that a listener would hear, not the networks' own output.
struct Waveforms {
  private let synthesis: SoundSynthesis
  private let preprocessing: Preprocessing
  private let format: SoundFormat

  init(_ model: TrainedModel) throws {
    synthesis = try SoundSynthesis(model.configuration, iterations: 60)
    preprocessing = model.preprocessing
    format = model.configuration.sound
  }

  /// The spectrograms of the waveforms of spectrograms, and the measures of each waveform.
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
