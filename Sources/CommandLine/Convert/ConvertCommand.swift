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
      Whether an input is a sound, an image or a film is told from its content, not from its name.

        cmcgan-convert sound.wav -o instrument.png
        cmcgan-convert instrument.png -o sound.wav
        cmcgan-convert sound.wav -o sheet.png --samples 9 --seed 4 --size 128
        cmcgan-convert instrument.png -o many.wav --samples 8 --temperature 2
        cmcgan-convert concert.flac -o frames/ --every 0.5
        cmcgan-convert instrument.jpg -o long.flac --duration 8
        cmcgan-convert recordings/ more/*.flac -o images/ --json
        cmcgan-convert sound.wav -o reconstruction.wav --to sound
        cmcgan-convert muted.mp4 -o restored.mp4
        cmcgan-convert concert.wav -o film.mp4 --size 512
        cmcgan-convert flute.wav tuba.wav --morph 9 -o strip.png
        cmcgan-convert sound.wav -o image.png --explain why.png
        cmcgan-convert --watch inbox -o outbox
        arecord -d 2 -f cd | cmcgan-convert - -o - | display -

      A long sound gives one image: of its windows, half overlapping, the features of those that are \
      not silent are averaged. A sound made from an image lasts as long as the model's clips; with \
      --duration, clips of different latent vectors are faded over into each other. Several samples \
      of a sound follow each other after a quarter of a second. Sound is written as 16-bit WAV of \
      one channel at the model's rate, or as FLAC if the name ends so.

      A film gets what it lacks: a sound, where it has none or a silent one; an image; or an image in \
      those stretches where its own is missing or black for half a second or more. --to sound and --to \
      image make one anew. A sound or image that was there keeps its coding where the new film can hold it; \
      filling in codes all images anew. Further sounds and subtitles are left out. Films are read and written by ffmpeg, which \
      has to be installed, as .mp4, .m4v, .mov, .mkv or .webm.

      Equal inputs, models, options and seeds give equal files. Each of them says how it was made: \
      cmcgan-info FILE.

      Exit codes: 0 done, 1 some of several inputs failed, 64 usage, 65 bad data, 66 input missing, \
      69 ffmpeg is needed and missing, 73 output exists (--force replaces it) or cannot be created, 74 reading or writing failed.
      """)

  @Argument(
    help: ArgumentHelp(
      "Sounds (WAV, FLAC, Ogg, MP3, AIFF), images (PNG, JPEG), films, or folders of them; - is stdin."
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
      "A model or run folder (default: $CMCGAN_MODEL, else the model that comes along).",
      valueName: "model"), completion: .file())
  var model: String?

  @Option(
    help: ArgumentHelp("Make a sound or an image, also in the same modality.", valueName: "kind"))
  var to: Modality?

  @Option(
    help: ArgumentHelp(
      "direct, or reconstruction: remade in its own modality first (default: the model's choice).",
      valueName: "route"))
  var route: Route?

  @Option(help: ArgumentHelp("Where random numbers start.", valueName: "n"))
  var seed = 0

  @Option(
    help: ArgumentHelp(
      "Draw that many latent vectors: a sheet of images, or sounds one after another.",
      valueName: "n"))
  var samples = 1

  @Option(
    help: ArgumentHelp(
      "Standard deviation of the latent vectors: above 1 results differ more, below 1 less (default: the model's).",
      valueName: "x"))
  var temperature: Double?

  @Option(
    help: ArgumentHelp("The length of a sound made from an image.", valueName: "seconds"))
  var duration: Double?

  @Option(
    help: ArgumentHelp(
      "One image for each so many seconds of sound: OUTPUT is a folder, frame-%04d.png or a film.",
      valueName: "seconds"))
  var every: Double?

  @Option(
    help: ArgumentHelp(
      "That many images on the way from the first input to the last, or from one latent vector to "
        + "the next: a strip (.png), or a film of 25 a second.", valueName: "n"))
  var morph: Int?

  @Option(
    help: ArgumentHelp(
      "Write which bands and moments of a sound drew its image.", valueName: "png"),
    completion: .file(extensions: ["png"]))
  var explain: String?

  @Option(
    help: ArgumentHelp(
      "Convert what arrives in this folder, until the process is ended; OUTPUT is a folder.",
      valueName: "folder"), completion: .directory)
  var watch: String?

  @Option(help: ArgumentHelp("Rounds of phase reconstruction.", valueName: "n"))
  var griffinLimIterations = 60

  @Option(
    help: ArgumentHelp(
      "Scale images to this width in pixels (default: the model's; 256 in films).", valueName: "n"
    ))
  var size: Int?

  @Option(
    help: ArgumentHelp(
      "peak: put the peak at -1 dB of full scale; none: keep the level.", valueName: "how"))
  var normalize = ConversionOptions.Normalization.peak

  @Option(
    help: ArgumentHelp(
      "What stdin is (wav, flac, ogg, mp3, aiff, png, jpeg), if it cannot be told.",
      valueName: "kind"))
  var from: FileKind?

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Replace outputs that exist.")
  var force = false

  @Flag(help: "One JSON object a line on standard output for each input.")
  var json = false

  @Flag(help: "Say nothing on standard error but errors.")
  var quiet = false
}
