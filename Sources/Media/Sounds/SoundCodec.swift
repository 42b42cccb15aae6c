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
  /// What libsndfile reads from, kept alive.
  private let file: VirtualFile

  /// Opens the file behind a descriptor, which is closed in any case; nil if libsndfile refuses it.
  convenience init?(descriptor: Int32) { self.init(VirtualFile(descriptor: descriptor)) }

  /// Opens a file in memory; nil if libsndfile refuses it.
  convenience init?(bytes: [UInt8]) { self.init(VirtualFile(bytes)) }

  private init?(_ file: VirtualFile) {
    var info = SF_INFO()
    guard let handle = file.open(Int32(SFM_READ), &info) else { return nil }
    self.handle = handle
    self.file = file
    sampleRate = Int(info.samplerate)
    channels = Int(info.channels)
    frameCount = info.frames < sf_count_t.max && info.frames >= 0 ? Int(info.frames) : nil
  }

  deinit { sf_close(handle) }

  /// Decodes up to `frames` samples of each channel, interleaved: [frames, channels].
  ///
  /// Fewer come only at the end.
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
    let memory = VirtualFile([])
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

/// A file behind a descriptor, or an array of bytes, for libsndfile's virtual input and output.
private final class VirtualFile {
  /// What was written, or is to be read if there is no descriptor.
  private(set) var bytes: [UInt8]
  private let descriptor: Int32?
  private let size: Int
  private var position = 0
  private var guardian = ListGuard()

  /// A file to read from, or to write to if it is empty.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    descriptor = nil
    size = 0
  }

  /// A file to read from; the descriptor is closed at the end.
  init(descriptor: Int32) {
    bytes = []
    self.descriptor = descriptor
    var status = stat()
    size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  deinit { if let descriptor { close(descriptor) } }

  private var count: Int { descriptor == nil ? bytes.count : size }

  func open(_ mode: Int32, _ info: UnsafeMutablePointer<SF_INFO>) -> OpaquePointer? {
    var calls = SF_VIRTUAL_IO(
      get_filelen: { sf_count_t(VirtualFile.at($0)?.count ?? 0) },
      seek: { VirtualFile.at($2)?.seek(Int($0), from: $1) ?? -1 },
      read: { VirtualFile.at($2)?.read($0, Int($1)) ?? 0 },
      write: { VirtualFile.at($2)?.write($0, Int($1)) ?? 0 },
      tell: { sf_count_t(VirtualFile.at($0)?.position ?? 0) })
    var start = [UInt8](repeating: 0, count: 4)
    start.withUnsafeMutableBytes { start in
      if let base = start.baseAddress { _ = copy(min(4, count), to: base) }
    }
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
    guard wanted > 0 else { return 0 }
    guard let descriptor else {
      bytes.withUnsafeBytes { source in
        guard let base = source.baseAddress else { return }
        target.copyMemory(from: base + position, byteCount: wanted)
      }
      return wanted
    }
    var done = 0
    while done < wanted {
      let got = pread(descriptor, target + done, wanted - done, off_t(position + done))
      if got > 0 {
        done += got
      } else if got == 0 || errno != EINTR {
        break
      }
    }
    return done
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
