import CMCGANKit

/// Trains a small model for some steps, and turns a sound into an image with it.
///
///     swift run TrainAndConvert [FOLDER]
///
/// The model learns from the built-in orchestra, so no data set is needed. It is far too small, and
/// trained far too briefly, for a good image; `configs/sub-urmp.json` is the recipe for real use.
@main
enum TrainAndConvert {
  static func main() throws {
    let folder = CommandLine.arguments.count > 1 ? CommandLine.arguments[1] : "example"
    try Folder.create(folder)

    // Train: the run folder gets metrics, sample images and checkpoints.
    let configuration = try Configuration.read(
      "../configs/tiny.json", assignments: ["training.steps=20"])
    let run = RunFolder(folder + "/run")
    try Trainer(configuration, in: run, start: .fresh, isQuiet: false).run()

    // Make a sound: half a second of violin.
    let violin = Orchestra(seed: 7).sound(of: .violin, index: 0)
    let sound = folder + "/violin.wav"
    try OutputFile.write(SoundFile.encodedWAV(violin), to: sound, replacing: true)

    // Convert it: the newest checkpoint of the run makes the image.
    let model = try TrainedModel(checked: run.path) { Terminal.warning($0) }
    let converter = Converter(model, ConversionOptions())
    let source = try ConversionSource(sound)
    let image = folder + "/violin.png"
    try converter.images(of: source, note: { Terminal.note($0) }) { generated in
      try OutputFile.write(ImageFile.encodedPNG(generated), to: image, replacing: true)
    }
    print("\(sound) became \(image), by a model of \(model.step) steps")
  }
}
