#if canImport(Glibc)
  import Glibc
#endif

/// Triangular filters evenly spaced on Slaney's mel scale, each of unit area.
///
/// They equal `librosa.filters.mel(htk=False, norm="slaney")`. The scale is linear below 1 kHz and
/// logarithmic above.
public struct MelFilterBank: Sendable, Equatable {
  /// One triangle: the weights of a run of frequency bins.
  public struct Filter: Sendable, Equatable {
    /// The first bin with a weight.
    public let firstBin: Int
    /// The weights from there on; empty where the triangle falls between two bins.
    public let weights: [Double]
  }

  /// The filters, lowest band first.
  public let filters: [Filter]
  /// The number of frequency bins of a spectrum, windowLength / 2 + 1.
  public let bins: Int

  /// The filter bank of a spectrogram.
  public init(_ settings: SpectrogramSettings) {
    let corners = MelFilterBank.corners(settings)
    let spacing = Double(settings.sampleRate) / Double(settings.windowLength)
    let bins = settings.bins
    self.bins = bins
    filters = (0..<settings.bands).map { band in
      let (left, centre, right) = (corners[band], corners[band + 1], corners[band + 2])
      let first = min(bins, Int((left / spacing).rounded(.down)) + 1)
      let end = max(first, min(bins, Int((right / spacing).rounded(.up))))
      let weights = (first..<end).map { bin in
        let frequency = Double(bin) * spacing
        let rise = (frequency - left) / (centre - left)
        let fall = (right - frequency) / (right - centre)
        return max(0, min(rise, fall)) * 2 / (right - left)
      }
      return Filter(firstBin: first, weights: weights)
    }
  }

  /// The corners of all triangles in hertz, bands + 2 of them.
  ///
  /// Band b begins at corner b, has its peak at corner b + 1 and ends at corner b + 2.
  public static func corners(_ settings: SpectrogramSettings) -> [Double] {
    let lowest = mel(settings.minimumFrequency)
    let highest = mel(settings.maximumFrequency)
    let step = (highest - lowest) / Double(settings.bands + 1)
    return (0..<(settings.bands + 2)).map { hertz(lowest + Double($0) * step) }
  }

  /// The filters as one dense matrix, [bands, bins].
  public var matrix: [Double] {
    var matrix = [Double](repeating: 0, count: filters.count * bins)
    for (band, filter) in filters.enumerated() {
      for (offset, weight) in filter.weights.enumerated() {
        matrix[band * bins + filter.firstBin + offset] = weight
      }
    }
    return matrix
  }

  /// Slaney's scale: 3 mels for 200 Hz up to 1 kHz, then 27 for each factor of 6.4.
  private static let melsAtCorner = 15.0
  private static let cornerFrequency = 1000.0
  private static let hertzForMel = cornerFrequency / melsAtCorner
  private static let logarithmForMel = log(6.4) / 27

  private static func mel(_ hertz: Double) -> Double {
    hertz < cornerFrequency
      ? hertz / hertzForMel : melsAtCorner + log(hertz / cornerFrequency) / logarithmForMel
  }

  private static func hertz(_ mel: Double) -> Double {
    mel < melsAtCorner
      ? mel * hertzForMel : cornerFrequency * exp((mel - melsAtCorner) * logarithmForMel)
  }
}
