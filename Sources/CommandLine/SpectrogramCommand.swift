import ArgumentParser
import Console
import Inference
import Media

struct SpectrogramCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spectrogram",
    abstract: "Turn a sound into its log-mel spectrogram, and back.",
    discussion: """
      The ending of OUTPUT decides what is made:

        cmcgan-spectrogram sound.wav -o sound.safetensors
        cmcgan-spectrogram sound.wav -o sound.png --hop 512 --bands 64
        cmcgan-spectrogram sound.safetensors -o again.wav

      A .safetensors file holds one tensor, log_mel [bands, frames]: decibels of power (reference 1, \
      least power 1e-10, no floor) of the whole file, channels averaged, at the file's own rate. It \
      equals librosa's melspectrogram and power_to_db with the same settings, which are in its \
      metadata. A .png is for looking only: the 80 dB below the loudest value, low bands at the \
      bottom. A sound is made by mel inversion and Griffin-Lim; its spectral convergence is printed, \
      where 0 is perfect. A spectrogram by another program has no settings of its own: give \
      --sample-rate, --window and --hop.
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

  @Option(help: ArgumentHelp("Samples per window, an even number (default: 2048).", valueName: "n"))
  var window: Int?

  @Option(help: ArgumentHelp("Samples from one frame to the next (default: 348).", valueName: "n"))
  var hop: Int?

  @Option(help: ArgumentHelp("The number of mel bands (default: 128).", valueName: "n"))
  var bands: Int?

  @Option(help: ArgumentHelp("Lower edge of the lowest band (default: 0).", valueName: "hertz"))
  var minimumFrequency: Double?

  @Option(
    help: ArgumentHelp(
      "Upper edge of the highest band (default: half the sample rate).", valueName: "hertz"))
  var maximumFrequency: Double?

  @Option(help: ArgumentHelp("Iterations of Griffin-Lim, which finds the phases.", valueName: "n"))
  var griffinLimIterations = 60

  @Option(
    help: ArgumentHelp(
      "peak: set the peak to -1 dB of full scale; none: keep the level.", valueName: "how"))
  var normalize = ConversionOptions.Normalization.peak

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Replace an output that already exists.")
  var force = false

  @Flag(help: "Print only errors on standard error.")
  var quiet = false

  func validate() throws {
    try check("--griffin-lim-iterations", griffinLimIterations, 0...10_000)
    try check("--sample-rate", sampleRate, Sound.sampleRates)
  }

  func run() throws {
    try compute.apply()
    var conversion = SpectrogramConversion()
    conversion.settings.sampleRate = sampleRate
    conversion.settings.windowLength = window
    conversion.settings.hopLength = hop
    conversion.settings.bands = bands
    conversion.settings.minimumFrequency = minimumFrequency
    conversion.settings.maximumFrequency = maximumFrequency
    conversion.griffinLimIterations = griffinLimIterations
    conversion.normalization = normalize
    conversion.isReplacing = force
    let result = try conversion.run(input, to: output) { text in
      if !quiet { Terminal.warning("\(input): \(text)") }
    }
    if !quiet { tell(result) }
  }

  private func tell(_ result: SpectrogramConversion.Result) {
    let facts: String
    switch result {
    case .spectrogram(let bands, let frames):
      facts = "\(bands) bands, \(frames) frames"
    case .sound(let seconds, let convergence, let excess):
      if let excess {
        Terminal.warning("\(output): clips (its peak is \(excess.fixed(1)) dB above full scale)")
      }
      facts = "\(seconds.fixed(2)) s, spectral convergence \(convergence.fixed(4))"
    }
    Terminal.note("\(input) -> \(output) (\(facts))")
  }
}
