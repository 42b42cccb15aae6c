/// The lines that a process writes, one after another.
struct LineBuffer {
  private var bytes: [UInt8] = []
  private var next = 0
  private var isAtEnd = false

  /// The next whole line; nil at the end.
  mutating func next(from process: ChildProcess) -> String? {
    while true {
      if let end = bytes[next...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { next = end + 1 }
        return String(decoding: bytes[next..<end], as: UTF8.self)
      }
      guard !isAtEnd else { return nil }
      bytes.removeFirst(next)
      next = 0
      let piece = [UInt8](unsafeUninitializedCapacity: 1 << 12) { buffer, count in
        count = process.read(UnsafeMutableRawBufferPointer(buffer))
      }
      isAtEnd = piece.count < 1 << 12
      bytes += piece
    }
  }
}
