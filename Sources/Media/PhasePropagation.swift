#if canImport(Glibc)
  import Glibc
#endif

/// A first guess at the phases of a magnitude spectrogram: every peak is a steady sinusoid.
///
/// The frequency of a peak comes from a parabola through its three log magnitudes; the phase then
/// advances by that frequency from frame to frame, and the bins around a peak follow it, their
/// signs alternating as those of a centred window do. (Single pass spectrogram inversion,
/// Beauregard, Harish and Wyse, 2015.) Griffin-Lim starts much nearer from here than from random
/// phases, and needs no random numbers.
struct PhasePropagation {
  private let bins: Int
  /// How far a sinusoid of one bin's frequency turns from one frame to the next.
  private let turnOfABin: Double
  private var phases: [Double]
  private var peaks: [Int] = []

  init(windowLength: Int, hopLength: Int) {
    bins = windowLength / 2 + 1
    turnOfABin = 2 * Double.pi * Double(hopLength) / Double(windowLength)
    phases = [Double](repeating: 0, count: bins)
  }

  /// Writes the spectrum of the next frame, real and imaginary parts by turns.
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
    guard !peaks.isEmpty else {
      for bin in 0..<bins {
        write(magnitudes, bin, cos(phases[bin]), sin(phases[bin]), to: spectrum)
      }
      return
    }
    var begin = 0
    for (index, peak) in peaks.enumerated() {
      let end = index + 1 < peaks.count ? valley(magnitudes, peak, peaks[index + 1]) : bins
      let frequency = Double(peak) + offset(magnitudes, peak)
      let phase = (phases[peak] + turnOfABin * frequency)
        .truncatingRemainder(dividingBy: 2 * Double.pi)
      let real = cos(phase)
      let imaginary = sin(phase)
      for bin in begin..<end {
        let sign: Double = (bin - peak).isMultiple(of: 2) ? 1 : -1
        write(magnitudes, bin, sign * real, sign * imaginary, to: spectrum)
        phases[bin] = sign > 0 ? phase : phase + Double.pi
      }
      begin = end
    }
  }

  private func write(
    _ magnitudes: UnsafePointer<Float>, _ bin: Int, _ real: Double, _ imaginary: Double,
    to spectrum: UnsafeMutablePointer<Float>
  ) {
    spectrum[2 * bin] = magnitudes[bin] * Float(real)
    spectrum[2 * bin + 1] = magnitudes[bin] * Float(imaginary)
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
