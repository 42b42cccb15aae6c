import Files
import TensorCore

/// Turns mel powers back into magnitudes of all frequencies.
///
/// The pseudo-inverse of the filter bank, made once by LAPACK, gives a first power spectrum, held
/// above a small part of the band's own level. Multiplicative updates of the Kullback-Leibler
/// divergence (Lee and Seung, 2001) then bring the mel powers back to the given ones: they weigh
/// quiet bands like loud ones, where least squares sees the loud ones only. One object may serve
/// any number of threads at once.
public final class MelInversion: Sendable {
  /// The number of updates that are taken when nothing else is asked for.
  public static let defaultUpdates = 10
  /// The part of the band level around a bin below which the first power does not fall.
  private static let floorShare: Float = 0.05

  /// The most numbers of a filter bank that is inverted: a dense matrix, of which LAPACK needs several.
  static let mostNumbers = 1 << 24

  private let bands: Int
  private let bins: Int
  /// The pseudo-inverse, transposed: a row of bins for each band.
  private let inverse: [Float]
  private let filters: [Filter]
  /// One over the sum of all weights on a bin; 0 where there are none.
  private let inverseBinSums: [Float]

  private struct Filter {
    let firstBin: Int
    let weights: [Float]
    let inverseSum: Float
  }

  /// The inversion of the filter bank of valid settings.
  ///
  /// Throws a `.resources` failure where there are too many bands and frequencies for it.
  public init(_ settings: SpectrogramSettings) throws {
    guard settings.bands * settings.bins <= Self.mostNumbers else {
      throw Failure(
        .resources, nil,
        "too many bands to be turned back into frequencies (\(settings.bands) of "
          + "\(settings.bins); at most \(Self.mostNumbers) as a product)")
    }
    let bank = MelFilterBank(settings)
    let bands = bank.filters.count
    let bins = bank.bins
    let inverse = try LinearAlgebra.pseudoInverse(of: bank.matrix, rows: bands, columns: bins)
    self.bands = bands
    self.bins = bins
    self.inverse = (0..<(bands * bins)).map { Float(inverse[$0 % bins * bands + $0 / bins]) }
    var binSums = [Double](repeating: 0, count: bins)
    filters = bank.filters.map { filter in
      for (offset, weight) in filter.weights.enumerated() {
        binSums[filter.firstBin + offset] += weight
      }
      let sum = filter.weights.reduce(0, +)
      return Filter(
        firstBin: filter.firstBin, weights: filter.weights.map(Float.init),
        inverseSum: sum > 0 ? Float(1 / sum) : 0)
    }
    inverseBinSums = binSums.map { $0 > 0 ? Float(1 / $0) : 0 }
  }

  /// The magnitudes, frame by frame [frames, bins], of powers given band by band [bands, frames].
  ///
  /// Powers are finite and not negative. Bins that no band weighs get 0.
  public func magnitudes(
    ofPowers powers: [Float], frames: Int, updates: Int = MelInversion.defaultUpdates
  ) -> [Float] {
    precondition(
      powers.count == bands * frames, "\(powers.count) powers are not \(bands) x \(frames)")
    var magnitudes = [Float](repeating: 0, count: frames * bins)
    var wanted = [Float](repeating: 0, count: bands)
    var ratios = [Float](repeating: 0, count: bands)
    var factors = [Float](repeating: 0, count: bins)
    magnitudes.withUnsafeMutableBufferPointer { magnitudes in
      guard let base = magnitudes.baseAddress else { return }
      for frame in 0..<frames {
        for band in 0..<bands { wanted[band] = powers[band * frames + frame] }
        let row = base + frame * bins
        estimate(wanted, &factors, to: row)
        for _ in 0..<updates {
          for band in 0..<bands {
            // A ratio is bounded, so that bins which start at nothing cannot make it infinite.
            let least = max(wanted[band] * 1e-12, .leastNormalMagnitude)
            ratios[band] = wanted[band] / max(power(band, row), least)
          }
          spread(ratios, to: &factors)
          for bin in 0..<bins { row[bin] *= factors[bin] }
        }
        for bin in 0..<bins { row[bin] = row[bin].squareRoot() }
      }
    }
    return magnitudes
  }

  /// The first guess: the pseudo-inverse's powers, not below a share of the bands' own levels.
  private func estimate(
    _ wanted: [Float], _ levels: inout [Float], to row: UnsafeMutablePointer<Float>
  ) {
    for bin in 0..<bins { row[bin] = 0 }
    inverse.withUnsafeBufferPointer { inverse in
      guard let base = inverse.baseAddress else { return }
      for band in 0..<bands where wanted[band] != 0 {
        let power = wanted[band]
        let column = base + band * bins
        for bin in 0..<bins { row[bin] += power * column[bin] }
      }
    }
    var bandLevels = wanted
    for band in 0..<bands { bandLevels[band] *= filters[band].inverseSum }
    spread(bandLevels, to: &levels)
    for bin in 0..<bins { row[bin] = max(row[bin], MelInversion.floorShare * levels[bin]) }
  }

  /// The power of one band of a spectrum.
  private func power(_ band: Int, _ row: UnsafeMutablePointer<Float>) -> Float {
    let filter = filters[band]
    var sum: Float = 0
    filter.weights.withUnsafeBufferPointer { weights in
      for offset in weights.indices { sum += weights[offset] * row[filter.firstBin + offset] }
    }
    return sum
  }

  /// For each bin the mean of the bands' values, weighed as the bands weigh the bin.
  private func spread(_ values: [Float], to bins: inout [Float]) {
    bins.withUnsafeMutableBufferPointer { bins in
      for bin in bins.indices { bins[bin] = 0 }
      for (band, filter) in filters.enumerated() {
        let value = values[band]
        filter.weights.withUnsafeBufferPointer { weights in
          for offset in weights.indices {
            bins[filter.firstBin + offset] += value * weights[offset]
          }
        }
      }
      inverseBinSums.withUnsafeBufferPointer { sums in
        for bin in bins.indices { bins[bin] *= sums[bin] }
      }
    }
  }
}
