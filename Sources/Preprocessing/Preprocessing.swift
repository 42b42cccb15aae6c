import Configuration
import Media
import TensorCore

/// Turns images and sounds into the levels that networks take, and back.
///
/// Everything here follows from a configuration, which the model file holds, so that a model is always
/// used with the preprocessing of its training.
public final class Preprocessing: Sendable {
  private let image: ImageFormat
  private let encodedImage: ImageFormat
  private let sound: SoundFormat
  private let spectrogram: LogMelSpectrogram

  /// A clip whose peak is below this level, in dB of full scale, is silent.
  public static let silenceDecibels = -60.0

  /// The preprocessing of a configuration.
  public init(_ configuration: Configuration) {
    image = configuration.image
    encodedImage = configuration.encodedImage
    sound = configuration.sound
    spectrogram = LogMelSpectrogram(configuration.sound.spectrogramSettings)
  }

  /// An image for the networks: [height, width, 3], values in [-1, 1].
  ///
  /// It is cropped to the model's aspect ratio at its centre, and scaled.
  public func imageLevels(_ whole: Image) -> [Float] {
    scaled(whole).signedLevels
  }

  /// An image for the image encoder: [1, height, width, 3] of `Configuration.encodedImage`, in [-1, 1].
  ///
  /// It is cropped to the model's aspect ratio at its centre. An encoder that takes larger images than the
  /// decoder generates gets them by bilinear filtering, as it scales smaller ones itself.
  public func encoderInput(_ whole: Image) -> Tensor {
    let levels =
      encodedImage == image
      ? imageLevels(whole)
      : whole.filling(
        width: encodedImage.width, height: encodedImage.height, filter: .bilinear
      ).signedLevels
    return Tensor(
      shape: [1, encodedImage.height, encodedImage.width, 3], elements: levels.map { Scalar($0) })
  }

  /// An image cropped to the model's aspect ratio at its centre, and scaled to the model's size.
  ///
  /// Nothing is padded: what does not fit the aspect ratio is cut off at both sides alike.
  public func scaled(_ whole: Image) -> Image {
    whole.filling(width: image.width, height: image.height)
  }

  /// The image of levels in [-1, 1], [height, width, 3].
  ///
  /// Values beyond [-1, 1] are clamped.
  public func image(_ levels: some Sequence<Scalar>) -> Image {
    // Copied as a whole first: taken one by one from a sequence of any kind, each number costs several calls.
    let levels = Array(levels)
    return Image(width: image.width, height: image.height, signedLevels: levels.map { Float($0) })
  }

  /// Samples of a clip at the model's rate, from the sound's beginning; silence follows a short one.
  ///
  /// It throws a `Failure` where the sound cannot be resampled.
  public func clip(_ whole: Sound) throws -> [Float] {
    filled(try whole.resampled(to: sound.sampleRate).samples.prefix(sound.samples))
  }

  /// Samples of a clip at the model's rate, from what a reader gives next; no more of it is read.
  ///
  /// - Parameter reader: a sound at `sampleRate`.
  /// - Returns: the samples; silence follows a short sound.
  /// - Throws: what `SoundReader` throws.
  public func clip(of reader: SoundReader) throws -> [Float] {
    precondition(reader.sampleRate == sampleRate, "a clip at \(reader.sampleRate) Hz")
    return filled(try reader.read(maximumFrames: sound.samples)[...])
  }

  /// The sample rate of the model, in hertz.
  public var sampleRate: Int { sound.sampleRate }

  private func filled(_ samples: ArraySlice<Float>) -> [Float] {
    samples + [Float](repeating: 0, count: sound.samples - samples.count)
  }

  /// The note about a silent input.
  package static let silenceNote = "is silent (peak below \(Int(silenceDecibels)) dB of full scale)"

  /// Whether a clip counts as silent: its peak is below `silenceDecibels`.
  public static func isSilent(_ samples: [Float]) -> Bool {
    Sound(samples: samples, sampleRate: 44_100).peakDecibels < silenceDecibels
  }

  /// The spectrogram of a clip for the networks: [bands, frames] in [-1, 1].
  ///
  /// Levels are relative to the loudest band of the clip; the configured range below it is mapped to
  /// [-1, 1], what lies lower is -1, and a silent clip is -1 throughout.
  public func soundLevels(clip samples: [Float]) -> [Float] {
    guard !Self.isSilent(samples) else {
      return [Float](repeating: -1, count: sound.bands * sound.frames)
    }
    return sound.levels(decibels: spectrogram(samples).values)
  }

  /// The log-mel spectrogram that levels in [-1, 1], [bands, frames], stand for; its peak is 0 dB.
  public func logMel(_ levels: some Sequence<Scalar>) -> LogMel {
    let range = Float(sound.dynamicRangeDecibels)
    return LogMel(
      bands: sound.bands, frames: sound.frames,
      values: levels.map { (Float($0) - 1) / 2 * range })
  }

  /// An image of levels in [-1, 1], [bands, frames].
  ///
  /// Low bands are at the bottom, time goes to the right.
  public func heatMap(_ levels: some Sequence<Scalar>) -> Image {
    Image.heatMap(
      values: levels.map { Float($0) }, bands: sound.bands, frames: sound.frames, range: -1...1)
  }
}
