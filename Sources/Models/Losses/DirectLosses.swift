import Autograd
import Configuration
import TensorCore

extension Generator.StageOne {
  /// The weighted sum of the L1 losses from stage one to the real partners; not in the paper.
  ///
  /// - Parameters:
  ///   - batch: the real images and sounds.
  ///   - weights: the weight of each of the four losses.
  ///   - losses: takes the value of each loss before weighting, also of those with weight 0.
  /// - Returns: the sum.
  func directLosses(
    to batch: Batch, weights: LossSettings, _ losses: inout Losses
  ) -> Variable {
    var total = Variable(Tensor(0))
    func add(_ name: Losses.Name, _ weight: Double, _ generated: Variable, _ target: Tensor) {
      let loss = generated.meanAbsoluteError(to: target)
      losses[name] = loss.value.item
      if weight != 0 { total = total + Scalar(weight) * loss }
    }
    add(.imageReconstruction, weights.imageReconstructionWeight, reconstructedImage, batch.image)
    add(.soundReconstruction, weights.soundReconstructionWeight, reconstructedSound, batch.sound)
    add(.imageTranslation, weights.imageTranslationWeight, generatedImage, batch.image)
    add(.soundTranslation, weights.soundTranslationWeight, generatedSound, batch.sound)
    return total
  }
}

extension Losses.Name {
  /// L1 of what is reconstructed in a modality.
  static func reconstruction(of modality: Modality) -> Self {
    modality == .image ? .imageReconstruction : .soundReconstruction
  }

  /// L1 of what is translated to a modality.
  static func translation(to modality: Modality) -> Self {
    modality == .image ? .imageTranslation : .soundTranslation
  }
}

extension LossSettings {
  /// The weight of L1 of what is translated to a modality.
  func translationWeight(to modality: Modality) -> Double {
    modality == .image ? imageTranslationWeight : soundTranslationWeight
  }
}
