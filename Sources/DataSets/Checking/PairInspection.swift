import Files
import Films
import Glibc
import Media
import Preprocessing
import Safetensors
import TensorCore

/// The facts about the two files of a pair, found by reading both to their end.
struct PairInspection {
  struct ImageFacts {
    var width: Int
    var height: Int
    /// Whether it is read in spite of a fault, or its colours are not quite those of the file.
    var isOdd: Bool
    var fingerprint: Fingerprint
  }

  struct Clip {
    var sampleRate: Int
    var channels: Int
    var hasEqualChannels: Bool
    var seconds: Double
    /// Whether the part that training uses is silent.
    var isSilent: Bool
    /// What the header declares although it is not so.
    var warning: String?
    var fingerprint: Fingerprint
  }

  /// Tells files apart by size and checksum; equal ones still have to be compared.
  struct Fingerprint: Hashable {
    var size = 0
    var checksum: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
      size += bytes.count
      checksum = (checksum ^ UInt64(Checksum.crc32(of: bytes))) &* 0x100_0000_01B3
    }
  }

  /// The largest image file that is read.
  private static let largestImage = 256 << 20

  let imagePath: String
  let soundPath: String
  /// The facts about the image, if it can be read.
  private(set) var imageFacts: ImageFacts?
  /// The facts about the sound, if it can be read.
  private(set) var clip: Clip?
  private(set) var failures: [Failure] = []

  /// Reads both files; training uses the first `clipSeconds` of the sound.
  init(image: String, sound: String, clipSeconds: Double) {
    imagePath = image
    soundPath = sound
    imageFacts = noting { try Self.imageFacts(image) }
    clip = noting { try Self.clip(sound, clipSeconds) }
  }

  private mutating func noting<Found>(_ find: () throws -> Found) -> Found? {
    do {
      return try find()
    } catch let failure as Failure {
      failures.append(failure)
    } catch {
      failures.append(Failure(.internalError, nil, "\(error)"))
    }
    return nil
  }

  private static func imageFacts(_ path: String) throws -> ImageFacts {
    let bytes = try InputFile.read(path, limit: largestImage)
    var isOdd = false
    let image = try ImageFile.read(bytes: bytes, subject: path) { _ in isOdd = true }
    var fingerprint = Fingerprint()
    bytes.withUnsafeBytes { fingerprint.add($0) }
    return ImageFacts(
      width: image.width, height: image.height, isOdd: isOdd, fingerprint: fingerprint)
  }

  private static func clip(_ path: String, _ clipSeconds: Double) throws -> Clip {
    let reader = try SoundReader(opening: path)
    let used = Int((clipSeconds * Double(reader.sampleRate)).rounded())
    var count = 0
    var peak: Float = 0
    while true {
      let piece = try reader.read(maximumFrames: 1 << 16)
      guard !piece.isEmpty else { break }
      for sample in piece.prefix(max(0, used - count)) { peak = max(peak, abs(sample)) }
      count += piece.count
    }
    return Clip(
      sampleRate: reader.sampleRate, channels: reader.channels,
      hasEqualChannels: reader.hasEqualChannels,
      seconds: Double(count) / Double(reader.sampleRate),
      isSilent: Preprocessing.isSilent([peak]), warning: reader.warnings.first,
      fingerprint: try fingerprint(of: path))
  }

  /// The fingerprint of a file of any size, in constant memory.
  private static func fingerprint(of path: String) throws -> Fingerprint {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(.missingInput, path, "cannot be opened") }
    defer { close(descriptor) }
    var fingerprint = Fingerprint()
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let got = buffer.withUnsafeMutableBytes { bytes -> Int in
        let got = read(descriptor, bytes.baseAddress, bytes.count)
        if got > 0 { fingerprint.add(UnsafeRawBufferPointer(rebasing: bytes[..<got])) }
        return got
      }
      guard got != 0 else { return fingerprint }
      guard got > 0 || errno == EINTR else { throw Failure(.inputOutput, path, "cannot be read") }
    }
  }
}
