import DataSets
import Files
import Inference
import Media
import Models
import Preprocessing
import TensorCore
import TestSupport
import Testing
import Training

@Suite struct ConverterTests {
  private let folder = TemporaryFolder()

  private func imageFile() throws -> (path: String, image: Image) {
    let pixels = (0..<20 * 20 * 3).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 11) }
    let image = Image(width: 20, height: 20, pixels: pixels)
    try ImageFile.write(image, to: folder.path("seen.png"))
    return (folder.path("seen.png"), image)
  }

  /// An image becomes one clip, of its own latent vector; a longer sound begins with the same.
  @Test func theSoundOfAnImageIsOneClip() throws {
    let (model, (path, image)) = (try TrainedRun.model(), try imageFile())
    var options = ConversionOptions()
    options.normalization = .none
    func made() throws -> [Float] {
      try Converter(model, options).sound(of: ConversionSource(path)) { _ in }.sound.samples
    }
    let format = model.configuration.image
    let levels = model.preprocessing.imageLevels(image).map { Scalar($0) }
    let translated = model.translator.translate(
      Tensor(shape: [1, format.height, format.width, 3], elements: levels), .image, to: .sound,
      latent: RandomPurpose.conversion.latents(
        seed: options.seed, step: 0, samples: 0..<1, size: model.translator.latentSize))
    let clip = try SoundSynthesis(model.configuration, iterations: options.griffinLimIterations)(
      translated)[0].samples
    let alone = try made()
    #expect(alone == clip)
    options.duration = 0.875
    let longer = try made()
    // Three quarters of half a second at 8,000 Hz, then it is faded over.
    #expect(longer.prefix(3_000) == clip.prefix(3_000) && longer.count == 7_000)
    #expect(longer[3_000..<4_000] != clip[3_000..<4_000])
  }

  @Test func aSoundThatWouldBeTooLongIsRefusedBeforeItIsMade() throws {
    var options = ConversionOptions()
    (options.duration, options.samples) = (1_800, 2)
    let (model, path) = (try TrainedRun.model(), try imageFile().path)
    #expect(
      throws: Failure(
        .resources, path, "the sound made of it would be too long (at most 3600 s)")
    ) { try Converter(model, options).sound(of: ConversionSource(path)) { _ in } }
  }
}
