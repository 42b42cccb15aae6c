import Autograd
import Configuration
import TensorCore

extension Generator.StageOne {
  /// The weighted sum of the losses from stage one to the real partners; not in the paper.
  ///
  /// They are the L1 of all four results, and the feature loss of images. Where a decoder reads codes, there
  /// is also the mean squared error from the mapped code to the code of the real partner, as a constant.
  ///
  /// - Parameters:
  ///   - batch: the real images and sounds.
  ///   - weights: the weight of each loss.
  ///   - backbone: the network of the feature loss.
  ///   - pass: where the losses are recorded.
  ///   - losses: takes the value of each loss before weighting; L1 also where its weight is 0.
  /// - Returns: the sum.
  func directLosses(
    to batch: Batch, weights: LossSettings, backbone: EfficientNetLite0?, in pass: Pass,
    _ losses: inout Losses
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
    if weights.usesFeatureLoss {
      guard let backbone else { preconditionFailure("the feature loss needs a backbone") }
      let featureLoss = FeatureLoss(backbone, to: batch.image, with: pass.compute)
      func addFeatures(_ name: Losses.Name, _ weight: Double, _ generated: Variable) {
        guard weight > 0 else { return }
        let loss = featureLoss(generated, in: pass)
        losses[name] = loss.value.item
        total = total + Scalar(weight) * loss
      }
      addFeatures(
        .imageReconstructionFeatures, weights.imageReconstructionFeatureWeight, reconstructedImage)
      addFeatures(.imageTranslationFeatures, weights.imageTranslationFeatureWeight, generatedImage)
    }
    func addCode(_ name: Losses.Name, _ weight: Double, _ code: Variable, _ target: Variable) {
      guard weight > 0 else { return }
      let loss = code.meanSquaredError(to: target.value)
      losses[name] = loss.value.item
      total = total + Scalar(weight) * loss
    }
    addCode(.imageCode, weights.imageCodeWeight, imageCode, imageFeatures)
    addCode(.soundCode, weights.soundCodeWeight, soundCode, soundFeatures)
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
