import Autograd
import Configuration
import TensorCore

/// The parts of a linear baseline: what stands for the encoders and decoders of a generator.
///
/// Their feature vector F is the scores of the classes. So each of the four subnetworks predicts a class
/// and draws an item of it.
package struct LinearNetworks {
  package let imageEncoder: AffineScores
  package let soundEncoder: KernelScores
  package let imageDecoder: ClassGaussians
  package let soundDecoder: ClassGaussians
  private let classes: Int

  /// Parts that are not fitted yet.
  package init(_ configuration: Configuration, classes: Int) {
    let (image, sound) = (configuration.image, configuration.sound)
    let latentSize = configuration.networks.latentSize
    let classes = max(1, classes)
    self.classes = classes
    imageEncoder = AffineScores(
      "imageEncoder", inputs: image.height * image.width * 3, classes: classes)
    soundEncoder = KernelScores("soundEncoder", bands: sound.bands, classes: classes)
    imageDecoder = ClassGaussians(
      "imageDecoder", shape: [image.height, image.width, 3], classes: classes,
      latentSize: latentSize)
    soundDecoder = ClassGaussians(
      "soundDecoder", shape: [sound.bands, sound.frames, 1], classes: classes,
      latentSize: latentSize)
  }

  /// Fits all parts to pairs, at most `KernelScores.mostExamples`.
  ///
  /// - Parameters:
  ///   - images: [n, height, width, 3] in [-1, 1].
  ///   - sounds: [n, bands, frames, 1] in [-1, 1].
  ///   - labels: the class of each pair.
  /// - Throws: `Failure` where LAPACK finds no solution.
  package func fit(images: Tensor, sounds: Tensor, labels: [Int]) throws {
    let examples = LabeledExamples(labels: labels, classes: classes)
    func components(_ items: Tensor) throws -> ImageComponents {
      try ImageComponents(
        of: items.reshaped([labels.count, items.count / labels.count]),
        count: ClassGaussians.components)
    }
    let ofImages = try components(images)
    try imageEncoder.fit(ofImages, examples)
    try imageDecoder.fit(ofImages, examples)
    try soundEncoder.fit(sounds, examples)
    try soundDecoder.fit(try components(sounds), examples)
  }
}
