import ArgumentParser
import Console
import Files
import Inference
import Media
import TensorCore

struct SpectrogramCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spectrogram",
    abstract: "Turn a sound into its log-mel spectrogram, and back.",
    discussion: """
      The ending of OUTPUT says what is made:

        cmcgan-spectrogram sound.wav -o sound.safetensors
        cmcgan-spectrogram sound.wav -o sound.png --hop 512 --bands 64
        cmcgan-spectrogram sound.safetensors -o again.wav

      A .safetensors file holds one tensor, log_mel [bands, frames]: decibels of power (reference 1, \
      least power 1e-10, no floor) of the whole file, channels averaged, at the file's own rate. It \
      equals librosa's melspectrogram and power_to_db with the same settings, which are in its \
      metadata. A .png is for looking only: the 80 dB below the loudest value, low bands at the \
      bottom. A sound is found by mel inversion and Griffin-Lim; how well it fits is printed as \
      spectral convergence, where 0 is perfect. A spectrogram by another program has no settings \
      of its own: give --sample-rate, --window and --hop.
      """)

  @Argument(help: "A sound, or a spectrogram (.safetensors).", completion: .file())
  var input: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A name that ends in .safetensors, .png, .wav or .flac.", valueName: "file"),
    completion: .file())
  var output: String

  @Option(help: ArgumentHelp("Resample to this rate first (default: none).", valueName: "hertz"))
  var sampleRate: Int?

  @Option(help: ArgumentHelp("Samples of a window, even (default: 2048).", valueName: "n"))
  var window: Int?

  @Option(help: ArgumentHelp("Samples from frame to frame (default: 348).", valueName: "n"))
  var hop: Int?

  @Option(help: ArgumentHelp("Mel bands (default: 128).", valueName: "n"))
  var bands: Int?

  @Option(help: ArgumentHelp("Where the lowest band begins (default: 0).", valueName: "hertz"))
  var minimumFrequency: Double?

  @Option(
    help: ArgumentHelp("Where the highest band ends (default: half the rate).", valueName: "hertz"))
  var maximumFrequency: Double?

  @Option(help: ArgumentHelp("Rounds of phase reconstruction.", valueName: "n"))
  var griffinLimIterations = 60

  @Option(
    help: ArgumentHelp(
      "peak: put the peak at -1 dB of full scale; none: keep the level.", valueName: "how"))
  var normalize = ConversionOptions.Normalization.peak

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Replace an output that exists.")
  var force = false

  @Flag(help: "Say nothing on standard error but errors.")
  var quiet = false

  func validate() throws {
    try check("--griffin-lim-iterations", griffinLimIterations, 0...10_000)
    try check("--sample-rate", sampleRate, Sound.sampleRates)
  }

  func run() throws {
    try compute.apply()
    let name = output.lowercased()
    let isSound = [".wav", ".wave", ".flac"].contains { name.hasSuffix($0) }
    guard isSound || name.hasSuffix(".png") || name.hasSuffix(".safetensors") else {
      throw Failure(
        .usage, output, "the name has to end in .safetensors, .png, .wav or .flac")
    }
    let kind = try FileKind.of(input)
    guard kind.isSound || kind == .safetensors || kind == .unknown else {
      throw Failure(
        .badInput, input, "neither a sound nor a spectrogram (\(kind.named))",
        hint: kind == .png ? "an image of a spectrogram is for looking only" : nil)
    }
    guard isSound == (kind == .safetensors) else {
      throw Failure(
        .usage, output,
        isSound
          ? "a sound is made from a spectrogram (\(input) is \(kind.named))"
          : "a spectrogram is made from a sound (\(input) is \(kind.named))")
    }
    try OutputFile.check(output, replacing: force)
    if isSound { try invert() } else { try analyse(asImage: name.hasSuffix(".png")) }
  }

  private func analyse(asImage: Bool) throws {
    let reader = try SoundReader(path: input, sampleRate: sampleRate)
    if !quiet { for text in reader.warnings { Terminal.warning("\(input): \(text)") } }
    let settings = try settings(sampleRate: reader.sampleRate, bands: bands ?? 128)
    let file = try SpectrogramFile(of: reader, settings)
    if asImage {
      try file.writeImage(to: output, replacing: force)
    } else {
      try file.write(to: output, replacing: force)
    }
    tell("\(file.logMel.bands) bands, \(file.logMel.frames) frames")
  }

  private func invert() throws {
    let file = try SpectrogramFile(reading: input) { bands in
      guard let sampleRate, window != nil, hop != nil else {
        throw Failure(
          .usage, input, "has no settings in its metadata",
          hint: "give --sample-rate, --window and --hop")
      }
      return try settings(sampleRate: sampleRate, bands: bands)
    }
    var (sound, convergence) = try file.inverted(
      iterations: griffinLimIterations, subject: input)
    if normalize == .peak {
      sound = sound.normalised(toPeakDecibels: -1)
    } else if sound.peak > 1, !quiet {
      let excess = sound.peakDecibels.fixed(1)
      Terminal.warning("\(output): clips (its peak is \(excess) dB above full scale)")
    }
    try SoundFile.write(sound, to: output, replacing: force)
    let seconds = sound.durationSeconds.fixed(2)
    tell("\(seconds) s, spectral convergence \(convergence.fixed(4))")
  }

  private func tell(_ facts: String) {
    if !quiet { Terminal.note("\(input) -> \(output) (\(facts))") }
  }

  /// The settings of the options, checked; what is wrong is told by the option's name.
  private func settings(sampleRate: Int, bands: Int) throws -> SpectrogramSettings {
    let settings = SpectrogramSettings(
      sampleRate: sampleRate, windowLength: window ?? 2_048, hopLength: hop ?? 348, bands: bands,
      minimumFrequency: minimumFrequency ?? 0, maximumFrequency: maximumFrequency)
    do {
      try settings.validate(path: "")
    } catch let failure as Failure {
      let options = [
        ".sampleRate": "--sample-rate", ".windowLength": "--window", ".hopLength": "--hop",
        ".bands": "--bands", ".minimumFrequency": "--minimum-frequency",
        ".maximumFrequency": "--maximum-frequency",
      ]
      let option = failure.subject.flatMap { options[$0] } ?? failure.subject
      throw Failure(.usage, option, failure.problem)
    }
    return settings
  }
}
