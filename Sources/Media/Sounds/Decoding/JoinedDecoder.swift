/// Decodes the parts of a sound file one after another.
final class JoinedDecoder: SoundDecoder {
  var sampleRate: Int { current.sampleRate }
  var channels: Int { current.channels }
  let frameCount: Int?
  var comment: String? { first.comment }
  var notes: [String] { finished + current.notes + failure }

  private let first: any SoundDecoder
  private var parts: [SoundParts.Part]
  private var current: any SoundDecoder
  private var number = 0
  /// Samples of each channel that the present part gave.
  private var count = 0
  /// The seconds before the present part.
  private var seconds = 0.0
  private var finished: [String]
  private var failure: [String] = []
  private var isAtEnd = false

  /// Opens the first part; nil if the library that decodes it refuses it.
  init?(_ parts: [SoundParts.Part]) {
    guard let first = Self.decoder(of: parts[0]) else { return nil }
    (self.parts, self.first, current) = (parts, first, first)
    frameCount = parts.count == 1 ? first.frameCount : nil
    finished = parts[0].note.map { [$0] } ?? []
  }

  private static func decoder(of part: SoundParts.Part) -> (any SoundDecoder)? {
    switch part.library {
    case .sndfile: SndfileDecoder(part.bytes)
    case .mpg123: MPEGDecoder(part.bytes)
    }
  }

  func read(frames: Int) throws -> [Float] {
    while !isAtEnd {
      var wanted = frames
      // A file that was joined begins where the header says; reading on would mix the two.
      if let declared = parts[number].declaredFrames, count <= declared {
        if count == declared, findFollowing() {
          finishPart()
          continue
        }
        if count < declared { wanted = min(frames, declared - count) }
      }
      let block = try block(wanted)
      count += block.count / current.channels
      if !block.isEmpty { return block }
      finishPart()
    }
    return []
  }

  /// The next samples of the present part; none at its end.
  private func block(_ frames: Int) throws -> [Float] {
    do {
      return try current.read(frames: frames)
    } catch let damage as SoundDamage where count > 0 {
      // Tags and other files stand behind the last sample of many.
      if let declared = parts[number].declaredFrames {
        guard count >= declared else { throw damage }
      } else {
        guard damage.isAtEnd else { throw damage }
        finished.append("it ends in damage (\(damage.reason))")
      }
      return []
    }
  }

  /// Whether another part follows the present one.
  private func findFollowing() -> Bool {
    if number == parts.count - 1, let following = parts[number].following() {
      parts.append(following)
    }
    return number < parts.count - 1
  }

  /// Compares what was declared with what was there, and opens the next part.
  private func finishPart() {
    let part = parts[number]
    if let declared = part.declaredFrames, declared != count {
      finished.append("the header declares \(declared) samples, \(count) are there")
    }
    seconds += Double(count) / Double(current.sampleRate)
    let isFollowed = findFollowing()
    number += 1
    guard isFollowed else {
      isAtEnd = true
      return
    }
    guard let next = Self.decoder(of: parts[number]), SoundReader.accepts(next) else {
      let time = (seconds * 100).rounded() / 100
      failure = ["what was joined to it at \(time) s cannot be read and is left out"]
      isAtEnd = true
      return
    }
    finished += current.notes + (parts[number].note.map { [$0] } ?? [])
    (current, count) = (next, 0)
  }
}
