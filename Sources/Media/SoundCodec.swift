import CSndfile
import Glibc

/// Decodes one sound file, by libsndfile.
final class SoundDecoder {
  /// Samples a second, as the file says.
  let sampleRate: Int
  /// Channels, as the file says.
  let channels: Int
  /// Samples of each channel, as the file says; nil where it does not.
  let frameCount: Int?
  /// The comment stored in the file.
  var comment: String? {
    sf_get_string(handle, Int32(SF_STR_COMMENT)).map { String(cString: $0) }
  }

  private let handle: OpaquePointer
  /// Bytes in memory that libsndfile reads from, kept alive.
  private let memory: MemoryFile?

  /// Opens the file behind a descriptor, which is closed in any case; nil if it is not understood.
  convenience init?(descriptor: Int32) {
    var info = SF_INFO()
    self.init(sf_open_fd(descriptor, Int32(SFM_READ), &info, 1), info, nil)
  }

  /// Opens a file in memory; nil if it is not understood.
  convenience init?(bytes: [UInt8]) {
    var info = SF_INFO()
    let memory = MemoryFile(bytes)
    self.init(memory.open(Int32(SFM_READ), &info), info, memory)
  }

  private init?(_ handle: OpaquePointer?, _ info: SF_INFO, _ memory: MemoryFile?) {
    guard let handle else { return nil }
    self.handle = handle
    self.memory = memory
    sampleRate = Int(info.samplerate)
    channels = Int(info.channels)
    frameCount = info.frames < sf_count_t.max && info.frames >= 0 ? Int(info.frames) : nil
  }

  deinit { sf_close(handle) }

  /// Decodes up to `frames` samples of each channel, channels by turns; fewer only at the end.
  func read(frames: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: frames * channels) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      let got = sf_readf_float(handle, base, sf_count_t(frames))
      count = max(0, Int(got)) * channels
    }
  }

  /// What went wrong in the last read, nil if nothing did.
  var problem: String? {
    let error = sf_error(handle)
    return error == 0 ? nil : String(cString: sf_error_number(error))
  }

  /// Why the last file that was tried could not be opened, in libsndfile's words.
  static var openProblem: String { String(cString: sf_strerror(nil)) }
}

/// Encodes 16-bit sound files in memory, by libsndfile.
enum SoundEncoder {
  /// The containers that are written.
  enum Container: Sendable {
    case wav
    case flac
  }

  /// A whole file of one channel; nil if libsndfile refuses.
  static func encode(
    _ samples: [Int16], sampleRate: Int, as container: Container, comment: String?
  ) -> [UInt8]? {
    let kind = container == .wav ? SF_FORMAT_WAV : SF_FORMAT_FLAC
    var info = SF_INFO()
    info.samplerate = Int32(sampleRate)
    info.channels = 1
    info.format = Int32(kind) | Int32(SF_FORMAT_PCM_16)
    let memory = MemoryFile([])
    guard let handle = memory.open(Int32(SFM_WRITE), &info) else { return nil }
    // Text that is set before the samples stands before them, where streaming readers find it.
    if let comment { sf_set_string(handle, Int32(SF_STR_COMMENT), comment) }
    let written = samples.withUnsafeBufferPointer {
      $0.isEmpty ? 0 : sf_write_short(handle, $0.baseAddress, sf_count_t($0.count))
    }
    guard sf_close(handle) == 0, written == samples.count else { return nil }
    return memory.bytes
  }
}

/// A file that is an array of bytes, for libsndfile's virtual input and output.
private final class MemoryFile {
  var bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func open(_ mode: Int32, _ info: UnsafeMutablePointer<SF_INFO>) -> OpaquePointer? {
    var calls = SF_VIRTUAL_IO(
      get_filelen: { sf_count_t(MemoryFile.at($0)?.bytes.count ?? 0) },
      seek: { MemoryFile.at($2)?.seek(Int($0), from: $1) ?? -1 },
      read: { MemoryFile.at($2)?.read($0, Int($1)) ?? 0 },
      write: { MemoryFile.at($2)?.write($0, Int($1)) ?? 0 },
      tell: { sf_count_t(MemoryFile.at($0)?.position ?? 0) })
    return sf_open_virtual(&calls, mode, info, Unmanaged.passUnretained(self).toOpaque())
  }

  private static func at(_ address: UnsafeMutableRawPointer?) -> MemoryFile? {
    address.map { Unmanaged<MemoryFile>.fromOpaque($0).takeUnretainedValue() }
  }

  private func seek(_ offset: Int, from origin: Int32) -> sf_count_t {
    let base = origin == SEEK_SET ? 0 : origin == SEEK_CUR ? position : bytes.count
    // Headers can name any distance: nothing outside the bytes is a place to be.
    let (target, overflow) = base.addingReportingOverflow(offset)
    guard !overflow, target >= 0, target <= bytes.count else { return -1 }
    position = target
    return sf_count_t(target)
  }

  private func read(_ target: UnsafeMutableRawPointer?, _ count: Int) -> sf_count_t {
    let available = max(0, min(count, bytes.count - position))
    guard let target, available > 0 else { return 0 }
    bytes.withUnsafeBytes { source in
      guard let base = source.baseAddress else { return }
      target.copyMemory(from: base + position, byteCount: available)
    }
    position += available
    return sf_count_t(available)
  }

  private func write(_ source: UnsafeRawPointer?, _ count: Int) -> sf_count_t {
    guard let source, count > 0 else { return 0 }
    let new = UnsafeRawBufferPointer(start: source, count: count)
    let replaced = min(count, bytes.count - position)
    bytes.replaceSubrange(position..<(position + replaced), with: new)
    position += count
    return sf_count_t(count)
  }
}
