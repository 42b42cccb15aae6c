import Files
import Metrics

extension TableKind {
  /// The waveforms that Griffin-Lim makes from spectrograms: pitch, and how well they fit.
  ///
  /// Pitch strength is that of `PitchStrength`, 0 to 1; the log-spectral distance is that of the
  /// waveform's spectrogram from the one that Griffin-Lim was given.
  static let waveforms = TableKind(
    "waveforms", "Waveforms after Griffin-Lim",
    [
      .init("evaluated", "evaluated"), .init("route", "route"),
      .init("pitch_strength", "median pitch strength"), .init("pitch", "median pitch, Hz"),
      .init("pitched", "share above 0.5"), .init("convergence", "spectral convergence"),
      .init("log_spectral_distance", "log-spectral distance, dB"),
    ]
  ) { $0.waveformRows() }
}

extension EvaluatedSplit {
  package func waveformRows() -> [JSONValue] {
    func row(_ evaluated: String, _ route: String, _ waveforms: [WaveformMeasures]) -> JSONValue {
      let strengths = waveforms.compactMap(\.pitchStrength)
      let pitches = waveforms.compactMap(\.pitch)
      let convergences = waveforms.compactMap(\.convergence)
      return [
        "evaluated": .string(evaluated), "route": .string(route),
        "pitch_strength": strengths.isEmpty ? .null : .real(median(of: strengths)),
        "pitch": pitches.isEmpty ? .null : .real(median(of: pitches)),
        "pitched": .real(Double(strengths.count { $0 > 0.5 }) / Double(max(1, waveforms.count))),
        "convergence": convergences.isEmpty ? .null : .real(mean(of: convergences)),
        "log_spectral_distance": .real(mean(of: waveforms.map(\.distance))),
      ]
    }
    return [row("real sound's spectrogram", "", realWaveforms)]
      + translations.filter { $0.to == .sound }.map {
        row($0.name, $0.route.rawValue, generated[$0]?.waveforms ?? [])
      }
  }
}
