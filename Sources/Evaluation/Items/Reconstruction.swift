import Configuration
import Metrics
import TensorCore
import Training

/// A result in the modality of its input, so that the two can be compared.
package struct Reconstruction: Hashable, Sendable {
  /// The modality of input and result.
  package let modality: Modality
  /// Whether it went through the other modality and back.
  package let isCycle: Bool

  /// A reconstruction, or a cycle through the other modality.
  package init(_ modality: Modality, isCycle: Bool) {
    (self.modality, self.isCycle) = (modality, isCycle)
  }

  /// The name in tables, such as "image to sound to image".
  package var name: String {
    "\(modality.rawValue) to " + (isCycle ? "\(modality.other.rawValue) to " : "")
      + modality.rawValue
  }

  /// All four, in the order of tables.
  package static let all = [Modality.image, .sound].flatMap { modality in
    [false, true].map { Reconstruction(modality, isCycle: $0) }
  }
}

/// How like their inputs reconstructions are, one number an item.
package struct ReconstructionMeasures: Sendable {
  /// The mean absolute error over levels in [-1, 1], so 0 to 2.
  package var errors: [Double]
  /// SSIM of images, or the log-spectral distance of sounds in dB.
  ///
  /// It is empty for images smaller than the window of SSIM.
  package var likeness: [Double]
  /// The measures of the pixels of images, at each size; empty for sounds.
  package var images: [ImageMeasures]

  /// Measures that are known already; none by default.
  package init(errors: [Double] = [], likeness: [Double] = [], images: [ImageMeasures] = []) {
    (self.errors, self.likeness, self.images) = (errors, likeness, images)
  }
}

extension EvaluatedSplit {
  /// Adds the reconstructions and cycles of a batch, by the direct route.
  ///
  /// `measures` gives the measures of the pixels of images.
  mutating func measureReconstructions(
    _ model: TrainedModel, _ image: Tensor, _ sound: Tensor, _ latent: Tensor,
    measures: (_ images: Tensor) -> [ImageMeasures]
  ) {
    let translator = model.translator
    func step(_ x: Tensor, _ from: Modality, _ to: Modality) -> Tensor? {
      guard translator.canTranslate(from, to: to, route: .direct) else { return nil }
      return translator.translate(x, from, to: to, latent: latent, route: .direct)
    }
    for key in Reconstruction.all {
      let (modality, other) = (key.modality, key.modality.other)
      let input = modality == .image ? image : sound
      let result =
        key.isCycle
        ? step(input, modality, other).flatMap { step($0, other, modality) }
        : step(input, modality, modality)
      guard let result else { continue }
      reconstructions[key, default: .init()].errors +=
        meanAbsoluteErrors(result, input).map { Double($0) }
      reconstructions[key, default: .init()].likeness += likeness(result, input, modality, model)
      if modality == .image { reconstructions[key, default: .init()].images += measures(result) }
    }
  }

  /// SSIM or log-spectral distance of each result of a batch and its input.
  private func likeness(
    _ results: Tensor, _ inputs: Tensor, _ modality: Modality, _ model: TrainedModel
  ) -> [Double] {
    let preprocessing = model.preprocessing
    let smallest = min(inputs.shape[1], inputs.shape[2])
    guard modality == .sound || smallest >= StructuralSimilarity.windowLength else { return [] }
    return (0..<inputs.shape[0]).map { row in
      modality == .image
        ? StructuralSimilarity.between(
          preprocessing.image(results.row(row)), preprocessing.image(inputs.row(row)))
        : SpectralDistance.logSpectral(
          preprocessing.logMel(results.row(row)), preprocessing.logMel(inputs.row(row)))
    }
  }
}
