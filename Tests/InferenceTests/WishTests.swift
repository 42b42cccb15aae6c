import Configuration
import Files
import Inference
import Media
import Models
import Preprocessing
import TensorCore
import TestSupport
import Testing
import Training

/// Classes and examples that are asked for.
@Suite struct WishTests {
  private let folder = TemporaryFolder()
  /// After one step, z changes no pixel unless it is large.
  private let temperature = 100.0

  private func model() throws -> TrainedModel {
    try TrainedModel(checked: TrainedRun.path(), temperature: temperature) {
      Issue.record("\($0)")
    }
  }

  /// What the decoder makes of the mean of a class and the latent vector of a sample.
  private func decoded(
    _ model: TrainedModel, _ number: Int, to target: Modality, sample: Int
  ) throws -> Tensor {
    let mean = try #require(model.classMeans?.mean(ofClass: number, target.other))
    let latent = RandomPurpose.conversion.latents(
      seed: 0, samples: sample..<sample + 1, size: model.translator.latentSize)
    let code = model.translator.code(mean, of: target.other, to: target, latent: latent)
    return model.translator.decoded(code: code, to: target)
  }

  private func converted(
    _ inputs: [String], to name: String, _ options: ConversionOptions
  ) throws -> String {
    var request = ConversionRequest(inputs, to: folder.path(name), options: options)
    request.model = try TrainedRun.path()
    request.temperature = temperature
    request.isReplacing = true
    try BatchConversion(request).run()
    return folder.path(name)
  }

  @Test func aClassAloneBecomesWhatItsMeanAndZBecome() throws {
    let model = try model()
    let number = try #require(model.classes.firstIndex(of: "tuba"))
    var options = ConversionOptions()
    options.className = "tuba"
    let image = try ImageFile.read(converted([], to: "tuba.png", options))
    let wanted = try decoded(model, number, to: .image, sample: 0)
    #expect(image == model.preprocessing.image(wanted.row(0)))

    let sound = try SoundFile.read(converted([], to: "tuba.wav", options))
    let levels = try decoded(model, number, to: .sound, sample: 0)
    let clip = try SoundSynthesis(model.configuration, iterations: options.griffinLimIterations)(
      levels)[0].samples
    let expected = Sound(samples: clip, sampleRate: 8_000).normalised(toPeakDecibels: -1)
    let errors = zip(sound.samples, expected.samples).map { abs($0 - $1) }
    #expect(sound.samples.count == clip.count && errors.max() ?? 1 < 1e-4, "16 bits")
  }

  /// Whatever the input holds, and in both directions.
  @Test func anInputDoesNotChangeAClass() throws {
    let inputs = [try folder.tone("a.wav"), try folder.image("b.png")]
    var options = ConversionOptions()
    options.className = "flute"
    for (target, name) in [(Modality.image, "x.png"), (.sound, "x.wav")] {
      options.target = target
      let alone = try InputFile.read(converted([], to: name, options))
      for input in inputs {
        // The sound of a sound keeps its length and loudness.
        if target == .sound, input == inputs[0] { continue }
        let made = try converted([input], to: "y" + name, options)
        if target == .image {
          #expect(try ImageFile.read(made) == ImageFile.read(folder.path(name)), "\(input)")
        } else {
          #expect(try SoundFile.read(made).samples == SoundFile.read(folder.path(name)).samples)
        }
        #expect(try InputFile.read(made) != alone, "the kind of the input is recorded")
      }
    }
  }

  /// An image that is one of the tried results is found again, and so is its latent vector.
  @Test func zIsTakenFromTheNearestOfTheTriedResults() throws {
    let model = try model()
    let number = try #require(model.classes.firstIndex(of: "tuba"))
    let seventh = model.preprocessing.image(
      try decoded(model, number, to: .image, sample: 7).row(0))
    let example = folder.path("example.png")
    try ImageFile.write(seventh, to: example)
    var options = ConversionOptions()
    (options.className, options.example) = ("tuba", example)
    let found = try ImageFile.read(converted([], to: "found.png", options))
    #expect(found == seventh)

    // The nearest come first, in the order of their distance.
    options.samples = 3
    let sheet = try ImageFile.read(converted([], to: "sheet.png", options))
    let images = [(6, 6), (28, 6), (6, 28)].map { x, y in
      sheet.cropped(x: x, y: y, width: 16, height: 16)
    }
    #expect(images[0] == seventh)
    let distances = images.map { image in
      zip(image.pixels, seventh.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    }
    #expect(distances == distances.sorted())
  }

  /// None of the 64 results of an input is nearer to the example than the one that is chosen.
  @Test func anExampleChoosesAmongTheResultsOfAnInput() throws {
    let (sound, image) = (try folder.tone("a.wav"), try folder.image("b.png"))
    var options = ConversionOptions()
    (options.samples, options.route) = (Converter.triedLatents, .direct)
    let sheet = try ImageFile.read(converted([sound], to: "all.png", options))
    let all = (0..<64).map { number in
      sheet.cropped(x: 6 + number % 8 * 22, y: 6 + number / 8 * 22, width: 16, height: 16)
    }
    (options.samples, options.route, options.example) = (1, nil, image)
    let near = try ImageFile.read(converted([sound], to: "near.png", options))
    let wanted = try ImageFile.read(image)
    let distances = all.map { image in
      zip(image.pixels, wanted.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    }
    let chosen = try #require(all.firstIndex(of: near))
    // Pixels are rounded, the distances that decide are not.
    #expect(distances[chosen] <= (distances.min() ?? 0) + near.pixels.count / 2)
  }

  /// Further clips use further latent vectors, so that a long sound does not repeat one clip.
  @Test func aLongSoundUsesTheNextNearestLatentVectors() throws {
    let example = try folder.tone("a.wav")
    var options = ConversionOptions()
    (options.className, options.example) = ("horn", example)
    options.normalization = .none
    let clip = try SoundFile.read(converted([], to: "clip.wav", options)).samples
    options.duration = 0.875
    let long = try SoundFile.read(converted([], to: "long.wav", options)).samples
    #expect(long.count == 7_000 && long.prefix(3_000) == clip.prefix(3_000))
    #expect(long.suffix(3_000) != clip.suffix(3_000))
  }

  @Test func anExampleHasTheModalityThatIsMade() throws {
    let (sound, image) = (try folder.tone("a.wav"), try folder.image("b.png"))
    var options = ConversionOptions()
    options.example = sound
    #expect(
      throws: Failure(
        .usage, sound,
        "an example has the modality of the result (it is a sound, the result is an image)")
    ) { try converted([sound], to: "x.png", options) }
    options.example = image
    options.route = .reconstruction
    #expect(
      throws: Failure(
        .usage, image, "--like is for the direct route", hint: "Use --route direct.")
    ) { try converted([sound], to: "x.png", options) }
  }
}
