/// Makes one channel of several: their mean, or one of them where they cancel each other out.
///
/// Some microphones and cables turn one of two channels around. The mean of these is silence, although
/// each alone is loud.
struct ChannelMixer {
  /// Whether all channels were equal so far.
  private(set) var hasEqualChannels = true
  /// The first channel that was used alone, counted from 1, and the frame from which on.
  private(set) var firstAlone: (channel: Int, frame: Int)?

  /// The channel that is used alone at present.
  private var alone: Int?
  private var position = 0

  /// The mean has this share of the energy that it has for channels which do not know of each other, or
  /// less, where they cancel out: -17 dB.
  private static let cancelledShare: Float = 0.02
  /// The share above which the mean is used again.
  private static let soundShare: Float = 0.08
  /// The mean square below which a block tells nothing: -80 dB.
  private static let quietest: Float = 1e-8

  /// Mixes a block of samples [frames, channels].
  mutating func mix(_ block: [Float], channels: Int) -> [Float] {
    defer { position += block.count / channels }
    guard channels > 1 else { return block }
    let mean = mean(of: block, channels: channels)
    let (loudness, meanLoudness) = (Self.energy(block), Self.energy(mean) * Float(channels))
    // Channels that do not know of each other have a mean with one part in `channels` of their energy.
    let share = meanLoudness * Float(channels) / max(loudness, .leastNormalMagnitude)
    guard share.isFinite, loudness > Self.quietest * Float(block.count) else { return mean }
    if alone == nil, share < Self.cancelledShare {
      let loudest = (0..<channels).max {
        Self.energy(block, of: $0, channels) < Self.energy(block, of: $1, channels)
      }
      alone = loudest
      firstAlone = firstAlone ?? (1 + (loudest ?? 0), position)
    } else if share > Self.soundShare {
      alone = nil
    }
    guard let alone, alone < channels else { return mean }
    return stride(from: alone, to: block.count, by: channels).map { block[$0] }
  }

  private mutating func mean(of block: [Float], channels: Int) -> [Float] {
    var isEqual = hasEqualChannels
    let mean = [Float](unsafeUninitializedCapacity: block.count / channels) { mono, count in
      count = block.count / channels
      block.withUnsafeBufferPointer { block in
        for frame in 0..<count {
          let first = block[frame * channels]
          var sum: Float = 0
          for channel in 0..<channels {
            sum += block[frame * channels + channel]
            isEqual = isEqual && block[frame * channels + channel] == first
          }
          mono[frame] = sum / Float(channels)
        }
      }
    }
    hasEqualChannels = isEqual
    return mean
  }

  /// The sum of the squares.
  private static func energy(_ samples: [Float]) -> Float {
    samples.withUnsafeBufferPointer { samples in
      var sums = SIMD8<Float>.zero
      let whole = samples.count / 8 * 8
      for index in stride(from: 0, to: whole, by: 8) {
        let lanes = UnsafeRawPointer(samples.baseAddress.unsafelyUnwrapped + index)
          .loadUnaligned(as: SIMD8<Float>.self)
        sums += lanes * lanes
      }
      return samples[whole...].reduce(sums.sum()) { $0 + $1 * $1 }
    }
  }

  private static func energy(_ block: [Float], of channel: Int, _ channels: Int) -> Float {
    stride(from: channel, to: block.count, by: channels).reduce(0) { $0 + block[$1] * block[$1] }
  }
}
