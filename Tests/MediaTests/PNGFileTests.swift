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
        // A flaw that concerns no pixel is noted: here one of the chunk gAMA, or after the pixels.
        guard let noted = imageAndNotes(bytes) else { continue }
        #expect(noted.notes.count == 1, "byte \(place), bit \(bit)")
        #expect(try noted.image == golden.pixels(name), "byte \(place), bit \(bit)")
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
      for length in 0..<intact.count - 12 {
        #expect(throws: Failure.self, "\(length) bytes") {
          try ImageFile.read(bytes: Array(intact[..<length]), subject: "a.png")
        }
      }
      for length in intact.count - 12..<intact.count {
        let noted = try #require(imageAndNotes(Array(intact[..<length])), "\(length) bytes")
        let note = "is damaged after its pixels, which are complete (the file ends early)"
        #expect(noted.notes == [note])
        #expect(try noted.image == golden.pixels(name))
      }
    }
  }

  @Test(arguments: 1...8) func everyOrientationIsTurnedUpright(_ orientation: Int) throws {
    let plain = try golden.bytes("png/type 2, 8 bits")
    let stored = try golden.pixels("png/type 2, 8 bits")
    for isBig in [true, false] {
      for (isLast, hasHeading) in [(false, false), (true, false), (false, true)] {
        let exif = exif(orientation, isBig: isBig, hasHeading: hasHeading)
        // The header ends at 33, the end begins 12 bytes before the end.
        let place = isLast ? plain.count - 12 : 33
        let bytes = plain[..<place] + exif + plain[place...]
        let noted = try #require(imageAndNotes(Array(bytes)))
        #expect(noted.notes.isEmpty)
        #expect(noted.image == Self.turned(stored, by: orientation))
      }
    }
  }

  @Test func anOrientationWithAWrongChecksumDoesNotCount() throws {
    let plain = try golden.bytes("png/type 2, 8 bits")
    var exif = exif(6, isBig: true, hasHeading: false)
    exif[exif.count - 1] ^= 1
    let noted = try #require(imageAndNotes(plain[..<33] + exif + plain[33...]))
    #expect(noted.notes == ["has a wrong checksum in its chunk eXIf, which is left out"])
    #expect(try noted.image == golden.pixels("png/type 2, 8 bits"))
  }

  @Test func aWrongChecksumBesideThePixelsIsNoted() throws {
    let plain = try golden.bytes("png/type 2, 8 bits")
    for name in ["tEXt", "zTXt", "iTXt", "tIME", "iCCP", "pHYs"] {
      let chunk: [UInt8] = [0, 0, 0, 3] + name.utf8 + [65, 0, 66] + [1, 2, 3, 4]
      for place in [33, plain.count - 12] {
        let noted = try #require(
          imageAndNotes(plain[..<place] + chunk + plain[place...]), "\(name)")
        #expect(noted.notes == ["has a wrong checksum in its chunk \(name), which is left out"])
        #expect(try noted.image == golden.pixels("png/type 2, 8 bits"))
      }
    }
    // An unknown name may be a wrong one, and this one makes pixels transparent.
    for name in ["teXt", "tRNS"] {
      let chunk: [UInt8] = [0, 0, 0, 3] + name.utf8 + [65, 0, 66] + [1, 2, 3, 4]
      #expect(problem(plain[..<33] + chunk + plain[33...]) == "damaged PNG (\(name): CRC error)")
    }
  }

  /// What a viewer shows of stored pixels, by the definition of the EXIF standard.
  private static func turned(_ image: Image, by orientation: Int) -> Image {
    let (width, height) = (image.width, image.height)
    let isTurned = orientation >= 5
    var result = Image(
      width: isTurned ? height : width, height: isTurned ? width : height, filledWith: .black)
    for y in 0..<height {
      for x in 0..<width {
        let (right, bottom) = (width - 1 - x, height - 1 - y)
        let (column, row) = [
          (x, y), (right, y), (right, bottom), (x, bottom), (y, x), (bottom, x), (bottom, right),
          (y, right),
        ][orientation - 1]
        result[column, row] = image[x, y]
      }
    }
    return result
  }

  /// A chunk eXIf with an orientation.
  private func exif(_ orientation: Int, isBig: Bool, hasHeading: Bool) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      let little = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
      return isBig ? little.reversed() : little
    }
    let entry =
      number(0x0112, 2) + number(3, 2) + number(1, 4) + number(orientation, 2) + number(0, 2)
    let data: [UInt8] =
      (hasHeading ? Array("Exif\0\0".utf8) : []) + (isBig ? "MM" : "II").utf8 + number(42, 2)
      + number(8, 4) + number(1, 2) + entry + number(0, 4)
    var file: [UInt8] =
      [UInt8](repeating: 0, count: 8) + [0, 0, 0, UInt8(data.count)] + "eXIf".utf8 + data
      + [0, 0, 0, 0]
    file.sealPNG()
    return Array(file.dropFirst(8))
  }

  private func imageAndNotes(_ bytes: some Sequence<UInt8>) -> (image: Image, notes: [String])? {
    var notes: [String] = []
    let image = try? ImageFile.read(bytes: Array(bytes), subject: "a.png") { notes.append($0) }
    return image.map { ($0, notes) }
  }

  @Test func damageIsNamed() throws {
    let intact = try golden.bytes("png/type 2, 8 bits")
    #expect(problem(Array(intact.dropLast(13))) == "truncated PNG (the file ends early)")
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

  private func problem(
    _ bytes: some Sequence<UInt8>, limit: Int = ImageFile.usualMaximumPixels
  ) -> String? {
    do {
      _ = try ImageFile.read(bytes: Array(bytes), subject: "a.png", maximumPixels: limit)
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
