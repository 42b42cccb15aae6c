import Autograd
import Configuration
import TensorCore

extension Generator {
  /// The results of stage one.
  ///
  /// Names on the right are those of figure 1 of the paper. Images are [batch, height, width, 3], sounds
  /// [batch, bands, frames, 1].
  public struct StageOne {
    /// The feature vectors F of the images.
    public let imageFeatures: Variable
    /// The feature vectors F of the sounds.
    public let soundFeatures: Variable
    /// Sound to image: F_Image in figure 1.
    public let generatedImage: Variable
    /// Image to image: R_Image.
    public let reconstructedImage: Variable
    /// Image to sound: F_Sound.
    public let generatedSound: Variable
    /// Sound to sound: R_Sound.
    public let reconstructedSound: Variable
  }

  /// The results of stage two, which translates those of stage one.
  ///
  /// The consistency loss (equation 3) compares them with the real pair.
  public struct StageTwo {
    /// Sound to image and back: RF_Sound.
    public let returnedSound: Variable
    /// Image to sound and back: RF_Image.
    public let returnedImage: Variable
    /// Image to image, then to sound: FR_Sound.
    public let translatedSound: Variable
    /// Sound to sound, then to image: FR_Image.
    public let translatedImage: Variable
  }

  /// Applies the four subnetworks to matching images and sounds.
  ///
  /// - Parameters:
  ///   - image: images [batch, height, width, 3].
  ///   - sound: sounds [batch, bands, frames, 1].
  ///   - latents: one latent vector for each pair and modality.
  ///   - dropout: factors of the sounds' features, [batch, features].
  ///   - pass: where the work is recorded.
  /// - Returns: features and the four results.
  public func stageOne(
    image: Variable, sound: Variable, latents: Latents, dropout: Tensor? = nil, in pass: Pass
  ) -> StageOne {
    let fromImage = imageFeatures(image, in: pass)
    let fromSound = soundFeatures(sound, dropout: dropout, in: pass)
    return StageOne(
      imageFeatures: fromImage, soundFeatures: fromSound,
      generatedImage: self.image(fromSound, latent: latents.image, in: pass),
      reconstructedImage: self.image(fromImage, latent: latents.image, in: pass),
      generatedSound: self.sound(fromImage, latent: latents.sound, in: pass),
      reconstructedSound: self.sound(fromSound, latent: latents.sound, in: pass))
  }

  /// Applies the four subnetworks to the encoder inputs of a batch.
  func stageOne(_ batch: Batch, latents: Latents, in pass: Pass) -> StageOne {
    stageOne(
      image: Variable(batch.encoderImage), sound: Variable(batch.encoderSound), latents: latents,
      dropout: batch.dropout, in: pass)
  }

  /// One latent vector for each pair and modality.
  ///
  /// Of several latent samples, it is the one whose translation lies nearest to the real partner.
  func nearestLatents(_ batch: Batch, in context: StepContext) -> Latents {
    let pass = Pass.rehearsal(in: context)
    return Latents(
      image: nearestLatents(batch, from: .sound, to: .image, in: pass),
      sound: nearestLatents(batch, from: .image, to: .sound, in: pass))
  }

  private func nearestLatents(
    _ batch: Batch, from source: Modality, to target: Modality, in pass: Pass
  ) -> Tensor {
    let samples = batch.latents[target]
    let partners = batch.members(of: target)
    guard samples.shape[0] > partners.shape[0] else { return samples }
    let features = features(batch, of: source, in: pass)
    return NearestLatent.nearest(of: samples, to: partners) {
      decoded(features, to: target, latent: $0, in: pass).value
    }
  }

  /// Translates the four results of stage one once more.
  ///
  /// It uses the same networks and the same latent vectors as stage one.
  public func stageTwo(_ one: StageOne, latents: Latents, in pass: Pass) -> StageTwo {
    func sound(_ image: Variable) -> Variable {
      self.sound(imageFeatures(image, in: pass), latent: latents.sound, in: pass)
    }
    func image(_ sound: Variable) -> Variable {
      self.image(soundFeatures(sound, in: pass), latent: latents.image, in: pass)
    }
    return StageTwo(
      returnedSound: sound(one.generatedImage), returnedImage: image(one.generatedSound),
      translatedSound: sound(one.reconstructedImage), translatedImage: image(one.reconstructedSound)
    )
  }
}
