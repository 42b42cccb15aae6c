extension FileKind {
  /// How far the first frame of MPEG sound is searched for, in bytes.
  private static let searchedSize = 1 << 16

  /// The kind that the content of a file shows.
  ///
  /// A tag that stands before the sound is skipped. What shows nothing at its beginning is searched for
  /// MPEG sound, which recorders of broadcasts begin anywhere.
  public static func of(_ source: ByteSource) -> FileKind {
    let start = ID3Tag.end(in: source)
    let kind = sniff(source.bytes(at: start, count: 64))
    if start > 0 { return kind.isSound ? kind : .mp3 }
    guard kind == .unknown || kind == .text else { return kind }
    let searched = source.bytes(at: 0, count: searchedSize)
    return MPEGFrameHeader.run(in: searched) == nil ? kind : .mp3
  }

  /// The kind of the file at a path, by its content.
  ///
  /// - Throws: `Failure` where the file cannot be opened.
  public static func of(_ path: String) throws -> FileKind { of(try ByteSource(path: path)) }
}
