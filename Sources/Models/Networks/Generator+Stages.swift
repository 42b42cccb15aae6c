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
    /// F of what the image encoder saw in their places: the same, or those of unpaired images.
    let imageInputFeatures: Variable
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
    /// What the image decoder read for the generated images: [batch, features and latent], or codes.
    let imageCode: Variable
    /// What the sound decoder read for the generated sounds, likewise.
    let soundCode: Variable
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
    let imageFeatures = imageFeatures(image, in: pass)
    return stageOne(
      imageFeatures: imageFeatures, imageInputFeatures: imageFeatures,
      soundFeatures: soundFeatures(sound, dropout: dropout, in: pass), latents: latents, in: pass)
  }

  /// Applies the four subnetworks to the encoder inputs of a batch.
  ///
  /// - Returns: the results, and the latent vector of each pair and modality. Of several latent samples, it
  ///   is the one whose translation lies nearest to the real partner, or whose code does.
  package func stageOne(
    _ batch: Batch, in pass: Pass, of context: StepContext
  ) -> (results: StageOne, latents: Latents) {
    let image = imageFeatures(of: batch, in: pass)
    let sound = features(batch, of: .sound, in: pass)
    let latents = nearestLatents(batch, image, sound, in: context)
    return (
      stageOne(
        imageFeatures: image.own, imageInputFeatures: image.input, soundFeatures: sound,
        latents: latents, in: pass), latents
    )
  }

  private func stageOne(
    imageFeatures: Variable, imageInputFeatures: Variable, soundFeatures: Variable,
    latents: Latents, in pass: Pass
  ) -> StageOne {
    let imageCode = code(soundFeatures, of: .sound, to: .image, latent: latents.image, in: pass)
    let generatedImage = decoded(code: imageCode, to: .image, in: pass)
    let reconstructedImage = decoded(
      imageFeatures, of: .image, to: .image, latent: latents.image, in: pass)
    let soundCode = code(
      imageInputFeatures, of: .image, to: .sound, latent: latents.sound, in: pass)
    let generatedSound = decoded(code: soundCode, to: .sound, in: pass)
    let reconstructedSound = decoded(
      soundFeatures, of: .sound, to: .sound, latent: latents.sound, in: pass)
    return StageOne(
      imageFeatures: imageFeatures, imageInputFeatures: imageInputFeatures,
      soundFeatures: soundFeatures, generatedImage: generatedImage,
      reconstructedImage: reconstructedImage, generatedSound: generatedSound,
      reconstructedSound: reconstructedSound, imageCode: imageCode, soundCode: soundCode)
  }

  /// One latent vector for each pair and modality, given the features of a batch.
  ///
  /// Codes are compared where the decoder reads codes: that costs no pass through the decoder.
  ///
  /// - Parameters:
  ///   - batch: has the latent samples.
  ///   - image: F of the images, and of what the encoder sees in their places.
  ///   - sound: F of the sounds.
  ///   - context: what the step is computed with.
  /// - Returns: the chosen rows for each modality: [batch, latent].
  func nearestLatents(
    _ batch: Batch, _ image: (own: Variable, input: Variable), _ sound: Variable,
    in context: StepContext
  ) -> Latents {
    func nearest(_ features: Variable, _ own: Variable, from source: Modality) -> Tensor {
      let (target, pass) = (source.other, Pass.rehearsal(in: context))
      if readsCodes(target) {
        return nearestCodeLatents(batch, features, from: source, to: own, context)
      }
      return NearestLatent.nearest(of: batch.latents[target], to: batch.members(of: target)) {
        decoded(features.constant, of: source, to: target, latent: $0, in: pass).value
      }
    }
    return Latents(
      image: nearest(sound, image.own, from: .sound),
      sound: nearest(image.input, sound, from: .image))
  }

  /// The latent vector of each pair whose mapped code lies nearest to the code of the real partner.
  ///
  /// - Parameters:
  ///   - batch: has the latent samples.
  ///   - features: F of `source`.
  ///   - source: the modality that is mapped to the other one.
  ///   - partners: F of the other modality.
  ///   - context: what the step is computed with.
  /// - Returns: the chosen rows: [batch, latent].
  func nearestCodeLatents(
    _ batch: Batch, _ features: Variable, from source: Modality, to partners: Variable,
    _ context: StepContext
  ) -> Tensor {
    NearestLatent.nearest(
      of: batch.latents[source.other], to: partners.value, by: meanSquaredErrors
    ) {
      code(
        features.constant, of: source, to: source.other, latent: $0,
        in: .rehearsal(in: context)
      ).value
    }
  }

  /// Translates the four results of stage one once more.
  ///
  /// It uses the same networks and the same latent vectors as stage one.
  public func stageTwo(_ one: StageOne, latents: Latents, in pass: Pass) -> StageTwo {
    func sound(_ image: Variable) -> Variable {
      decoded(
        imageFeatures(image, in: pass), of: .image, to: .sound, latent: latents.sound, in: pass)
    }
    func image(_ sound: Variable) -> Variable {
      decoded(
        soundFeatures(sound, in: pass), of: .sound, to: .image, latent: latents.image, in: pass)
    }
    return StageTwo(
      returnedSound: sound(one.generatedImage), returnedImage: image(one.generatedSound),
      translatedSound: sound(one.reconstructedImage), translatedImage: image(one.reconstructedSound)
    )
  }
}
