import ArgumentParser
import Console
import Glibc
import Media
import Metrics
import Models
import TensorCore

struct BenchAudioCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audio",
    abstract: "Time the spectrogram of a clip and the sound of a spectrogram, with one thread.",
    discussion: """
      The clip is half a second at 44.1 kHz: a window of 2048 samples, 128 mel bands, 60 iterations of \
      Griffin-Lim.
      """)

  @Option(help: ArgumentHelp("Samples between two frames.", valueName: "n"))
  var hop = 512

  @Option(help: ArgumentHelp("How many rounds to time; the median is printed.", valueName: "n"))
  var rounds = 50

  @Flag(help: "Print one JSON object instead of the text.")
  var json = false

  func validate() throws {
    try check("--hop", hop, 1...1_024)
    try check("--rounds", rounds, 1...100_000)
  }

  mutating func run() throws {
    let settings = SpectrogramSettings(
      sampleRate: 44_100, windowLength: 2_048, hopLength: hop, bands: 128, minimumFrequency: 0,
      maximumFrequency: 22_050)
    var random = RandomPurpose.samples.stream(seed: 1)
    let clip = (0..<22_050).map { index in
      Float(0.5 * sin(0.0627 * Double(index)) + 0.05 * random.normal())
    }
    let spectrogram = LogMelSpectrogram(settings)
    let inversion = try MelInversion(settings)
    let synthesis = GriffinLim(windowLength: 2_048, hopLength: hop)
    let logMel = spectrogram(clip)
    let powers = logMel.values.map { Float(pow(10, Double($0) / 10)) }
    let magnitudes = inversion.magnitudes(ofPowers: powers, frames: logMel.frames)
    let analysis = Timing.median(rounds) { _ = spectrogram(clip) }
    let mel = Timing.median(rounds) {
      _ = inversion.magnitudes(ofPowers: powers, frames: logMel.frames)
    }
    let sound = Timing.median(rounds) {
      _ = synthesis(magnitudes, frames: logMel.frames, length: clip.count, iterations: 60)
    }
    if json {
      Terminal.output([
        "schema": 1, "hop": .integer(Int64(hop)), "frames": .integer(Int64(logMel.frames)),
        "log_mel_ms": .real(1_000 * analysis), "mel_inversion_ms": .real(1_000 * mel),
        "griffin_lim_ms": .real(1_000 * sound),
      ])
    } else {
      Terminal.output(
        "log-mel \((1_000 * analysis).fixed(3)) ms, mel inversion "
          + "\((1_000 * mel).fixed(2)) ms, Griffin-Lim \((1_000 * sound).fixed(2)) ms "
          + "(\(logMel.frames) frames; medians of \(rounds), one thread)")
    }
  }
}
