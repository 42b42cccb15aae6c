/// Decodes MPEG sound (MP3 and its older layers), by libmpg123.
///
/// Frames are decoded to the last one, whatever a header says of their number. What is no frame is
/// skipped and noted. Where a file was joined to another, decoding begins anew, so that the silence
/// which encoders add around each sound is left out of all of them.
final class MPEGDecoder: SoundDecoder {
  private(set) var sampleRate = 0
  private(set) var channels = 1
  let frameCount: Int? = nil
  private(set) var notes: [String] = []
  private(set) lazy var comment = MPEGStream.comment(of: bytes)

  private let bytes: ByteView
  private var stream: MPEGStream
  /// Where the last frame ended, or the tags before the first.
  private var end: Int
  /// Samples of each channel so far, and the seconds before the sample rate changed.
  private var count = 0
  private var seconds = 0.0
  /// The format of a frame that is parsed, and not yet decoded because others came before it.
  private var upcoming: (sampleRate: Int, channels: Int)?
  private var isAtEnd = false
  /// The most notes about what was skipped; more say nothing new.
  private static let mostNotes = 8
  private var skips = 0

  /// Opens a sound; nil if there is no frame.
  init?(_ bytes: ByteView) {
    guard let stream = MPEGStream(bytes, from: 0) else { return nil }
    (self.bytes, self.stream) = (bytes, stream)
    end = MPEGGap.endOfTags(bytes, from: 0)
    guard let format = advance() else { return nil }
    (sampleRate, channels) = format
    upcoming = format
  }

  func read(frames: Int) throws -> [Float] {
    var samples: [Float] = []
    samples.reserveCapacity((frames + MPEGStream.mostFrameSamples) * channels)
    while !isAtEnd || upcoming != nil, samples.count < frames * channels {
      if let format = upcoming {
        if format != (sampleRate, channels) {
          guard samples.isEmpty else { break }
          seconds += Double(count) / Double(sampleRate)
          (sampleRate, channels, count) = (format.sampleRate, format.channels, 0)
        }
        upcoming = nil
        count += stream.decode(into: &samples) / channels
      }
      upcoming = advance()
    }
    return samples
  }

  /// Parses the next frame: its format, or nil at the end.
  private func advance() -> (sampleRate: Int, channels: Int)? {
    while !isAtEnd {
      guard let frame = stream.next() else {
        isAtEnd = true
        if let problem = stream.problem {
          note("it ends at \(time) s, where it cannot be decoded any further (\(problem))")
        } else {
          noteGap(to: bytes.count)
        }
        break
      }
      if frame.isHeaderOfFile, !frame.isFirst,
        let next = MPEGStream(bytes, from: frame.range.lowerBound)
      {
        noteGap(to: frame.range.lowerBound)
        end = frame.range.lowerBound
        stream = next
        continue
      }
      noteGap(to: frame.range.lowerBound, isLeading: frame.isFirst)
      end = frame.range.upperBound
      return frame.format
    }
    return nil
  }

  private var time: Double {
    let all = seconds + (sampleRate > 0 ? Double(count) / Double(sampleRate) : 0)
    return (all * 100).rounded() / 100
  }

  /// Notes what was skipped between the last frame and another place, but for tags and silence.
  private func noteGap(to start: Int, isLeading: Bool = false) {
    let size = MPEGGap.size(bytes, end..<max(end, start), isLeading: isLeading)
    guard size > 0 else { return }
    skips += 1
    if skips <= Self.mostNotes {
      note("\(size) bytes at \(time) s are no MPEG sound and are skipped")
    }
  }

  private func note(_ text: String) { notes.append(text) }
}
