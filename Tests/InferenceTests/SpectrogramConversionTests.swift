import Files
import Inference
import Media
import TestSupport
import Testing

@Suite struct SpectrogramConversionTests {
  private let folder = TemporaryFolder()

  @Test func aSoundComesBackFromItsSpectrogram() throws {
    let sound = try folder.tone("tone.wav", 40)
    var conversion = SpectrogramConversion()
    conversion.settings.hopLength = 512
    let file = folder.path("tone.safetensors")
    guard case .spectrogram(let bands, let frames) = try conversion.run(sound, to: file) else {
      Issue.record("no spectrogram")
      return
    }
    #expect(bands == 128 && frames == 1 + 30_870 / 512)
    let back = folder.path("back.wav")
    guard case .sound(let seconds, let convergence, let excess) = try conversion.run(file, to: back)
    else {
      Issue.record("no sound")
      return
    }
    #expect(seconds == 0.7 && convergence < 0.5 && excess == nil)
    #expect(abs(try SoundFile.read(back).peakDecibels + 1) < 0.01)
  }

  @Test func settingsThatAreOutOfRangeAreNamedByTheirOption() throws {
    let sound = try folder.tone("tone.wav")
    var conversion = SpectrogramConversion()
    conversion.settings.hopLength = 3_000
    #expect(
      throws: Failure(.usage, "--hop", "out of range (3000; 1 to half the window, 1024)")
    ) { try conversion.run(sound, to: folder.path("x.png")) }
    #expect(folder.names == ["tone.wav"])
  }

  @Test func namesHaveToFit() throws {
    let sound = try folder.tone("tone.wav")
    for name in ["x.txt", "x.flac"] {
      #expect {
        try SpectrogramConversion().run(sound, to: folder.path(name))
      } throws: { ($0 as? Failure)?.kind == .usage }
    }
  }
}
