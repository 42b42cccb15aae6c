/// The tag that stands before the sound in many MP3 files, and in some of other formats.
package enum ID3Tag {
  private static let headerSize = 10

  /// The bytes of the tag that some bytes begin with, header included; nil where there is none.
  package static func size(_ beginning: some Collection<UInt8>) -> Int? {
    let header = [UInt8](beginning.prefix(headerSize))
    guard header.count == headerSize, header.starts(with: "ID3".utf8),
      header[6...].allSatisfy({ $0 < 0x80 })
    else { return nil }
    let content = header[6...].reduce(0) { $0 << 7 | Int($1) }
    let hasFooter = header[5] & 0x10 != 0
    return headerSize + content + (hasFooter ? headerSize : 0)
  }

  /// Where the sound begins behind all tags at the beginning of a file.
  package static func end(in source: ByteSource) -> Int {
    var end = 0
    while let size = size(source.bytes(at: end, count: headerSize)) { end += size }
    return end
  }
}
