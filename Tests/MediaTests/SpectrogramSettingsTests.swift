import Files
import Media
import Testing

@Suite struct SpectrogramSettingsTests {
  @Test func theDefaultsMakeSixtyFourFramesOfHalfASecond() throws {
    let settings = SpectrogramSettings()
    try settings.validate()
    #expect(settings.frames(ofSamples: 22_050) == 64)
    #expect(SpectrogramSettings(hopLength: 512).frames(ofSamples: 22_050) == 44)
    #expect(settings.frames(ofSamples: 0) == 1)
    #expect(settings.bins == 1025)
  }

  @Test(arguments: [
    (SpectrogramSettings(sampleRate: 900), "sampleRate"),
    (SpectrogramSettings(windowLength: 2047), "windowLength"),
    (SpectrogramSettings(windowLength: 1 << 20), "windowLength"),
    (SpectrogramSettings(hopLength: 0), "hopLength"),
    (SpectrogramSettings(hopLength: 1025), "hopLength"),
    (SpectrogramSettings(bands: 0), "bands"),
    (SpectrogramSettings(bands: 1026), "bands"),
    (SpectrogramSettings(minimumFrequency: -1), "minimumFrequency"),
    (SpectrogramSettings(minimumFrequency: .nan), "minimumFrequency"),
    (SpectrogramSettings(minimumFrequency: 100, maximumFrequency: 100), "minimumFrequency"),
    (SpectrogramSettings(maximumFrequency: 22_051), "maximumFrequency"),
  ])
  func theFirstWrongSettingIsNamed(settings: SpectrogramSettings, key: String) {
    do {
      try settings.validate(path: "sound.spectrogram")
      Issue.record("\(key) was accepted")
    } catch let failure as Failure {
      #expect(failure.subject == "sound.spectrogram.\(key)")
      #expect(failure.kind == .badConfiguration)
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func hopsOfZeroAreNamedInFull() {
    let failure = Failure(
      .badConfiguration, "spectrogram.hopLength",
      "out of range (0; 1 to half the window, 1024)")
    #expect(throws: failure) { try SpectrogramSettings(hopLength: 0).validate() }
  }
}
