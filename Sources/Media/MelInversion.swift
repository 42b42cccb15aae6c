import TensorCore

/// Turns mel powers back into magnitudes of all frequencies.
///
/// The pseudo-inverse of the filter bank, made once by LAPACK, gives a first power spectrum; what
/// is negative there becomes a small floor, and multiplicative updates of non-negative least
/// squares then bring the mel powers back to the given ones. One object may serve any number of
/// threads at once.
public final class MelInversion: Sendable {
  /// The number of updates that are taken when nothing else is asked for.
  public static let defaultUpdates = 10

  private let bank: MelFilterBank
  /// The pseudo-inverse, transposed, so that it is a row of bins for each band: [bands, bins].
  private let inverse: [Float]
  private let filters: [(firstBin: Int, weights: [Float])]

  /// The inversion of a filter bank.
  public init(_ settings: SpectrogramSettings) throws {
    let bank = MelFilterBank(settings)
    self.bank = bank
    // The transpose has the transposed inverse, which is the layout wanted here.
    let matrix = bank.matrix
    let bands = bank.filters.count
    let bins = bank.bins
    let inverse = try LinearAlgebra.pseudoInverse(of: matrix, rows: bands, columns: bins)
    self.inverse = (0..<(bands * bins)).map { Float(inverse[$0 % bins * bands + $0 / bins]) }
    filters = bank.filters.map { ($0.firstBin, $0.weights.map(Float.init)) }
  }

  /// The magnitudes, frame by frame [frames, bins], of powers given band by band [bands, frames].
  public func magnitudes(
    ofPowers powers: [Float], frames: Int, updates: Int = MelInversion.defaultUpdates
  ) -> [Float] {
    let bands = filters.count
    let bins = bank.bins
    precondition(
      powers.count == bands * frames, "\(powers.count) powers are not \(bands) x \(frames)")
    var magnitudes = [Float](repeating: 0, count: frames * bins)
    var wanted = [Float](repeating: 0, count: bands)
    var ratios = Ratios(bins: bins, bands: bands)
    magnitudes.withUnsafeMutableBufferPointer { magnitudes in
      for frame in 0..<frames {
        for band in 0..<bands { wanted[band] = powers[band * frames + frame] }
        let row = UnsafeMutableBufferPointer(
          rebasing: magnitudes[(frame * bins)..<((frame + 1) * bins)])
        estimate(wanted, into: row)
        for _ in 0..<updates { update(row, towards: wanted, &ratios) }
        for bin in 0..<bins { row[bin] = row[bin].squareRoot() }
      }
    }
    return magnitudes
  }

  /// Numerator and denominator of the updates.
  private struct Ratios {
    var wanted: [Float]
    var present: [Float]

    init(bins: Int, bands: Int) {
      wanted = [Float](repeating: 0, count: bins)
      present = [Float](repeating: 0, count: bins)
    }
  }
}
