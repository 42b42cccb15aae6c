import Files
import Inference
import Media
import Training

extension HostileInput {
  /// A model that is accepted converts in both directions.
  func readModel(_ bytes: [UInt8]) throws {
    let model = try TrainedModel(checked: file(bytes), warn: { _ in })
    _ = model.identity
    // What takes longer is the same at this size.
    let sound = model.configuration.sound
    guard sound.windowLength <= 1 << 8, sound.bands * sound.frames <= 1 << 10 else { return }
    var options = ConversionOptions()
    options.griffinLimIterations = 1
    let converter = Converter(model, options)
    let image = try ImageFile.encodedPNG(Image(width: 2, height: 2, filledWith: .white))
    let made = try converter.sound(of: ConversionSource(file(image)), note: { _ in })
    let written = try SoundFile.encodedWAV(made.sound)
    try converter.images(of: ConversionSource(file(written)), note: { _ in }) { _ in }
  }
}
