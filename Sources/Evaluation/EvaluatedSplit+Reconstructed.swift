import Configuration
import Models
import TensorCore
import Training

extension EvaluatedSplit {
  /// A result that can be compared with its own input.
  struct Reconstructed: Hashable {
    let modality: Modality
    /// Whether it went through the other modality and back.
    let isCycle: Bool

    static let all = [Modality.image, .sound].flatMap { modality in
      [false, true].map { Reconstructed(modality: modality, isCycle: $0) }
    }
  }

  struct ReconstructionMeasures {
    /// Mean L1 over the range of 2, of each item.
    var errors: [Double] = []
    /// SSIM of images, log-spectral distance of sounds in decibels, of each item; none of images that are
    /// too small for SSIM.
    var likeness: [Double] = []
  }

  mutating func compareReconstructed(
    _ model: TrainedModel, _ image: Tensor, _ sound: Tensor, _ latent: Tensor
  ) {
    let translator = model.translator
    for (input, modality) in [(image, Modality.image), (sound, .sound)] {
      let other = modality.other
      func step(
        _ x: Tensor, _ from: Modality, _ to: Modality
      ) -> Tensor? {
        guard translator.canTranslate(from, to: to, route: .direct) else { return nil }
        return translator.translate(x, from, to: to, latent: latent, route: .direct)
      }
      let results = [
        (false, step(input, modality, modality)),
        (true, step(input, modality, other).flatMap { step($0, other, modality) }),
      ]
      for (isCycle, result) in results {
        guard let result else { continue }
        let errors = meanAbsoluteErrors(result, input).map { Double($0) }
        let likeness = (0..<input.shape[0]).compactMap { row -> Double? in
          guard
            modality == .sound
              || min(input.shape[1], input.shape[2]) >= StructuralSimilarity.windowLength
          else { return nil }
          return modality == .image
            ? StructuralSimilarity.between(
              model.preprocessing.image(result.row(row)),
              model.preprocessing.image(input.row(row)))
            : SpectralDistance.logSpectral(
              model.preprocessing.logMel(result.row(row)),
              model.preprocessing.logMel(input.row(row)))
        }
        reconstructed[Reconstructed(modality: modality, isCycle: isCycle), default: .init()]
          .errors += errors
        reconstructed[Reconstructed(modality: modality, isCycle: isCycle), default: .init()]
          .likeness += likeness
      }
    }
  }
}
