/// Ends a file whose list of texts would send libsndfile in circles.
///
/// In the chunk `LIST` of a WAV file it adds sizes as 32 bits: one that is almost 2^32 leads back to
/// what was read before, for ever (libsndfile issue 1118). It reads sizes as words of four bytes.
struct ListGuard {
  /// Whether such a size came by, after which nothing more is to be read.
  private(set) var hasRefused = false
  /// Whether the file says `RIFX`, where others say `RIFF`.
  var isBigEndian = false
  private static let name = UInt32(littleEndian: 0x5453_494C)
  private var isLengthNext = false
  /// Where the last list ends.
  private var end = 0

  /// Looks at a word that is read at a position of a file of some size.
  mutating func pass(_ word: UInt32, at position: Int, of size: Int) {
    let number = Int(isBigEndian ? UInt32(bigEndian: word) : UInt32(littleEndian: word))
    hasRefused = position < end && number >= (1 << 32) - min(size, 1 << 31)
    if isLengthNext { end = max(end, position + 4 + number) }
    isLengthNext = word == Self.name
  }
}
