import Files
import Metrics

extension TableKind {
  /// How like its input a result is that returned to the modality of its input.
  ///
  /// L1 over levels in [-1, 1]; SSIM of images; log-spectral distance of sounds in dB.
  static let reconstruction = TableKind(
    "reconstruction", "Results in the modality of their input (L1 over a range of 2)",
    [
      .init("evaluated", "evaluated"), .init("l1", "L1"), .init("ssim", "SSIM"),
      .init("log_spectral_distance", "log-spectral distance, dB"),
    ]
  ) { $0.reconstructionRows() }
}

extension EvaluatedSplit {
  package func reconstructionRows() -> [JSONValue] {
    Reconstruction.all.compactMap { key in
      guard let found = reconstructions[key] else { return nil }
      let likeness = JSONValue(found.likeness.isEmpty ? nil : mean(of: found.likeness))
      return [
        "evaluated": .string(key.name), "l1": .real(mean(of: found.errors)),
        "ssim": key.modality == .image ? likeness : .null,
        "log_spectral_distance": key.modality == .sound ? likeness : .null,
      ]
    }
  }
}
