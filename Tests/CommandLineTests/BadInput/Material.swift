import Files
import Foundation
import Media
import Orchestra
import TestSupport

/// A trained tiny model, and sounds and images to feed it with.
enum Material {
  private static let folder = TemporaryFolder()

  /// The run folder of `configs/tiny.json`, trained once for all tests.
  static let run: String = {
    let path = folder.path("run")
    let made = try? BuiltProgram.run(
      ["train", "--config", Golden.repository + "/configs/tiny.json", "--output", path, "--quiet"])
    precondition(made?.code == 0, "training failed: \(made?.errors ?? "not started")")
    return path
  }()

  /// The newest checkpoint of the run.
  static let checkpoint = run + "/checkpoints/step-000060.safetensors"

  /// A tone with two overtones.
  static func tone(
    seconds: Double = 0.7, frequency: Double = 440, rate: Int = 16_000
  ) -> Sound {
    let samples = (0..<Int(seconds * Double(rate))).map { place -> Float in
      let angle = 2 * Double.pi * frequency * Double(place) / Double(rate)
      return Float(0.3 * sin(angle) + 0.2 * sin(2 * angle) + 0.1 * sin(3 * angle))
    }
    return Sound(samples: samples, sampleRate: rate)
  }

  static func wav(_ sound: Sound = tone()) -> [UInt8] {
    (try? SoundFile.encodedWAV(sound)) ?? []
  }

  static func png(width: Int = 40, height: Int = 30) -> [UInt8] {
    let pixels = (0..<width * height * 3).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 11) }
    return (try? ImageFile.encodedPNG(Image(width: width, height: height, pixels: pixels))) ?? []
  }

  /// A WAV file with any header: 32-bit floating point samples.
  static func floatWAV(_ samples: [Float], channels: Int = 1, rate: Int = 16_000) -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let data = samples.flatMap { little(Int($0.bitPattern), 4) }
    let format =
      little(3, 2) + little(channels, 2) + little(rate, 4) + little(rate * channels * 4, 4)
      + little(channels * 4, 2) + little(32, 2)
    return Array("RIFF".utf8) + little(36 + data.count, 4) + Array("WAVEfmt ".utf8)
      + little(16, 4) + format + Array("data".utf8) + little(data.count, 4) + data
  }

  /// A PNG file that declares a size and holds next to nothing.
  static func pngBomb(width: Int, height: Int) -> [UInt8] {
    var bytes = png()
    func big(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) } }
    bytes.replaceSubrange(16..<24, with: big(width) + big(height))
    bytes.sealPNG()
    return bytes
  }
}

extension TemporaryFolder {
  /// Puts a file into the folder and gives its path.
  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    try OutputFile.write(bytes, to: path(name), replacing: true)
    return path(name)
  }

  /// The bytes of a file in the folder.
  func bytes(_ name: String) throws -> [UInt8] { try InputFile.read(path(name)) }
}
