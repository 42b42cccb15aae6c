import Files
import Glibc
import Media

/// Writes the images and sounds of small data sets below a folder.
public struct PairFiles: Sendable {
  /// The folder.
  public let root: String

  /// Files below a folder.
  public init(in root: String) { self.root = root }

  /// Writes a file and makes the folders above it.
  public func write(_ bytes: [UInt8], _ name: String) throws {
    let path = Folder.path(root, name)
    try Folder.create(Folder.parent(of: path))
    try OutputFile.write(bytes, to: path, replacing: true)
  }

  /// Writes a text file.
  public func write(_ text: String, _ name: String) throws { try write([UInt8](text.utf8), name) }

  /// Writes a pair whose image and tone are those of a number.
  public func writePair(_ number: Int, image: String, sound: String) throws {
    try write(Self.image(number), image)
    try write(Self.wav([Self.tone(number)]), sound)
  }

  /// Every file below the folder with its bytes, in order of names; hidden ones too.
  public func contents() throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    func collect(_ folder: String, _ prefix: String) throws {
      for name in try Folder.names(in: folder, hidden: true) {
        let path = Folder.path(folder, name)
        if Folder.exists(path) {
          try collect(path, "\(prefix)\(name)/")
        } else {
          contents["\(prefix)\(name)"] = (try? InputFile.read(path)) ?? []
        }
      }
    }
    try collect(root, "")
    return contents
  }

  /// A film's frame of 960 x 540 pixels as JPEG; the square at its centre has no red in it.
  public static func frame() throws -> [UInt8] { try InputFile.read(Golden.path("frame.jpg")) }

  /// A PNG of one colour that no other number has.
  public static func image(_ number: Int, width: Int = 16, height: Int = 16) throws -> [UInt8] {
    let color = Image.Color(
      red: UInt8(number % 256), green: UInt8(number / 256), blue: UInt8(255 - number % 256))
    return try ImageFile.encodedPNG(Image(width: width, height: height, filledWith: color))
  }

  /// A tone that no other number has, from -10,000 to 10,000.
  public static func tone(_ number: Int, count: Int = 22_050) -> [Int16] {
    (0..<count).map { Int16(10_000 * sin(Double($0 * (number + 5)) * 0.01)) }
  }

  /// A 16-bit WAV file, byte by byte; all channels are of one length.
  public static func wav(_ channels: [[Int16]], sampleRate: Int = 44_100) -> [UInt8] {
    let frames = channels.first?.count ?? 0
    let size = frames * channels.count * 2
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var bytes = [UInt8]("RIFF".utf8) + little(36 + size, 4) + [UInt8]("WAVEfmt ".utf8)
    bytes += little(16, 4) + little(1, 2) + little(channels.count, 2) + little(sampleRate, 4)
    bytes += little(sampleRate * channels.count * 2, 4) + little(channels.count * 2, 2)
    bytes += little(16, 2) + [UInt8]("data".utf8) + little(size, 4)
    for frame in 0..<frames {
      for channel in channels { bytes += little(Int(channel[frame]), 2) }
    }
    return bytes
  }
}
