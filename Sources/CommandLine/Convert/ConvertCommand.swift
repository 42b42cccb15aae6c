import ArgumentParser
import Configuration
import Files
import Inference
import Models

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Turn sounds into images and images into sounds.",
    discussion: """
      The content of an input, not its name, decides whether it is a sound, an image or a film.

        cmcgan-convert sound.wav -o instrument.png
        cmcgan-convert instrument.png -o sound.wav
        cmcgan-convert sound.wav -o sheet.png --samples 9 --seed 4 --size 128
        cmcgan-convert instrument.png -o many.wav --samples 8 --temperature 2
        cmcgan-convert concert.flac -o frames/ --every 0.5
        cmcgan-convert instrument.jpg -o long.flac --duration 8
        cmcgan-convert --class violin -o violin.png
        cmcgan-convert sound.wav -o image.png --like portrait.png
        cmcgan-convert recordings/ more/*.flac -o images/ --json
        cmcgan-convert sound.wav -o reconstruction.wav --to sound
        cmcgan-convert muted.mp4 -o restored.mp4
        cmcgan-convert concert.wav -o film.mp4 --size 512
        cmcgan-convert flute.wav tuba.wav --morph 9 -o strip.png
        cmcgan-convert sound.wav -o image.png --explain why.png
        cmcgan-convert --watch inbox -o outbox
        arecord -d 2 -f cd | cmcgan-convert - -o - | display -

      A long sound gives one image. Its features are averaged over half-overlapping windows that are \
      not silent. A sound generated from an image lasts as long as a clip of the model; with --duration, \
      clips of different latent vectors are crossfaded. Several samples of a sound follow each other \
      after a quarter of a second. Sound is written as 16-bit WAV with one channel at the model's rate, \
      or as FLAC if the name of the output ends in .flac.

      A film gets what it lacks: a sound, if it has none or a silent one; images, if it has none; or \
      images where its own are missing or black for half a second or more. --to sound and --to image \
      replace what is there. Sound and images that stay are not coded again if the new film can hold \
      them; filling gaps codes all images again. Further sounds and subtitles are left out. ffmpeg reads \
      and writes films (.mp4, .m4v, .mov, .mkv, .webm) and has to be installed.

      A note names each input that is unlike what the model was trained on; --strict refuses it.

      Equal inputs, models, options and seeds give equal files. Each file holds how it was made; \
      cmcgan-info FILE shows it.

      Exit codes: 0 done, 1 some of several inputs failed, 64 usage, 65 bad data, 66 input missing, \
      69 ffmpeg is needed and missing, 73 output exists (--force replaces it) or cannot be created, 74 reading or writing failed.
      """)

  @Argument(
    help: ArgumentHelp(
      "Sounds (\(FileKind.list(FileKind.sounds))), images (\(FileKind.list(FileKind.images))), films, or folders of them; - is stdin."
    ),
    completion: .file())
  var inputs: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A file, a folder (for many inputs), or - for stdout.", valueName: "path"),
    completion: .file())
  var output: String

  @Option(
    help: ArgumentHelp(
      "A model or run folder (default: $CMCGAN_MODEL, else the default model).",
      valueName: "model"), completion: .file())
  var model: String?

  @Option(
    help: ArgumentHelp(
      "Generate a sound or an image, even in the modality of the input.", valueName: "kind"))
  var to: Modality?

  @Option(
    help: ArgumentHelp(
      "direct, or reconstruction: reconstructed in its own modality first (default: the model's choice).",
      valueName: "route"))
  var route: Route?

  @Option(
    name: .customLong("class"),
    help: ArgumentHelp(
      "Generate this class of the model, such as violin, whatever an input holds; no input is needed.",
      valueName: "name"), completion: .custom { words, _, _ in ModelClasses.completions(words) })
  var className: String?

  @Option(
    help: ArgumentHelp(
      "An image or sound that the result should be like: of \(Converter.triedLatents) latent vectors, the one "
        + "with the nearest result is used.",
      valueName: "file"), completion: .file())
  var like: String?

  @Option(help: ArgumentHelp("The seed of the latent vectors.", valueName: "n"))
  var seed = 0

  @Option(
    help: ArgumentHelp(
      "How many latent vectors to sample: a sheet of images, or sounds one after another.",
      valueName: "n"))
  var samples = 1

  @Option(
    help: ArgumentHelp(
      "Standard deviation of the latent vectors; results differ more above 1, less below (default: the model's).",
      valueName: "x"))
  var temperature: Double?

  @Option(
    help: ArgumentHelp(
      "Length of a sound generated from an image (default: one clip).", valueName: "seconds"))
  var duration: Double?

  @Option(
    help: ArgumentHelp(
      "One image for each part of a sound of this length; OUTPUT is a folder, frame-%04d.png or a film.",
      valueName: "seconds"))
  var every: Double?

  @Option(
    help: ArgumentHelp(
      "How many images to make on the way from the first input to the last, or of one input from one "
        + "latent vector to the next: a strip (.png), or a film of 25 a second.", valueName: "n"))
  var morph: Int?

  @Option(
    help: ArgumentHelp(
      "Write an image that shows which bands and moments of a sound influence its image most.",
      valueName: "png"),
    completion: .file(extensions: ["png"]))
  var explain: String?

  @Option(
    help: ArgumentHelp(
      "Convert what arrives in this folder until the process is stopped; OUTPUT is a folder.",
      valueName: "folder"), completion: .directory)
  var watch: String?

  @Option(help: ArgumentHelp("Iterations of Griffin-Lim, which finds the phases.", valueName: "n"))
  var griffinLimIterations = 60

  @Option(
    help: ArgumentHelp(
      "Width of images in pixels (default: the model's; 256 in films).", valueName: "n"
    ))
  var size: Int?

  @Option(
    help: ArgumentHelp(
      "peak: set the peak to -1 dB of full scale; none: keep the level.", valueName: "how"))
  var normalize = ConversionOptions.Normalization.peak

  @Option(
    help: ArgumentHelp(
      "The kind of stdin, if its content does not show it.",
      valueName: "kind"))
  var from: FileKind?

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Refuse an input that is unlike what the model was trained on (exit code 65).")
  var strict = false

  @Flag(help: "Replace outputs that already exist.")
  var force = false

  @Flag(help: "Print one JSON object per input on standard output, one per line.")
  var json = false

  @Flag(help: "Print only errors on standard error.")
  var quiet = false
}
