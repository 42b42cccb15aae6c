/// Ends the reading of a file whose `LIST` chunk would send libsndfile into an endless loop.
///
/// libsndfile adds sizes in the `LIST` chunk of a WAV file as 32-bit numbers. A size of almost 2^32
/// leads back to what was read before, for ever (libsndfile issue 1118). Sizes are read as words of
/// four bytes, so all such words are watched.
struct ListGuard {
  /// Whether such a size was read; nothing more must be read then.
  private(set) var hasRefused = false
  /// Whether the file says `RIFX`, where others say `RIFF`.
  var isBigEndian = false
  private static let name = UInt32(littleEndian: 0x5453_494C)
  private var isLengthNext = false
  /// Where the last list ends.
  private var end = 0

  /// Checks a word that is read at a position of a file of some size.
  mutating func pass(_ word: UInt32, at position: Int, of size: Int) {
    let number = Int(isBigEndian ? UInt32(bigEndian: word) : UInt32(littleEndian: word))
    hasRefused = position < end && number >= (1 << 32) - min(size, 1 << 31)
    if isLengthNext { end = max(end, position + 4 + number) }
    isLengthNext = word == Self.name
  }
}
