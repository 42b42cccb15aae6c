import Files
import Media
import TestSupport
import Testing

@Suite struct PNGFileTests {
  let golden: GoldenImages

  init() throws { golden = try GoldenImages() }

  @Test func everyKindOfPNGIsDecoded() throws {
    let cases = golden.cases("png")
    #expect(cases.count == 52)
    for name in cases {
      let image = try ImageFile.read(bytes: golden.bytes(name), subject: "a.png")
      #expect(largestDifference(image, try golden.pixels(name)) == 0, "\(name)")
    }
  }

  @Test(arguments: ["png/type 2, 8 bits", "png/type 3, 4 bits, interlaced, transparent"])
  func everyFlippedBitIsFound(_ name: String) throws {
    let intact = try golden.bytes(name)
    for place in intact.indices {
      for bit in 0..<8 {
        var bytes = intact
        bytes[place] ^= 1 << bit
        #expect(throws: Failure.self, "byte \(place), bit \(bit)") {
          try ImageFile.read(bytes: bytes, subject: "a.png")
        }
      }
    }
  }

  /// With checksums put right, the decoder itself meets what is wrong.
  @Test(arguments: ["png/type 6, 16 bits, interlaced", "png/type 3, 2 bits, transparent"])
  func sealedDamageNeverCrashes(_ name: String) throws {
    let intact = try golden.bytes(name)
    var refused = 0
    for place in 8..<intact.count {
      for bit in 0..<8 {
        var bytes = intact
        bytes[place] ^= 1 << bit
        bytes.sealPNG()
        do {
          let image = try ImageFile.read(bytes: bytes, subject: "a.png", maximumPixels: 1 << 20)
          #expect(image.width * image.height <= 1 << 20)
        } catch let failure as Failure {
          #expect(failure.kind == .badInput && !failure.problem.contains("\n"))
          refused += 1
        }
      }
    }
    #expect(refused > intact.count)
  }

  @Test func everyTruncationIsFound() throws {
    for name in ["png/type 2, 8 bits", "png/type 0, 1 bits, interlaced"] {
      let intact = try golden.bytes(name)
      for length in 0..<intact.count {
        #expect(throws: Failure.self, "\(length) bytes") {
          try ImageFile.read(bytes: Array(intact[..<length]), subject: "a.png")
        }
      }
    }
  }

  @Test func damageIsNamed() throws {
    let intact = try golden.bytes("png/type 2, 8 bits")
    #expect(problem(Array(intact.dropLast(12))) == "truncated PNG (the file ends early)")
    #expect(problem(Array(intact.dropLast(40))) == "truncated PNG (the file ends early)")

    var wrongSum = intact
    wrongSum[intact.count - 12 - 1] ^= 1
    #expect(problem(wrongSum) == "damaged PNG (IDAT: CRC error)")

    // The last four bytes of the pixels' data are their own checksum.
    var wrongPixels = intact
    wrongPixels[intact.count - 12 - 4 - 1] ^= 1
    wrongPixels.sealPNG()
    #expect(problem(wrongPixels) == "damaged PNG (IDAT: incorrect data check)")

    var noWidth = intact
    noWidth.replaceSubrange(16..<20, with: [0, 0, 0, 0])
    noWidth.sealPNG()
    #expect(problem(noWidth) == "damaged PNG (Image width is zero in IHDR)")
  }

  @Test func hugeImagesAreRefusedByTheirHeader() throws {
    let large = try resized(to: [0, 0, 0xC3, 0x50], [0, 0, 0xC3, 0x50])
    #expect(
      problem(large) == "PNG of 50000 x 50000 pixels is too large (limit 100000000 pixels)")
    let largest = try resized(to: [0x7F, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF])
    #expect(
      problem(largest, limit: 7)
        == "PNG of 2147483647 x 2147483647 pixels is too large (limit 7 pixels)")
    #expect(problem(largest, limit: .max)?.contains("is too large") == true)
    // Allowed by the limit, but the file is far too short for it.
    let hollow = try resized(to: [0, 0, 0x27, 0x10], [0, 0, 0x27, 0x10])
    #expect(problem(hollow)?.hasPrefix("truncated PNG (") == true)
  }

  @Test func theLimitIsInclusive() throws {
    let bytes = try golden.bytes("png/type 2, 8 bits")
    #expect(problem(bytes, limit: 99) == nil)
    #expect(problem(bytes, limit: 98) == "PNG of 11 x 9 pixels is too large (limit 98 pixels)")
  }

  private func problem(_ bytes: [UInt8], limit: Int = ImageFile.usualMaximumPixels) -> String? {
    do {
      _ = try ImageFile.read(bytes: bytes, subject: "a.png", maximumPixels: limit)
      return nil
    } catch {
      return (error as? Failure)?.problem
    }
  }

  private func resized(to width: [UInt8], _ height: [UInt8]) throws -> [UInt8] {
    var bytes = try golden.bytes("png/type 2, 8 bits")
    bytes.replaceSubrange(16..<24, with: width + height)
    bytes.sealPNG()
    return bytes
  }
}
