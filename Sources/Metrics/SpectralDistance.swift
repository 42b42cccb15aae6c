import Glibc
import Media

/// How far a spectrogram is from the expected one.
///
/// The spectral convergence is dominated by loud parts; the log-spectral distance counts quiet ones as
/// much.
public enum SpectralDistance {
  /// The spectral convergence ||S - S'|| / ||S|| by Frobenius norms (Arik et al., 2019).
  ///
  /// S' is `found`, S `expected`, both linear magnitudes of one shape in any order: 0 for equal
  /// ones, 1 for silence in the place of sound, infinite for sound in the place of silence.
  public static func convergence(of found: [Float], to expected: [Float]) -> Double {
    precondition(found.count == expected.count, "spectrograms differ in shape")
    var (error, norm) = (0.0, 0.0)
    for (a, b) in zip(found, expected) {
      let difference = Double(a) - Double(b)
      error += difference * difference
      norm += Double(b) * Double(b)
    }
    return error == 0 ? 0 : (error / norm).squareRoot()
  }

  /// The log-spectral distance of two mel spectrograms, in decibels (Gray and Markel, 1976).
  ///
  /// The root of the mean squared difference over bands, then the mean over frames; 0 without
  /// frames.
  public static func logSpectral(_ first: LogMel, _ second: LogMel) -> Double {
    precondition(
      first.bands == second.bands && first.frames == second.frames, "spectrograms differ in shape")
    let (bands, frames) = (first.bands, first.frames)
    return meanOverFrames(frames, bands) { frame, band in
      Double(first.values[band * frames + frame]) - Double(second.values[band * frames + frame])
    }
  }

  /// The log-spectral distance of two spectrograms of magnitudes [frames, bins], in decibels.
  ///
  /// Magnitudes below `floor`, a positive number, count as it; the default is -100 dB, the level of
  /// `LogMel.silence`.
  public static func logSpectral(
    magnitudes first: [Float], _ second: [Float], frames: Int, floor: Double = 1e-5
  ) -> Double {
    precondition(first.count == second.count, "spectrograms differ in shape")
    guard frames > 0 else { return 0 }
    precondition(first.count.isMultiple(of: frames), "\(first.count) numbers in \(frames) frames")
    precondition(floor > 0, "the logarithm of \(floor)")
    let bins = first.count / frames
    return meanOverFrames(frames, bins) { frame, bin in
      let place = frame * bins + bin
      return 20 * log10(max(floor, Double(first[place])) / max(floor, Double(second[place])))
    }
  }

  private static func meanOverFrames(
    _ frames: Int, _ bins: Int, difference: (_ frame: Int, _ bin: Int) -> Double
  ) -> Double {
    guard frames > 0, bins > 0 else { return 0 }
    var sum = 0.0
    for frame in 0..<frames {
      var squares = 0.0
      for bin in 0..<bins {
        let value = difference(frame, bin)
        squares += value * value
      }
      sum += (squares / Double(bins)).squareRoot()
    }
    return sum / Double(frames)
  }
}
