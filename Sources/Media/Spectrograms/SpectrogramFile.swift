import Files
import Safetensors
import TensorCore

/// A log-mel spectrogram with its settings, as a file with the one tensor `log_mel` [bands, frames].
///
/// Values are decibels of power (reference 1, least power 1e-10, no floor relative to the peak).
public struct SpectrogramFile: Sendable {
  static let format = "cmcgan-spectrogram"
  static let tensorName = "log_mel"

  /// The levels.
  public let logMel: LogMel
  /// How the spectrogram was made.
  public let settings: SpectrogramSettings
  /// The number of samples of the sound, where it is known.
  ///
  /// Frames alone tell it only up to a hop.
  public let sampleCount: Int?

  /// A spectrogram that is not yet a file.
  public init(_ logMel: LogMel, _ settings: SpectrogramSettings, sampleCount: Int?) {
    (self.logMel, self.settings, self.sampleCount) = (logMel, settings, sampleCount)
  }

  /// The spectrogram of a whole sound.
  ///
  /// - Parameters:
  ///   - reader: the sound at the rate of the spectrogram, from its beginning.
  ///   - settings: valid settings at the reader's rate.
  /// - Throws: `Failure` where the sound cannot be read to its end.
  public init(of reader: SoundReader, _ settings: SpectrogramSettings) throws {
    logMel = try LogMelSpectrogram(settings)(reader)
    self.settings = settings
    sampleCount = reader.frameCount
  }

  /// Reads a file of this program, or one of another program if its settings are known.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - given: called for the settings of a file that holds none, with the number of its bands.
  /// - Throws: what `given` throws; `Failure` of kind `badInput` for all that is wrong with the file.
  public init(
    reading path: String, given: (_ bands: Int) throws -> SpectrogramSettings
  ) throws {
    let file = try TensorFile.read(path)
    let tensor = try file.require(Self.tensorName)
    guard file.names.count == 1, tensor.shape.count == 2, tensor.count > 0 else {
      throw Failure(
        .badInput, path,
        "not a spectrogram (tensors \(file.names.joined(separator: ", ")), shape \(tensor.shape); "
          + "log_mel [bands, frames] alone is needed)")
    }
    let (bands, frames) = (tensor.shape[0], tensor.shape[1])
    let settings: SpectrogramSettings
    if let text = file.metadata["settings"] {
      do {
        settings = try StrictJSON.parse(text, subject: path).decoded(subject: path)
        try settings.validate(path: "\(path): settings")
      } catch let failure as Failure {
        throw Failure(.badInput, failure.subject, failure.problem, hint: failure.hint)
      }
    } else {
      settings = try given(bands)
    }
    self.settings = settings
    guard settings.bands == bands else {
      throw Failure(
        .badInput, path, "log_mel has \(bands) bands, the settings say \(settings.bands)")
    }
    logMel = LogMel(bands: bands, frames: frames, values: tensor.elements.map { Float($0) })
    let samples = file.metadata["samples"].flatMap { Int($0) }
    // Any number may stand there: one frame more than the largest one has would overflow.
    let fits = samples.map { $0 > 0 && $0 / settings.hopLength == frames - 1 } ?? false
    sampleCount = fits ? samples : nil
  }

  /// Writes the tensor `log_mel` [bands, frames] with the settings as metadata.
  ///
  /// - Throws: `Failure` where the file cannot be written, or is there and `replacing` is false.
  public func write(to path: String, replacing: Bool) throws {
    var metadata = [
      "format": Self.format,
      "format_version": "1",
      "unit": "dB of power, reference 1, least power 1e-10",
      "settings": try JSONValue(encoding: settings).encoded(),
    ]
    if let sampleCount { metadata["samples"] = String(sampleCount) }
    var file = TensorFile(metadata: metadata)
    file.append(
      Self.tensorName,
      Tensor(shape: [logMel.bands, logMel.frames], elements: logMel.values.map { Scalar($0) }))
    try file.write(to: path, as: .float32, replacing: replacing)
  }

  /// Writes a PNG for people: the 80 dB below the loudest value, dark to bright.
  ///
  /// - Throws: `Failure` of kind `badInput` for more than 65,535 frames, which are the columns.
  public func writeImage(to path: String, replacing: Bool) throws {
    let widest = 65_535
    guard logMel.frames <= widest else {
      throw Failure(
        .badInput, path, "too long for an image (\(logMel.frames) frames; at most \(widest))",
        hint: "Use a larger --hop.")
    }
    let loudest = logMel.values.max() ?? 0
    let image = Image.heatMap(
      values: logMel.values, bands: logMel.bands, frames: logMel.frames,
      range: loudest - 80...loudest)
    let range = "\(loudest - 80) to \(loudest) dB"
    try ImageFile.write(
      image, to: path,
      text: [
        ("cmcgan:spectrogram", try JSONValue(encoding: settings).encoded()),
        ("cmcgan:range", range),
      ], replacing: replacing)
  }

  /// The most numbers of a linear spectrogram that are inverted at once.
  ///
  /// That is 11 minutes of sound at the default settings.
  public static let mostNumbers = 1 << 26

  /// The sound of the spectrogram, and how well it fits.
  ///
  /// - Parameters:
  ///   - iterations: how often Griffin-Lim improves the phases, 0 or more.
  ///   - subject: the name of the file in failures.
  /// - Returns: the sound, and the error of its magnitudes relative to their norm.
  /// - Throws: `Failure` of kind `resources` for more than `mostNumbers` numbers.
  public func inverted(
    iterations: Int, subject: String
  ) throws -> (sound: Sound, spectralConvergence: Double) {
    guard logMel.frames * settings.bins <= Self.mostNumbers else {
      throw Failure(
        .resources, subject,
        "too long to be turned back at once (\(logMel.frames) frames of \(settings.bins) "
          + "frequencies; at most \(Self.mostNumbers) numbers)")
    }
    let length = sampleCount ?? max(logMel.frames - 1, 1) * settings.hopLength
    let made = try LogMelInversion(settings)(logMel, length: length, iterations: iterations)
    return (
      Sound(samples: made.samples, sampleRate: settings.sampleRate), made.spectralConvergence
    )
  }
}
