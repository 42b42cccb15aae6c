import Configuration
import Console
import Files

/// All that decides what the shards of a packed data set hold; each shard carries it.
///
/// Finished shards can be kept by a second attempt exactly where its plan is equal.
struct PackPlan: Codable, Sendable, Equatable {
  /// The format of packed data sets that this program writes and reads.
  static let formatVersion = 1

  /// The format of the files.
  var formatVersion = Self.formatVersion
  /// The digest of everything that was to be packed, in the order of the classes.
  var source: String
  /// The format of the images.
  var image: ImageFormat
  /// The format of the spectrograms.
  var sound: SoundFormat
  /// The samples of a shard; the last one of each kind may have fewer.
  var shardSize: Int
  /// Different images.
  var images: Int
  /// Different sounds.
  var sounds: Int

  /// One file of samples.
  struct Shard: Sendable, Equatable {
    var kind: PackedKind
    /// Its number among those of its kind, from 0.
    var number: Int
    /// The numbers of its samples.
    var samples: Range<Int>

    /// `images-00000.safetensors` and so on.
    var name: String { "\(kind.rawValue)-\(number.padded(to: 5)).safetensors" }
  }

  /// How many samples of a kind there are.
  func count(_ kind: PackedKind) -> Int { kind == .images ? images : sounds }

  /// How many shards of a kind there are.
  func shardCount(_ kind: PackedKind) -> Int {
    count(kind) / shardSize + (count(kind) % shardSize == 0 ? 0 : 1)
  }

  /// The shards of a kind in order.
  func shards(_ kind: PackedKind) -> [Shard] {
    (0..<shardCount(kind)).map { number in
      let first = number * shardSize
      return Shard(
        kind: kind, number: number, samples: first..<min(count(kind), first + shardSize))
    }
  }

  /// The shape of a sample: [height, width, 3], or [bands, frames].
  func shape(_ kind: PackedKind) -> [Int] {
    kind == .images ? [image.height, image.width, 3] : [sound.bands, sound.frames]
  }

  /// The bytes of a sample.
  func byteCount(_ kind: PackedKind) -> Int {
    shape(kind).reduce(kind.type.byteCount, *)
  }

  /// The plan as one text, which equal plans have in common.
  func text() throws -> String { try JSONValue(encoding: self).encoded() }

  /// Refuses numbers that no packed data set has.
  ///
  /// - Throws: `Failure` of kind `badInput` about `subject`.
  func validate(subject: String) throws {
    func failure(_ key: String, _ value: String, _ rule: String) -> Failure {
      Failure(.badInput, subject, "plan.\(key) is \(value) (\(rule))")
    }
    guard formatVersion == Self.formatVersion else {
      throw Failure(
        .badInput, subject,
        "was packed in format \(formatVersion) (\(Self.formatVersion) is needed)",
        hint: "Pack it again with this program.")
    }
    let ranges = [
      ("shardSize", shardSize, 1...Self.mostOfShard), ("images", images, 1...Self.mostSamples),
      ("sounds", sounds, 1...Self.mostSamples),
    ]
    for (key, value, range) in ranges where !range.contains(value) {
      throw failure(key, "\(value)", "\(range.lowerBound) to \(range.upperBound)")
    }
    let document: JSONValue = [
      "image": try JSONValue(encoding: image), "sound": try JSONValue(encoding: sound),
    ]
    for key in ConfigurationKey.formats {
      guard let value = document.value(at: key.path), let range = key.violatedRange(by: value)
      else { continue }
      throw failure(key.path, value.named, range)
    }
    guard SoundFormat.frameRange.contains(sound.frames) else {
      throw failure("sound.hopLength", "\(sound.hopLength)", "8 to 1024 frames a clip")
    }
  }

  /// The most samples of a shard.
  static let mostOfShard = 1 << 20
  /// The most samples of a kind: their numbers have 32 bits, one of them for the sign.
  static let mostSamples = Int(Int32.max)
}

/// What a packed data set holds: images and sounds, apart from each other.
enum PackedKind: String, CaseIterable, Sendable {
  case images, sounds

  /// One of them, for messages.
  var named: String { self == .images ? "image" : "sound" }
}

extension ConfigurationKey {
  /// What decides how an image and a sound are made ready for the networks.
  static let formats = all.filter { $0.path.hasPrefix("image.") || $0.path.hasPrefix("sound.") }
}
