/// A log-mel spectrogram: the powers of mel bands over time, in decibels.
///
/// 0 dB is power 1. `LogMelSpectrogram` makes one from samples, `LogMelInversion` turns it back.
public struct LogMel: Sendable, Equatable {
  /// The level of digital silence, the floor of the scale: power 1e-10.
  public static let silence: Float = -100

  /// The number of mel bands.
  public let bands: Int
  /// The number of frames.
  public let frames: Int
  /// The levels, band by band from the lowest: [bands, frames].
  public var values: [Float]

  /// A spectrogram of the given levels in decibels, band by band: [bands, frames].
  public init(bands: Int, frames: Int, values: [Float]) {
    precondition(
      values.count == bands * frames, "\(values.count) values are not \(bands) x \(frames)")
    self.bands = bands
    self.frames = frames
    self.values = values
  }

  /// A spectrogram of levels given frame by frame, [frames, bands].
  init(bands: Int, frames: Int, frameByFrame levels: [Float]) {
    precondition(levels.count == bands * frames, "frames of \(bands) bands expected")
    self.bands = bands
    self.frames = frames
    values = [Float](unsafeUninitializedCapacity: levels.count) { values, count in
      levels.withUnsafeBufferPointer { levels in
        // Sixteen frames at a time, so that long recordings do not miss the cache on every number.
        for block in stride(from: 0, to: frames, by: 16) {
          for band in 0..<bands {
            for frame in block..<min(block + 16, frames) {
              values[band * frames + frame] = levels[frame * bands + band]
            }
          }
        }
      }
      count = levels.count
    }
  }
}
