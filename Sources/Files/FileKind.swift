/// What a file is by its first bytes, whatever its name says.
///
/// Readers decide by it, and messages name what was found instead of what is needed.
public enum FileKind: String, Sendable, CaseIterable {
  /// RIFF, RF64 or Wave64 sound.
  case wav
  /// FLAC sound.
  case flac
  /// Ogg, with Vorbis, Opus or FLAC sound in it.
  case ogg
  /// MPEG sound, with or without an ID3 tag.
  case mp3
  /// AIFF or AIFF-C sound.
  case aiff
  /// A sound in Apple's Core Audio Format.
  case caf
  /// A sound in the format of Sun and NeXT.
  case au
  /// MP4 or QuickTime with a sound and no moving image.
  case m4a
  /// Matroska or WebM with a sound and no moving image.
  case mka
  /// ASF with a sound and no moving image.
  case wma
  /// AAC sound without a container.
  case aac
  /// Sound of a telephone.
  case amr
  /// A PNG image.
  case png
  /// A JPEG image.
  case jpeg
  /// A WebP image.
  case webp
  /// A GIF image.
  case gif
  /// A Windows bitmap.
  case bmp
  /// A TIFF image; raw photographs of many cameras are as well.
  case tiff
  /// An image as iPhones take them: HEIF with HEVC in it.
  case heic
  /// An AVIF image: HEIF with AV1 in it.
  case avif
  /// MP4 or QuickTime, most often a film.
  case mp4
  /// Matroska or WebM, most often a film.
  case matroska
  /// An AVI film.
  case avi
  /// ASF, most often a film.
  case asf
  /// Named tensors.
  case safetensors
  /// Text that begins like JSON.
  case json
  /// A zip archive, which recent PyTorch checkpoints are as well.
  case zip
  /// A Python pickle, which old PyTorch checkpoints are.
  case pickle
  /// Other readable text.
  case text
  /// Anything else.
  case unknown

  /// The kind that the first bytes of a file show.
  ///
  /// The first 64 bytes are looked at, so no more are needed. Fewer may give `unknown`. `of` looks
  /// further, for files that begin with something else.
  public static func sniff(_ bytes: some Collection<UInt8>) -> FileKind {
    let start = [UInt8](bytes.prefix(64))
    func has(_ text: String, at offset: Int = 0) -> Bool {
      start.dropFirst(offset).starts(with: text.utf8)
    }
    if start.count > 8, start[8] == UInt8(ascii: "{"), start[5...7].allSatisfy({ $0 == 0 }) {
      return .safetensors
    }
    if waveForms.contains(where: { has($0) }), has("WAVE", at: 8) { return .wav }
    if has("riff.") { return .wav }
    if has("RIFF"), has("AVI ", at: 8) { return .avi }
    if start.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) { return .matroska }
    if has("RIFF"), has("WEBP", at: 8) { return .webp }
    if has("ftyp", at: 4) { return kindOfMP4(start) }
    if has("fLaC") { return .flac }
    if has("OggS") { return .ogg }
    if has("FORM"), has("AIFF", at: 8) || has("AIFC", at: 8) { return .aiff }
    if has("caff") { return .caf }
    if has(".snd") { return .au }
    if has("#!AMR") { return .amr }
    if start.starts(with: [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]) { return .asf }
    if isFrameOfAAC(start) { return .aac }
    if start.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
    if start.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
    if has("GIF87a") || has("GIF89a") { return .gif }
    if isBitmap(start) { return .bmp }
    if ["II*\0", "MM\0*", "II+\0", "MM\0+"].contains(where: { has($0) }) { return .tiff }
    if has("ID3") || isFrameOfMP3(start) { return .mp3 }
    if has("PK\u{3}\u{4}") || has("PK\u{5}\u{6}") { return .zip }
    if start.count > 1, start[0] == 0x80, (2...5).contains(start[1]) { return .pickle }
    guard !start.isEmpty, isText(start) else { return .unknown }
    let first = start.first { !(0x09...0x0D).contains($0) && $0 != 0x20 }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? .json : .text
  }

  /// The kind that a file in a folder is meant to be.
  ///
  /// That is what its content shows. If the content is no sound, image or film, it is what the name
  /// promises. So a damaged file is not skipped in silence.
  public static func meant(by path: String) -> FileKind {
    let shown = (try? of(path)) ?? .unknown
    return shown.isMedium ? shown : promised(by: path) ?? shown
  }

  /// What a WAV file may begin with: little-endian, big-endian, and two for more than 4 GiB.
  private static let waveForms = ["RIFF", "RIFX", "RF64", "BW64"]

  /// Whether the bytes are the header of an ADTS frame with legal fields.
  private static func isFrameOfAAC(_ start: [UInt8]) -> Bool {
    guard start.count >= 7, start[0] == 0xFF, start[1] & 0xF6 == 0xF0 else { return false }
    let sampleRate = start[2] >> 2 & 15
    let size = Int(start[3] & 3) << 11 | Int(start[4]) << 3 | Int(start[5]) >> 5
    return sampleRate < 13 && size > 7
  }

  /// What an MP4 file is by its brands: the main one, and from the 16th byte on those it fits as well.
  private static func kindOfMP4(_ start: [UInt8]) -> FileKind {
    let brands = ([8] + stride(from: 16, to: start.count, by: 4)).map { offset in
      String(decoding: start.dropFirst(offset).prefix(4), as: UTF8.self)
    }
    if ["M4A ", "M4B ", "F4A "].contains(brands[0]) { return .m4a }
    let images = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "mif2", "msf1"]
    if brands[0] == "avif" || brands[0] == "avis" { return .avif }
    guard images.contains(brands[0]) else { return .mp4 }
    return brands.contains("avif") || brands.contains("avis") ? .avif : .heic
  }

  /// Whether the bytes are the header of a Windows bitmap: its name, and a known length of what follows.
  private static func isBitmap(_ start: [UInt8]) -> Bool {
    guard start.count >= 18, start.starts(with: "BM".utf8) else { return false }
    return [12, 16, 40, 52, 56, 64, 108, 124].contains(start[14])
      && start[15...17].allSatisfy { $0 == 0 }
  }

  /// Whether the bytes are the header of an MPEG layer III frame with legal fields.
  private static func isFrameOfMP3(_ start: [UInt8]) -> Bool {
    guard start.count >= 4, start[0] == 0xFF, start[1] & 0xE0 == 0xE0 else { return false }
    let version = start[1] >> 3 & 3
    let layer = start[1] >> 1 & 3
    let bitRate = start[2] >> 4
    let sampleRate = start[2] >> 2 & 3
    return version != 1 && layer == 1 && bitRate != 15 && sampleRate != 3
  }

  /// Whether the bytes can be UTF-8 text; the last character may be cut.
  private static func isText(_ start: [UInt8]) -> Bool {
    if start.contains(where: { $0 < 0x20 && !(0x09...0x0D).contains($0) && $0 != 0x1B }) {
      return false
    }
    let decoded = String(decoding: start, as: UTF8.self)
    return !decoded.dropLast().contains("\u{FFFD}")
  }
}
