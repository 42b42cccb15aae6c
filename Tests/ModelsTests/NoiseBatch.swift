import Autograd
import Configuration
import Models
import TensorCore

extension Batch {
  /// A batch of the shapes of a configuration, filled with random numbers; labels go round.
  static func noise(
    for configuration: Configuration, classes: Int, step: Int = 1, from random: inout RandomStream
  ) -> Batch {
    let count = configuration.training.batchSize
    func images(_ height: Int, _ width: Int, _ channels: Int) -> Tensor {
      hyperbolicTangent(.normal(shape: [count, height, width, channels], from: &random))
    }
    func latent(latentSamples: Int) -> Tensor {
      .normal(shape: [count * latentSamples, configuration.networks.latentSize], from: &random)
    }
    let (image, sound) = (configuration.image, configuration.sound)
    let batch = Batch(
      image: images(image.height, image.width, 3), sound: images(sound.bands, sound.frames, 1),
      wrongImage: images(image.height, image.width, 3),
      wrongSound: images(sound.bands, sound.frames, 1),
      latents: Latents(
        image: latent(latentSamples: configuration.training.imageLatentSamples),
        sound: latent(latentSamples: configuration.training.soundLatentSamples)),
      labels: (0..<count).map { $0 % classes },
      augmentation: Augmentation(configuration, step: step, part: BatchPart(whole: count)))
    let extra = count * (configuration.training.soundsPerPair - 1)
    guard extra > 0 else { return batch }
    let shape = [extra, sound.bands, sound.frames, 1]
    return batch.with(
      extraSounds: ExtraSounds(
        sounds: hyperbolicTangent(.normal(shape: shape, from: &random)), dropout: nil,
        labels: (0..<extra).map { ($0 + 1) % classes }))
  }

  /// The same with some of it replaced.
  func with(
    image: Tensor? = nil, sound: Tensor? = nil, wrongImage: Tensor? = nil,
    wrongSound: Tensor? = nil, latent: Tensor? = nil, labels: [Int]? = nil,
    unpairedImages: UnpairedImages? = nil, extraSounds: ExtraSounds? = nil
  ) -> Batch {
    Batch(
      image: image ?? self.image, unpairedImages: unpairedImages ?? self.unpairedImages,
      sound: sound ?? self.sound, encoderSound: sound ?? encoderSound,
      extraSounds: extraSounds ?? self.extraSounds,
      wrongImage: wrongImage ?? self.wrongImage, wrongSound: wrongSound ?? self.wrongSound,
      latents: latent.map { Latents($0) } ?? latents, dropout: dropout,
      labels: labels ?? self.labels, augmentation: augmentation)
  }
}

extension Tensor {
  /// A value for a parameter that no layer starts with: large enough for every part to matter.
  static func unlikeAnyStart(_ parameter: Parameter, from random: inout RandomStream) -> Tensor {
    let shape = parameter.value.shape
    let noise = Tensor.normal(
      shape: shape,
      standardDeviation: shape.count > 1 ? 1.5 / Double(parameter.value.rows).squareRoot() : 0.1,
      from: &random)
    return parameter.name.hasSuffix(".gain")
      ? TensorCore.sum(noise, Tensor(repeating: 1, shape: shape)) : noise
  }
}
