#if canImport(Glibc)
  import Glibc
#endif

/// A first guess at the phases of a magnitude spectrogram: every peak counts as a sinusoid.
///
/// A parabola through the three log magnitudes of a peak gives its frequency. The phase advances by that
/// frequency from frame to frame. The bins around a peak follow it with alternating signs, as those of
/// a centred window do (single pass spectrogram inversion, Beauregard, Harish and Wyse, 2015). A peak
/// that moves steadily counts as a gliding sinusoid, whose phase bends across its bins like that of a
/// chirp under a Gaussian window. Griffin-Lim starts much nearer to its end from here than from random
/// phases, and needs no random numbers.
struct PhasePropagation {
  private let bins: Int
  /// How far a sinusoid of one bin's frequency turns from one sample to the next.
  private let turnOfABin: Double
  private let hop: Double
  /// One over the variance, in samples, of the Gaussian that is like the middle of the window.
  private let inverseVariance: Double
  /// The phase of each bin at the middle of the last frame.
  private var phases: [Double]
  /// The frequency, in bins, of the peak that each bin belonged to.
  private var frequencies: [Double]
  /// How far that frequency had moved since the frame before; NaN at the beginning.
  private var moves: [Double]
  private var peaks: [Int] = []

  /// The largest difference of two moves of a peak, in bins, that counts as a glide.
  private static let steadiness = 0.5

  init(windowLength: Int, hopLength: Int) {
    bins = windowLength / 2 + 1
    turnOfABin = 2 * Double.pi / Double(windowLength)
    hop = Double(hopLength)
    inverseVariance = 2 * Double.pi * Double.pi / Double(windowLength * windowLength)
    phases = [Double](repeating: 0, count: bins)
    frequencies = [Double](repeating: .nan, count: bins)
    moves = [Double](repeating: .nan, count: bins)
  }

  /// Writes the spectrum of the next frame, alternating real and imaginary parts.
  ///
  /// - Parameters:
  ///   - magnitudes: the magnitudes of the frame, one a bin.
  ///   - spectrum: where two numbers a bin are written.
  mutating func next(
    _ magnitudes: UnsafePointer<Float>, to spectrum: UnsafeMutablePointer<Float>
  ) {
    peaks.removeAll(keepingCapacity: true)
    for bin in 1..<(bins - 1)
    where magnitudes[bin] > magnitudes[bin - 1] && magnitudes[bin] >= magnitudes[bin + 1] {
      peaks.append(bin)
    }
    if peaks.isEmpty {
      for bin in 0..<bins { write(magnitudes, bin, phases[bin], to: spectrum) }
    }
    var begin = 0
    for (index, peak) in peaks.enumerated() {
      let end = index + 1 < peaks.count ? valley(magnitudes, peak, peaks[index + 1]) : bins
      follow(peak, begin..<end, magnitudes, to: spectrum)
      begin = end
    }
  }

  /// Writes the bins around one peak.
  private mutating func follow(
    _ peak: Int, _ region: Range<Int>, _ magnitudes: UnsafePointer<Float>,
    to spectrum: UnsafeMutablePointer<Float>
  ) {
    let frequency = Double(peak) + offset(magnitudes, peak)
    let move = frequency - frequencies[peak]
    let isGlide = abs(move - moves[peak]) <= PhasePropagation.steadiness
    let glide = isGlide ? move : 0
    let phase = (phases[peak] + turnOfABin * hop * (frequency - glide / 2))
      .truncatingRemainder(dividingBy: 2 * Double.pi)
    // The chirp rate, and what the transform of a chirp under a Gaussian makes of it.
    let rate = glide * turnOfABin / hop
    let lead = isGlide ? 0.5 * atan2(rate, inverseVariance) : 0
    let bend = rate / (2 * (inverseVariance * inverseVariance + rate * rate))
    let real = cos(phase)
    let imaginary = sin(phase)
    for bin in region {
      let isOpposite = !(bin - peak).isMultiple(of: 2)
      let own = isOpposite ? phase + Double.pi : phase
      if glide == 0 {
        let signed = isOpposite ? -magnitudes[bin] : magnitudes[bin]
        spectrum[2 * bin] = signed * Float(real)
        spectrum[2 * bin + 1] = signed * Float(imaginary)
      } else {
        let distance = (Double(bin) - frequency) * turnOfABin
        write(magnitudes, bin, own + lead - distance * distance * bend, to: spectrum)
      }
      phases[bin] = own
      frequencies[bin] = frequency
      moves[bin] = move
    }
  }

  private func write(
    _ magnitudes: UnsafePointer<Float>, _ bin: Int, _ phase: Double,
    to spectrum: UnsafeMutablePointer<Float>
  ) {
    spectrum[2 * bin] = magnitudes[bin] * Float(cos(phase))
    spectrum[2 * bin + 1] = magnitudes[bin] * Float(sin(phase))
  }

  /// The bin of the least magnitude between two peaks, which divides their neighbourhoods.
  private func valley(_ magnitudes: UnsafePointer<Float>, _ from: Int, _ to: Int) -> Int {
    var least = from
    for bin in from...to where magnitudes[bin] < magnitudes[least] { least = bin }
    return least
  }

  /// Where between two bins the top of a peak lies, -0.5 to 0.5.
  private func offset(_ magnitudes: UnsafePointer<Float>, _ peak: Int) -> Double {
    let left = log(max(Double(magnitudes[peak - 1]), 1e-12))
    let top = log(max(Double(magnitudes[peak]), 1e-12))
    let right = log(max(Double(magnitudes[peak + 1]), 1e-12))
    let curvature = left - 2 * top + right
    guard curvature < 0 else { return 0 }
    return min(0.5, max(-0.5, 0.5 * (left - right) / curvature))
  }
}
