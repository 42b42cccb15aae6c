import Files
import Films
import Media

/// The conversion of a sound into its log-mel spectrogram, and back.
///
/// What is made is told by the name of the output: `.safetensors` and `.png` hold the spectrogram of a
/// sound, `.wav` and `.flac` the sound of a spectrogram.
public struct SpectrogramConversion: Sendable {
  /// What was made.
  ///
  /// The file is in place when it is returned.
  public enum Result: Sendable {
    /// A spectrogram of so many bands and frames.
    case spectrogram(bands: Int, frames: Int)
    /// A sound: its length in seconds, how far Griffin-Lim is from the magnitudes (0 is perfect), and by
    /// how many decibels it is above full scale, if it is.
    case sound(seconds: Double, spectralConvergence: Double, excess: Double?)
  }

  /// The settings; those that are nil have their defaults.
  public var settings = SpectrogramOptions()
  /// Rounds of phase reconstruction.
  ///
  /// 0 keeps the initial phases. It has no effect on spectrograms.
  public var griffinLimIterations = 60
  /// What is done with the level of a sound.
  ///
  /// It has no effect on spectrograms.
  public var normalization = ConversionOptions.Normalization.peak
  /// Whether an output that exists may be replaced.
  public var isReplacing = false

  /// A conversion with the usual settings.
  public init() {}

  /// Writes a spectrogram or a sound, as the name of the output says.
  ///
  /// - Parameters:
  ///   - input: the path of a sound, or of a spectrogram as `.safetensors`.
  ///   - output: the path that is written.
  ///   - warn: called with what is odd about a sound that is read.
  /// - Returns: what was written.
  /// - Throws: `Failure` of kind `usage` where the names or the settings do not fit, `badInput` where the
  ///   input is neither a sound nor a spectrogram or is damaged, `cannotCreate` where the output cannot
  ///   be written.
  public func run(
    _ input: String, to output: String, warn: (String) -> Void = { _ in }
  ) throws -> Result {
    let name = output.lowercased()
    let isSound = [".wav", ".wave", ".flac"].contains { name.hasSuffix($0) }
    guard isSound || name.hasSuffix(".png") || name.hasSuffix(".safetensors") else {
      throw Failure(
        .usage, output, "the name has to end in .safetensors, .png, .wav or .flac")
    }
    let opened = try MediaInput(input)
    let kind = opened.kind
    guard kind.isSound || kind == .safetensors else {
      throw Failure(
        .badInput, input, "neither a sound nor a spectrogram (\(kind.named))",
        hint: kind == .png ? "An image of a spectrogram is for looking only." : nil)
    }
    guard isSound == (kind == .safetensors) else {
      throw Failure(
        .usage, output,
        isSound
          ? "a sound is made from a spectrogram (\(input) is \(kind.named))"
          : "a spectrogram is made from a sound (\(input) is \(kind.named))")
    }
    guard !isSound || opened.isFile else {
      throw Failure(.badInput, opened.name, "is \(kind.named) in a pipe; it has to be a file")
    }
    try OutputFile.check(output, replacing: isReplacing, inputs: FileSet([input]))
    return isSound
      ? try invert(input, to: output)
      : try analyse(opened, to: output, asImage: name.hasSuffix(".png"), warn: warn)
  }

  private func analyse(
    _ input: MediaInput, to output: String, asImage: Bool, warn: (String) -> Void
  ) throws -> Result {
    let reader = try SoundReader(input, sampleRate: settings.sampleRate)
    let file = try SpectrogramFile(
      of: reader, settings.settings(sampleRate: reader.sampleRate, bands: nil))
    reader.warnings.forEach(warn)
    if asImage {
      try file.writeImage(to: output, replacing: isReplacing)
    } else {
      try file.write(to: output, replacing: isReplacing)
    }
    return .spectrogram(bands: file.logMel.bands, frames: file.logMel.frames)
  }

  private func invert(_ input: String, to output: String) throws -> Result {
    let file = try SpectrogramFile(reading: input) { bands in
      guard let sampleRate = settings.sampleRate, settings.windowLength != nil,
        settings.hopLength != nil
      else {
        throw Failure(
          .usage, input, "has no settings in its metadata",
          hint: "Give --sample-rate, --window and --hop.")
      }
      return try settings.settings(sampleRate: sampleRate, bands: bands)
    }
    var (sound, convergence) = try file.inverted(
      iterations: griffinLimIterations, subject: input)
    var excess: Double?
    if normalization == .peak {
      sound = sound.normalised(toPeakDecibels: -1)
    } else if sound.peak > 1 {
      excess = sound.peakDecibels
    }
    try SoundFile.write(sound, to: output, replacing: isReplacing)
    return .sound(
      seconds: sound.durationSeconds, spectralConvergence: convergence, excess: excess)
  }
}
