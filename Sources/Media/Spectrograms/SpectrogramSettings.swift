import Files

/// How a sound becomes a log-mel spectrogram: everything needed to repeat that, or to turn it back.
///
/// A model file and a spectrogram file hold these settings, so that nobody has to give them again.
public struct SpectrogramSettings: Codable, Sendable, Hashable {
  /// Samples a second.
  public var sampleRate: Int
  /// The length of the Hann window and of the Fourier transform, in samples.
  public var windowLength: Int
  /// The distance of two frames, in samples.
  public var hopLength: Int
  /// The number of mel bands.
  public var bands: Int
  /// Where the lowest band begins, in hertz.
  public var minimumFrequency: Double
  /// Where the highest band ends, in hertz.
  public var maximumFrequency: Double

  /// Settings of the given numbers; the defaults make 64 frames of half a second at 44.1 kHz.
  ///
  /// Without a maximum frequency, half the sample rate is taken. Nothing is checked before `validate`.
  public init(
    sampleRate: Int = 44_100, windowLength: Int = 2048, hopLength: Int = 348, bands: Int = 128,
    minimumFrequency: Double = 0, maximumFrequency: Double? = nil
  ) {
    self.sampleRate = sampleRate
    self.windowLength = windowLength
    self.hopLength = hopLength
    self.bands = bands
    self.minimumFrequency = minimumFrequency
    self.maximumFrequency = maximumFrequency ?? Double(sampleRate) / 2
  }

  /// The number of frequencies of one Fourier transform, windowLength / 2 + 1.
  public var bins: Int { windowLength / 2 + 1 }

  /// The number of frames of a sound of `count` samples.
  ///
  /// Frames are centred: one lies at the first sample, and one at each further hop.
  public func frames(ofSamples count: Int) -> Int { 1 + count / hopLength }

  /// Throws a `Failure` that names the first setting outside its range.
  ///
  /// - Parameter path: where the settings stand in the configuration, for the message.
  /// - Throws: a `.badConfiguration` failure whose subject is the setting's path.
  public func validate(path: String = "spectrogram") throws {
    func check(_ holds: Bool, _ key: String, _ found: String, _ rule: String) throws {
      guard !holds else { return }
      throw Failure(.badConfiguration, "\(path).\(key)", "out of range (\(found); \(rule))")
    }
    let rates = Sound.sampleRates
    try check(
      rates.contains(sampleRate), "sampleRate", "\(sampleRate)",
      "\(rates.lowerBound) to \(rates.upperBound)")
    try check(
      (16...65_536).contains(windowLength) && windowLength.isMultiple(of: 2), "windowLength",
      "\(windowLength)", "even, 16 to 65536")
    try check(
      (1...(windowLength / 2)).contains(hopLength), "hopLength", "\(hopLength)",
      "1 to half the window, \(windowLength / 2)")
    try check((1...bins).contains(bands), "bands", "\(bands)", "1 to the \(bins) frequency bins")
    try check(
      minimumFrequency >= 0 && minimumFrequency < maximumFrequency, "minimumFrequency",
      "\(minimumFrequency)", "0 to less than maximumFrequency")
    try check(
      maximumFrequency <= Double(sampleRate) / 2, "maximumFrequency", "\(maximumFrequency)",
      "at most half the sample rate, \(Double(sampleRate) / 2)")
  }
}
