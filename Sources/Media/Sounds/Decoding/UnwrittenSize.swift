import Files

/// The size of the samples in a CAF or AU header, where it was never written.
///
/// Recorders write it last. libsndfile refuses what has none, or finds nothing in it.
struct UnwrittenSize {
  /// Where the size stands in the file, and what decoders are to see there.
  let patch: (offset: Int, bytes: [UInt8])
  /// What is odd; nil where the format allows it.
  let note: String?

  /// Looks into a header that begins at an offset; nil where its size was written.
  init?(_ source: ByteSource, _ kind: FileKind, at start: Int) {
    func number(_ offset: Int, _ count: Int) -> UInt64 {
      source.bytes(at: offset, count: count).reduce(0) { $0 << 8 | UInt64($1) }
    }
    let field: (offset: Int, size: Int)
    let data: Int
    // CAF counts a number that stands before the samples among their bytes.
    let countSize = kind == .caf ? 4 : 0
    switch kind {
    case .au:
      field = (start + 8, 4)
      data = start + Int(number(start + 4, 4))
    case .caf:
      guard let chunk = Self.dataChunk(source, from: start + 8) else { return nil }
      field = (chunk + 4, 8)
      data = chunk + 12
    default: return nil
    }
    let declared = number(field.offset, field.size)
    // The format has a value of its own for what is not known yet.
    let isUnknown = declared == UInt64.max >> (64 - 8 * UInt64(field.size))
    let available = source.count - data
    guard available > countSize, isUnknown || declared == 0 else { return nil }
    let size = field.size == 4 ? min(available, 0xFFFF_FFFE) : available
    let bytes = (0..<field.size).map {
      UInt8(truncatingIfNeeded: size >> (8 * (field.size - 1 - $0)))
    }
    patch = (field.offset, bytes)
    note =
      isUnknown
      ? nil : "the header declares 0 bytes of sound, \(available - countSize) are there"
  }

  /// Where the chunk of samples begins in a CAF file.
  private static func dataChunk(_ source: ByteSource, from start: Int) -> Int? {
    var offset = start
    for _ in 0..<4096 {
      let header = source.bytes(at: offset, count: 12)
      guard header.count == 12 else { return nil }
      if header.starts(with: "data".utf8) { return offset }
      let size = header[4...].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      guard size < UInt64(source.count - offset) else { return nil }
      offset += 12 + Int(size)
    }
    return nil
  }
}
