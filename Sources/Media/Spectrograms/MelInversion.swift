import Files
import LinearAlgebra
import TensorCore

/// Turns mel powers back into magnitudes of all frequencies.
///
/// The pseudo-inverse of the filter bank, made once by LAPACK, gives a first power spectrum, which is
/// kept above a small share of the level of its bands. Multiplicative updates that lower the
/// Kullback-Leibler divergence (Lee and Seung, 2001) then bring the mel powers near the given ones.
/// They treat quiet bands like loud ones; least squares would fit the loud ones only. Any number of
/// threads may share one object.
public final class MelInversion: Sendable {
  /// The number of updates unless another one is given.
  public static let defaultUpdates = 10
  /// The share of the band levels around a bin that is the least first power of the bin.
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
  /// - Throws: `Failure` of kind `resources` where bands and frequencies are too many to be inverted.
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

  /// The magnitudes of all frequencies.
  ///
  /// Bins that no band covers get 0.
  ///
  /// - Parameters:
  ///   - powers: band by band, [bands, frames], finite and not negative.
  ///   - frames: the number of frames.
  ///   - updates: the number of multiplicative updates, 0 or more.
  /// - Returns: magnitudes frame by frame, [frames, bins].
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

  /// For each bin the mean of the values of its bands, weighted by the bands' weights on the bin.
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
