import Glibc
import TensorCore

/// Gives the peaks of a spectrogram that networks made their level back.
///
/// Levels are relative to the loudest band, which is 1 in every real clip. What was learned by L1 is blurred, most of all
/// harmonics that move, and peaks below that. A waveform has no such scale: whoever hears it relative to its own peak
/// hears the noise floor raised by what is missing. As the postfilters of speech synthesis sharpen spectra that are too
/// smooth, this lifts levels u in [0, 1], whose largest is p, to u + (1 - p) (u / p)^k: the peak becomes 1, and the
/// larger k, the more stays of all else as it is.
package struct SoundPostfilter {
  private let exponent: Double

  /// The filter of an exponent k; 0 leaves levels as they are.
  package init(exponent: Double) { self.exponent = exponent }

  /// Levels in [-1, 1] with their peak at 1.
  package func callAsFunction(_ levels: ArraySlice<Scalar>) -> [Scalar] {
    let peak = ((levels.max() ?? -1) + 1) / 2
    guard exponent > 0, peak > 0 else { return Array(levels) }
    return levels.map { level in
      let share = max(0, (level + 1) / 2)
      return 2 * (share + (1 - peak) * pow(share / peak, Scalar(exponent))) - 1
    }
  }
}
