import Media
import Metrics
import Testing

@Suite struct SpectralDistanceTests {
  private func floats(_ name: String) throws -> [Float] {
    try MetricGolden.numbers(name).map { Float($0) }
  }

  /// The second spectrogram has zeros, which the floor replaces.
  @Test func distancesOfMagnitudesMatchNumPy() throws {
    let first = try floats("spectra.first")
    let second = try floats("spectra.second")
    let convergence = try MetricGolden.numbers("spectra.convergence")[0]
    #expect(abs(SpectralDistance.convergence(of: second, to: first) - convergence) < 1e-6)
    let expected = try MetricGolden.numbers("spectra.log_spectral")[0]
    let found = SpectralDistance.logSpectral(magnitudes: first, second, frames: 7)
    #expect(abs(found / expected - 1) < 1e-6)
  }

  @Test func distanceOfLevelsMatchesNumPy() throws {
    let first = LogMel(bands: 5, frames: 8, values: try floats("levels.first"))
    let second = LogMel(bands: 5, frames: 8, values: try floats("levels.second"))
    let expected = try MetricGolden.numbers("levels.log_spectral")[0]
    #expect(abs(SpectralDistance.logSpectral(first, second) / expected - 1) < 1e-6)
    #expect(SpectralDistance.logSpectral(first, first) == 0)
  }

  @Test func convergenceHasTheScaleOfTheExpected() {
    #expect(SpectralDistance.convergence(of: [0, 0], to: [3, 4]) == 1)
    #expect(SpectralDistance.convergence(of: [3, 3], to: [3, 4]) == 0.2)
    #expect(SpectralDistance.convergence(of: [3, 4], to: [3, 4]) == 0)
    #expect(SpectralDistance.convergence(of: [0, 0], to: [0, 0]) == 0)
    #expect(SpectralDistance.convergence(of: [1, 0], to: [0, 0]) == .infinity)
  }

  /// Twice the magnitude is 6.02 dB everywhere; from the floor on, quiet is as good as silent.
  @Test func factorsAreDecibels() {
    let magnitudes: [Float] = [0.5, 2, 1, 4]
    let found = SpectralDistance.logSpectral(
      magnitudes: magnitudes, magnitudes.map { 2 * $0 }, frames: 2)
    #expect(abs(found - 6.020_599_9) < 1e-6)
    #expect(SpectralDistance.logSpectral(magnitudes: [0, 1], [1e-6, 1], frames: 1) == 0)
    // One frame of root 2 / 2 times 20 dB, one of none.
    let half = SpectralDistance.logSpectral(magnitudes: [1, 1, 1, 1], [10, 1, 1, 1], frames: 2)
    #expect(abs(half - 10 * 0.5.squareRoot()) < 1e-12)
    #expect(SpectralDistance.logSpectral(magnitudes: [], [], frames: 0) == 0)
  }
}
