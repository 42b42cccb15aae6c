import CSndfile
import Glibc

/// Decodes one sound file, by libsndfile.
final class SndfileDecoder: SoundDecoder {
  let sampleRate: Int
  let channels: Int
  let frameCount: Int?
  let notes: [String] = []
  var comment: String? {
    sf_get_string(handle, Int32(SF_STR_COMMENT)).map { String(cString: $0) }
  }

  private let handle: OpaquePointer
  /// What libsndfile reads from, kept alive.
  private let file: VirtualFile
  /// What went wrong in the block that was read last.
  private var problem: String?

  /// Opens a file; nil if libsndfile refuses it.
  init?(_ bytes: ByteView) {
    let file = VirtualFile(reading: bytes)
    var info = SF_INFO()
    guard let handle = file.open(Int32(SFM_READ), &info) else { return nil }
    self.handle = handle
    self.file = file
    sampleRate = Int(info.samplerate)
    channels = Int(info.channels)
    frameCount = Self.isCertain(info, bytes.count) ? Int(info.frames) : nil
  }

  deinit { sf_close(handle) }

  /// Whether each sample has its own bytes, so that the size of the file proves their number.
  private static func isCertain(_ info: SF_INFO, _ size: Int) -> Bool {
    let codec = Int(info.format) & Int(SF_FORMAT_SUBMASK)
    let certain = [
      SF_FORMAT_PCM_S8, SF_FORMAT_PCM_U8, SF_FORMAT_PCM_16, SF_FORMAT_PCM_24, SF_FORMAT_PCM_32,
      SF_FORMAT_FLOAT, SF_FORMAT_DOUBLE, SF_FORMAT_ULAW, SF_FORMAT_ALAW,
    ]
    let isPacked = Int(info.format) & Int(SF_FORMAT_TYPEMASK) == Int(SF_FORMAT_FLAC)
    let (samples, overflow) = Int(info.frames).multipliedReportingOverflow(by: Int(info.channels))
    return !isPacked && !overflow && samples <= size && certain.contains { Int($0) == codec }
  }

  func read(frames: Int) throws -> [Float] {
    let block = [Float](unsafeUninitializedCapacity: frames * channels) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      let got = sf_readf_float(handle, base, sf_count_t(frames))
      count = max(0, Int(got)) * channels
    }
    // Samples behind the damage make it one of the middle, of which nobody knows how much is lost.
    if let problem { throw SoundDamage(problem, isAtEnd: block.isEmpty) }
    let error = sf_error(handle)
    guard error != 0 else { return block }
    problem = String(cString: sf_error_number(error))
    guard !block.isEmpty else { throw SoundDamage(problem ?? "", isAtEnd: true) }
    return block
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
    let memory = VirtualFile()
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

/// Bytes that are read, or an array that is written, for libsndfile's virtual input and output.
private final class VirtualFile {
  /// What was written.
  private(set) var bytes: [UInt8] = []
  private let source: ByteView?
  private var position = 0
  private var guardian = ListGuard()

  /// A file to write to.
  init() { source = nil }

  /// A file to read from.
  init(reading source: ByteView) { self.source = source }

  private var count: Int { source?.count ?? bytes.count }

  func open(_ mode: Int32, _ info: UnsafeMutablePointer<SF_INFO>) -> OpaquePointer? {
    var calls = SF_VIRTUAL_IO(
      get_filelen: { sf_count_t(VirtualFile.at($0)?.count ?? 0) },
      seek: { VirtualFile.at($2)?.seek(Int($0), from: $1) ?? -1 },
      read: { VirtualFile.at($2)?.read($0, Int($1)) ?? 0 },
      write: { VirtualFile.at($2)?.write($0, Int($1)) ?? 0 },
      tell: { sf_count_t(VirtualFile.at($0)?.position ?? 0) })
    let start = source?.bytes(at: 0, count: 4) ?? []
    guardian.isBigEndian = start.elementsEqual("RIFX".utf8)
    return sf_open_virtual(&calls, mode, info, Unmanaged.passUnretained(self).toOpaque())
  }

  private static func at(_ address: UnsafeMutableRawPointer?) -> VirtualFile? {
    address.map { Unmanaged<VirtualFile>.fromOpaque($0).takeUnretainedValue() }
  }

  private func seek(_ offset: Int, from origin: Int32) -> sf_count_t {
    let base = origin == SEEK_SET ? 0 : origin == SEEK_CUR ? position : count
    // Headers can name any distance: nothing outside the bytes is a place to be.
    let (target, overflow) = base.addingReportingOverflow(offset)
    guard !overflow, target >= 0, target <= count else { return -1 }
    position = target
    return sf_count_t(target)
  }

  private func read(_ target: UnsafeMutableRawPointer?, _ wanted: Int) -> sf_count_t {
    guard let target, wanted > 0, !guardian.hasRefused else { return 0 }
    let got = copy(min(wanted, count - position), to: target)
    if got == 4, wanted == 4 {
      guardian.pass(target.loadUnaligned(as: UInt32.self), at: position, of: count)
    }
    guard !guardian.hasRefused else { return 0 }
    position += got
    return sf_count_t(got)
  }

  /// Copies bytes from the present position on; fewer only at the end or where reading fails.
  private func copy(_ wanted: Int, to target: UnsafeMutableRawPointer) -> Int {
    let buffer = UnsafeMutableRawBufferPointer(start: target, count: max(0, wanted))
    if let source { return source.copy(from: position, to: buffer) }
    buffer.copyBytes(from: bytes[position...].prefix(buffer.count))
    return buffer.count
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
