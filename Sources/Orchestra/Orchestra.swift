import Media

/// The built-in data set: images and sounds of thirteen instruments, made when asked for.
///
/// Each image and each clip is a pure function of seed, instrument and index: the same bits on
/// every machine, in any order, from any thread. An image and a clip of one index
/// share the instrument and nothing else: what a pair has in common is its class.
public struct Orchestra: Sendable {
  /// The seed of all random choices.
  public let seed: UInt64
  /// How much images and clips of a class differ from each other, 0 to 1.
  public let variety: Double

  /// The first of the random streams that belong to this module, as letters "OR".
  private static let imageStreams: UInt32 = 0x4F52_0000
  private static let soundStreams: UInt32 = 0x4F52_0100

  /// Makes the data set of a seed.
  ///
  /// Another seed gives other images and clips of the same kind.
  ///
  /// - Parameters:
  ///   - seed: the seed of all random choices.
  ///   - variety: with less than 1, poses, colours, backgrounds, notes and rooms all lie nearer to the middle
  ///     of their ranges, so that less is to be learnt; 0 to 1.
  public init(seed: UInt64, variety: Double = 1) {
    precondition((0...1).contains(variety), "variety \(variety): must be 0 to 1")
    self.seed = seed
    self.variety = variety
  }

  /// A square image of an instrument, `size` pixels a side (16 to 4096).
  ///
  /// Pose, size, tint, light and background vary; another `size` shows the same scene.
  public func image(of instrument: Instrument, index: Int, size: Int = 128) -> Image {
    precondition((16...4096).contains(size), "\(size) pixels a side: must be 16 to 4096")
    let choices = choices(Self.imageStreams, instrument, index)
    let pixels = Portrait(of: instrument, choice: choices).pixels(size: size)
    return Image(width: size, height: size, pixels: pixels)
  }

  /// A clip of an instrument playing one or two notes (sample rate 8000 to 192,000).
  ///
  /// The clip may begin within a note or end after it. Its mean is zero and its peak between -20
  /// and -1.5 dBFS.
  public func sound(
    of instrument: Instrument, index: Int, durationSeconds: Double = 0.5, sampleRate: Int = 44_100
  ) -> Sound {
    precondition((8000...192_000).contains(sampleRate), "\(sampleRate) Hz: must be 8000 to 192000")
    let choices = choices(Self.soundStreams, instrument, index)
    let performance = performance(choices, instrument, durationSeconds)
    let count = Int((durationSeconds * Double(sampleRate)).rounded())
    let player = Player(performance, sampleRate: Double(sampleRate), noise: choices)
    return Sound(samples: player.samples(count: count), sampleRate: sampleRate)
  }

  /// The notes that `sound(of:index:durationSeconds:sampleRate:)` plays, in order.
  ///
  /// `durationSeconds` lies between 0.05 and 60.
  public func notes(
    of instrument: Instrument, index: Int, durationSeconds: Double = 0.5
  ) -> [Note] {
    let choices = choices(Self.soundStreams, instrument, index)
    return performance(choices, instrument, durationSeconds).notes
  }

  private func choices(_ streams: UInt32, _ instrument: Instrument, _ index: Int) -> Choices {
    precondition(UInt32(exactly: index) != nil, "index \(index): must be 0 to 2^32 - 1")
    return Choices(
      seed: seed, stream: streams + UInt32(instrument.number), index: index, variety: variety)
  }

  private func performance(
    _ choices: Choices, _ instrument: Instrument, _ durationSeconds: Double
  ) -> Performance {
    precondition((0.05...60).contains(durationSeconds), "\(durationSeconds) s: must be 0.05 to 60")
    var choices = choices
    return Performance(of: instrument, durationSeconds: durationSeconds, choice: &choices)
  }
}
