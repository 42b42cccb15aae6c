import Files

/// The parts of a sound file, each of which a library decodes by itself.
///
/// Most files are one part. Others were joined, or hold several sounds that follow each other.
struct SoundParts {
  /// What decodes a part.
  enum Library {
    case sndfile
    case mpg123
  }

  /// One part.
  struct Part {
    var bytes: ByteView
    var library = Library.sndfile
    /// What its header declares, in samples; a hint only.
    var declaredFrames: Int?
    /// What was corrected in it.
    var note: String?
    /// Finds what follows it, where that is looked for only when it has ended.
    var following: () -> Part? = { nil }
  }

  /// At least one, in their order.
  let parts: [Part]

  /// Finds the parts of a file of some kind.
  init(_ source: ByteSource, _ kind: FileKind) {
    let start = ID3Tag.end(in: source)
    let found =
      switch kind {
      case .wav: Self.waves(source, from: start)
      case .ogg: Self.links(source, from: start)
      case .flac: [Self.flac(source, from: start)]
      case .mp3: [Part(bytes: ByteView(source), library: .mpg123)]
      default: [Self.plain(source, kind, from: start)]
      }
    parts = found.isEmpty ? [Part(bytes: ByteView(source, from: start))] : found
  }

  /// A file that is one part, with its size where that was never written.
  private static func plain(_ source: ByteSource, _ kind: FileKind, from start: Int) -> Part {
    var part = Part(bytes: ByteView(source, from: start))
    if let size = UnwrittenSize(source, kind, at: start) {
      part.bytes.replace(at: size.patch.offset - start, with: size.patch.bytes)
      part.note = size.note
    }
    return part
  }

  /// A FLAC stream, whose header is shown without its number of samples: libsndfile would end there.
  private static func flac(_ bytes: ByteView) -> Part {
    var part = Part(bytes: bytes)
    let header = bytes.bytes(at: 0, count: 26)
    // The first block has to be the one that describes the stream: type 0, 34 bytes.
    guard header.count == 26, header[4] & 0x7F == 0, header[5...7].elementsEqual([0, 0, 34]) else {
      return part
    }
    let declared = header[21...25].reduce(0) { $0 << 8 | Int($1) } & 0xF_FFFF_FFFF
    part.declaredFrames = declared > 0 ? declared : nil
    part.bytes.replace(at: 21, with: [header[21] | 0x0F, 0xFF, 0xFF, 0xFF, 0xFF])
    return part
  }

  /// The same from an offset on; files that were joined to it are found by how all of them begin.
  private static func flac(_ source: ByteSource, from start: Int) -> Part {
    var part = flac(ByteView(source, from: start))
    part.following = {
      source.offset(of: Array("fLaC\0\0\0\u{22}".utf8), from: start + 1).map {
        flac(source, from: $0)
      }
    }
    return part
  }

  private static func waves(_ source: ByteSource, from start: Int) -> [Part] {
    var parts: [Part] = []
    var next: Int? = start
    while let start = next, let header = WAVHeader(source, at: start) {
      next = header.next
      var part = Part(bytes: ByteView(source, [start..<(next ?? source.count)]))
      for patch in header.patches { part.bytes.replace(at: patch.offset, with: patch.bytes) }
      part.note = header.note
      if header.isMPEG, let data = header.data {
        let end = data.offset + min(data.size, source.count - data.offset)
        part.bytes = ByteView(source, [data.offset..<end])
        part.library = .mpg123
      }
      parts.append(part)
    }
    return parts
  }

  private static func links(_ source: ByteSource, from start: Int) -> [Part] {
    OggLink.all(in: source, from: start).map { link in
      guard let pieces = link.flac else { return Part(bytes: ByteView(source, [link.range])) }
      return flac(ByteView(source, pieces))
    }
  }
}
