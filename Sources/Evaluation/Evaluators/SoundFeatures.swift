import Configuration
import Glibc
import TensorCore

/// The features of a sound that are left without time, from levels [bands, frames] in [-1, 1].
///
/// They are: the mean of each pair of bands; the strength of each of the first 64 cosines over the
/// bands (the logarithm of its mean magnitude), which tells harmonics from noise; and how often a
/// band stands out from both neighbours, in groups of three bands.
struct SoundFeatures {
  private let format: SoundFormat
  /// The cosines 1 to 64 of the orthonormal DCT-II over the bands.
  private let cosines: [[Double]]

  init(_ format: SoundFormat) {
    self.format = format
    let bands = format.bands
    cosines = (1...max(1, min(64, bands - 1))).map { number in
      (0..<bands).map { band in
        (2 / Double(bands)).squareRoot()
          * cos(.pi * Double(number) * (Double(band) + 0.5) / Double(bands))
      }
    }
  }

  func callAsFunction(_ levels: some Sequence<Scalar>) -> [Double] {
    let values = levels.map { Double($0) }
    let (bands, frames) = (format.bands, format.frames)
    var means = [Double](repeating: 0, count: (bands + 1) / 2)
    var waves = [Double](repeating: 0, count: cosines.count)
    var peaks = [Double](repeating: 0, count: max(0, bands - 2) / 3)
    for frame in 0..<frames {
      let column = (0..<bands).map { values[$0 * frames + frame] }
      for band in 0..<bands { means[band / 2] += column[band] }
      for (number, wave) in cosines.enumerated() {
        var sum = 0.0
        for band in 0..<bands { sum += wave[band] * column[band] }
        waves[number] += abs(sum)
      }
      for band in 1..<max(1, bands - 1) where (band - 1) / 3 < peaks.count {
        if column[band] > column[band - 1], column[band] > column[band + 1] {
          peaks[(band - 1) / 3] += 1
        }
      }
    }
    let number = Double(max(1, frames))
    return means.map { $0 / (2 * number) } + waves.map { log($0 / number + 0.02) }
      + peaks.map { $0 / (3 * number) }
  }
}
