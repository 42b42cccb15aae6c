import Files

/// One of the sounds of an Ogg file; chained files hold several, one behind the other.
struct OggLink {
  /// Where its pages lie in the file.
  private(set) var range: Range<Int>
  /// Where the FLAC stream that is packed in its pages lies; nil for other codecs.
  ///
  /// libsndfile does not read what ffmpeg writes of this kind. Without the pages it is plain FLAC.
  var flac: [Range<Int>]? {
    // The first packet begins with a name, a version and the number of headers.
    guard isFLAC, let first = payloads.first, first.count > Self.mappingSize else { return nil }
    return [first.dropFirst(Self.mappingSize)] + payloads.dropFirst()
  }

  private static let mappingSize = 9
  private var isFLAC: Bool
  private var payloads: [Range<Int>] = []
  private let serial: [UInt8]

  private init(_ page: Page) {
    (range, serial, isFLAC) = (page.range, page.serial, page.beginsFLAC)
  }

  /// A page, as its header describes it.
  private struct Page {
    /// A header without the table of segments.
    static let headerSize = 27
    static let name = Array("OggS".utf8)
    let range: Range<Int>
    let payload: Range<Int>
    /// Whether it is the first of its stream.
    let isFirst: Bool
    let serial: [UInt8]
    let beginsFLAC: Bool

    /// Reads the page at an offset; nil where there is none.
    init?(_ source: ByteSource, at offset: Int) {
      // With room for the table and the name of a codec.
      let bytes = source.bytes(at: offset, count: Self.headerSize + 255 + 5)
      guard bytes.count >= Self.headerSize, bytes.starts(with: Self.name), bytes[4] == 0 else {
        return nil
      }
      let segments = Int(bytes[26])
      let size = Self.headerSize + segments
      guard bytes.count >= size else { return nil }
      let content = bytes[Self.headerSize..<size].reduce(0) { $0 + Int($1) }
      payload = offset + size..<min(source.count, offset + size + content)
      range = offset..<payload.upperBound
      isFirst = bytes[5] & 2 != 0
      serial = Array(bytes[14..<18])
      beginsFLAC = bytes[size...].starts(with: [0x7F] + "FLAC".utf8)
    }

    /// The page that begins at an offset, or the next one behind what is no page.
    static func next(_ source: ByteSource, from offset: Int) -> Page? {
      var offset = offset
      while offset < source.count {
        if let page = Page(source, at: offset) { return page }
        guard let found = source.offset(of: name, from: offset + 1) else { return nil }
        offset = found
      }
      return nil
    }
  }

  /// All links of a file, from an offset on.
  static func all(in source: ByteSource, from start: Int) -> [OggLink] {
    var links: [OggLink] = []
    var isInHead = false
    var offset = start
    while let page = Page.next(source, from: offset) {
      offset = page.range.upperBound
      // Streams that sound together begin together; one that begins later begins another link.
      if links.isEmpty || (page.isFirst && !isInHead) { links.append(OggLink(page)) }
      isInHead = page.isFirst
      links[links.count - 1].add(page)
    }
    return links
  }

  private mutating func add(_ page: Page) {
    range = range.lowerBound..<page.range.upperBound
    if isFLAC, page.serial == serial { payloads.append(page.payload) }
  }
}
