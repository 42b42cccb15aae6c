import Files
import Media
import Orchestra
import Safetensors
import TensorCore
import TestSupport
import Testing

@Suite struct SpectrogramCommandTests {
  private let folder = TemporaryFolder()

  private func spectrogram(_ arguments: String...) throws -> BuiltProgram {
    try BuiltProgram.run(["spectrogram"] + arguments)
  }

  @Test func aSoundBecomesOneTensorInDecibels() throws {
    let sound = Material.tone()
    let input = try folder.file("tone.wav", Material.wav(sound))
    #expect(try spectrogram(input, "-o", folder.path("s.safetensors")).code == 0)
    let file = try TensorFile.read(folder.path("s.safetensors"))
    #expect(file.names == ["log_mel"])
    let tensor = try #require(file["log_mel"])
    #expect(tensor.shape == [128, 1 + sound.samples.count / 348])
    let settings = SpectrogramSettings(sampleRate: 16_000)
    let read = try SoundFile.read(input)
    let expected = LogMelSpectrogram(settings)(read.samples)
    #expect(tensor.elements.map { Float($0) } == expected.values)
    #expect(
      file.metadata["settings"]
        == #"{"sampleRate":16000,"windowLength":2048,"hopLength":348,"bands":128,"#
        + #""minimumFrequency":0.0,"maximumFrequency":8000.0}"#)
  }

  @Test func settingsAreTaken() throws {
    let input = try folder.file("tone.wav", Material.wav())
    let made = try spectrogram(
      input, "-o", folder.path("s.safetensors"), "--sample-rate", "8000", "--window", "512",
      "--hop", "128", "--bands", "40", "--minimum-frequency", "50", "--maximum-frequency", "3000")
    #expect(made.code == 0, "\(made.errors)")
    let tensor = try TensorFile.read(folder.path("s.safetensors")).require("log_mel")
    #expect(tensor.shape == [40, 1 + 5_600 / 128])
    let wrong = try spectrogram(input, "-o", folder.path("t.safetensors"), "--hop", "3000")
    #expect(wrong.code == 64)
    #expect(wrong.errors == "error: --hop: out of range (3000; 1 to half the window, 1024)\n")
  }

  @Test func aSoundComesBack() throws {
    let sound = Material.tone(seconds: 1)
    let input = try folder.file("tone.wav", Material.wav(sound))
    #expect(try spectrogram(input, "-o", folder.path("s.safetensors")).code == 0)
    let back = try spectrogram(
      folder.path("s.safetensors"), "-o", folder.path("back.wav"), "--normalize", "none")
    #expect(back.code == 0)
    #expect(back.errors.contains("spectral convergence 0."))
    let heard = try SoundFile.read(folder.path("back.wav"))
    #expect(heard.sampleRate == 16_000 && heard.samples.count == sound.samples.count)
    func power(_ sound: Sound) -> Float { sound.samples.reduce(0) { $0 + $1 * $1 } }
    #expect(abs(power(heard) / power(sound) - 1) < 0.2, "the level is kept")
    let loud = try spectrogram(folder.path("s.safetensors"), "-o", folder.path("loud.flac"))
    #expect(loud.code == 0)
    #expect(abs(try SoundFile.read(folder.path("loud.flac")).peakDecibels + 1) < 0.01)
  }

  @Test func aImageIsForLooking() throws {
    let input = try folder.file("tone.wav", Material.wav())
    #expect(try spectrogram(input, "-o", folder.path("s.png"), "--bands", "32").code == 0)
    let image = try ImageFile.read(folder.path("s.png"))
    #expect(image.height == 32 && image.width == 33)
    let back = try spectrogram(folder.path("s.png"), "-o", folder.path("s.wav"))
    #expect(back.code == 65)
    #expect(back.errors.contains("An image of a spectrogram is for looking only."))
  }

  @Test func aSpectrogramWithoutSettingsNeedsThem() throws {
    var file = TensorFile()
    file.append("log_mel", Tensor(repeating: -20, shape: [16, 9]))
    let input = folder.path("foreign.safetensors")
    try file.write(to: input, replacing: false)
    let output = folder.path("out.wav")
    let missing = try spectrogram(input, "-o", output)
    #expect(missing.code == 64)
    #expect(missing.errors.contains("Give --sample-rate, --window and --hop."))
    let made = try spectrogram(
      input, "-o", output, "--sample-rate", "8000", "--window", "256", "--hop", "64")
    #expect(made.code == 0, "\(made.errors)")
    #expect(try SoundFile.read(output).samples.count == 8 * 64)
    let other = try spectrogram(Material.checkpoint, "-o", folder.path("x.wav"))
    #expect(other.code == 65)
  }

  @Test func theInputIsNeverReplaced() throws {
    let path = try folder.file("sound.safetensors", Material.wav())
    let call = try spectrogram(path, "-o", path, "--force")
    #expect(call.code == 73 && call.errors == "error: \(path): is an input as well\n")
    #expect(try InputFile.read(path) == Material.wav())
  }

  @Test func pipesAreReadOrRefused() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let tensors = folder.path("tone.safetensors")
    #expect(try spectrogram(sound, "-o", tensors).code == 0)
    func piped(_ path: String, _ output: String) throws -> BuiltProgram {
      try BuiltProgram.run(
        [
          "-c", "exec \"$0\" spectrogram <(cat \"$1\") -o \"$2\" --quiet", BuiltProgram.path,
          path, folder.path(output),
        ], program: "/bin/bash")
    }
    let made = try piped(sound, "piped.safetensors")
    #expect(made.code == 0 && made.errors.isEmpty, "\(made.errors)")
    #expect(try folder.bytes("piped.safetensors") == folder.bytes("tone.safetensors"))
    let refused = try piped(tensors, "piped.wav")
    #expect(refused.code == 65)
    #expect(
      refused.errors.hasSuffix(" in a pipe; it has to be a file\n"), "\(refused.errors)")
  }

  @Test func wrongPairsOfNamesAreUsageErrors() throws {
    let input = try folder.file("tone.wav", Material.wav())
    for name in ["x.wav", "x.mp3", "x"] {
      #expect(try spectrogram(input, "-o", folder.path(name)).code == 64)
    }
    #expect(try spectrogram(folder.path("none.wav"), "-o", folder.path("x.png")).code == 66)
    let cut = try folder.file("cut.wav", Array(Material.wav().prefix(20)))
    #expect(try spectrogram(cut, "-o", folder.path("x.png")).code == 65)
    #expect(folder.names == ["cut.wav", "tone.wav"])
  }
}
