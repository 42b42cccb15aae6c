import CMPG123
import Files
import Glibc

/// One run of libmpg123 over MPEG sound, frame by frame.
final class MPEGStream {
  /// The most samples of each channel in one frame.
  static let mostFrameSamples = 1152
  /// The largest tag whose comment is read.
  private static let largestTag = 1 << 24

  /// A frame that is parsed.
  struct Frame {
    /// Where it lies in the view.
    let range: Range<Int>
    let format: (sampleRate: Int, channels: Int)
    /// Whether it is the first of this run.
    let isFirst: Bool
    /// Whether it holds no sound, but describes the file that it begins.
    let isHeaderOfFile: Bool
  }

  /// Why parsing ended early, in libmpg123's words.
  private(set) var problem: String?

  private let handle: OpaquePointer
  private let input: Input
  private let start: Int
  private var format = (sampleRate: 0, channels: 0)
  private var isFirst = true

  /// What libmpg123 reads, and how far it is.
  private final class Input {
    let bytes: ByteView
    let start: Int
    var position = 0
    var count: Int { bytes.count - start }

    init(_ bytes: ByteView, from start: Int) { (self.bytes, self.start) = (bytes, start) }

    static func at(_ address: UnsafeMutableRawPointer?) -> Input? {
      address.map { Unmanaged<Input>.fromOpaque($0).takeUnretainedValue() }
    }

    func read(_ target: UnsafeMutableRawPointer?, _ wanted: Int) -> Int {
      let got = bytes.copy(
        from: start + position, to: UnsafeMutableRawBufferPointer(start: target, count: wanted))
      position += got
      return got
    }

    func seek(_ offset: Int, from origin: Int32) -> Int {
      let base = origin == SEEK_SET ? 0 : origin == SEEK_CUR ? position : count
      let (target, overflow) = base.addingReportingOverflow(offset)
      guard !overflow, (0...count).contains(target) else { return -1 }
      position = target
      return target
    }
  }

  /// Begins at an offset; nil where libmpg123 cannot be set up.
  init?(_ bytes: ByteView, from start: Int) {
    guard let handle = Self.quietHandle() else { return nil }
    (self.handle, self.start) = (handle, start)
    input = Input(bytes, from: start)
    mpg123_replace_reader_handle(
      handle, { Input.at($0)?.read($1, $2) ?? -1 },
      { off_t(Input.at($0)?.seek(Int($1), from: $2) ?? -1) },
      nil)
    guard mpg123_open_handle(handle, Unmanaged.passUnretained(input).toOpaque()) == 0 else {
      // The object is whole, so it is deleted with its handle.
      return nil
    }
  }

  deinit { mpg123_delete(handle) }

  /// A decoder of floating-point samples that writes nothing on standard error.
  private static func quietHandle() -> OpaquePointer? {
    guard let handle = mpg123_new(nil, nil) else { return nil }
    // Tags can be of any size and are skipped. A lost frame is searched for to the end.
    let flags =
      MPG123_QUIET.rawValue | MPG123_FORCE_FLOAT.rawValue | MPG123_GAPLESS.rawValue
      | MPG123_SKIP_ID3V2.rawValue
    mpg123_param2(handle, Int32(MPG123_ADD_FLAGS.rawValue), Int(flags), 0)
    mpg123_param2(handle, Int32(MPG123_RESYNC_LIMIT.rawValue), -1, 0)
    // An index of all frames, of which nothing is used.
    mpg123_param2(handle, Int32(MPG123_INDEX_SIZE.rawValue), 0, 0)
    return handle
  }

  /// Parses the next frame; nil at the end.
  func next() -> Frame? {
    let result = mpg123_framebyframe_next(handle)
    if result == MPG123_NEW_FORMAT.rawValue {
      var (rate, channels, encoding) = (0, Int32(0), Int32(0))
      guard mpg123_getformat(handle, &rate, &channels, &encoding) == 0 else { return nil }
      format = (rate, Int(channels))
    } else if result != MPG123_OK.rawValue {
      if result == MPG123_ERR.rawValue { problem = String(cString: mpg123_strerror(handle)) }
      return nil
    }
    var (header, body, size) = (UInt(0), UnsafeMutablePointer<UInt8>?.none, 0)
    guard mpg123_framedata(handle, &header, &body, &size) == 0, let body, format.channels > 0 else {
      return nil
    }
    defer { isFirst = false }
    let begin = start + Int(mpg123_framepos(handle))
    return Frame(
      range: begin..<begin + MPEGFrameHeader.size + size, format: format, isFirst: isFirst,
      isHeaderOfFile: Self.isHeaderOfFile(UnsafeBufferPointer(start: body, count: size)))
  }

  /// Whether the body of a frame has the name of an encoder's table, behind the room for side information.
  private static func isHeaderOfFile(_ body: UnsafeBufferPointer<UInt8>) -> Bool {
    [9, 17, 32].contains { room in
      [room, room + 2].contains { offset in
        let name = body.dropFirst(offset).prefix(4)
        return name.elementsEqual("Xing".utf8) || name.elementsEqual("Info".utf8)
      }
    }
  }

  /// Decodes the frame that was parsed, and appends its samples: [samples, channels].
  ///
  /// - Returns: how many were appended, over all channels.
  func decode(into samples: inout [Float]) -> Int {
    var number = off_t(0)
    var audio = UnsafeMutablePointer<UInt8>?.none
    var size = 0
    guard mpg123_framebyframe_decode(handle, &number, &audio, &size) == 0, let audio, size > 0
    else {
      return 0
    }
    let count = size / MemoryLayout<Float>.size
    audio.withMemoryRebound(to: Float.self, capacity: count) {
      samples.append(contentsOf: UnsafeBufferPointer(start: $0, count: count))
    }
    return count
  }

  /// The comment in the tag that a file begins with.
  static func comment(of bytes: ByteView) -> String? {
    guard let size = ID3Tag.size(bytes.bytes(at: 0, count: 10)), size <= largestTag,
      size <= bytes.count, let handle = quietHandle()
    else { return nil }
    defer { mpg123_delete(handle) }
    mpg123_param2(
      handle, Int32(MPG123_REMOVE_FLAGS.rawValue), Int(MPG123_SKIP_ID3V2.rawValue), 0)
    // A frame behind it, which libmpg123 waits for.
    let tag = bytes.bytes(at: 0, count: size + 4096)
    guard mpg123_open_feed(handle) == 0, mpg123_feed(handle, tag, tag.count) == 0 else {
      return nil
    }
    _ = mpg123_framebyframe_next(handle)
    var (first, second) = (
      UnsafeMutablePointer<mpg123_id3v1>?.none, UnsafeMutablePointer<mpg123_id3v2>?.none
    )
    guard mpg123_id3(handle, &first, &second) == 0, let tag = second?.pointee else { return nil }
    if let comment = tag.comment.flatMap({ string($0.pointee) }) { return comment }
    // ffmpeg stores it as a text of its own.
    return UnsafeBufferPointer(start: tag.extra, count: tag.extras).first {
      string($0.description)?.lowercased() == "comment"
    }.flatMap { string($0.text) }
  }

  private static func string(_ text: mpg123_string) -> String? {
    guard let characters = text.p, text.fill > 1 else { return nil }
    return String(cString: characters)
  }
}
