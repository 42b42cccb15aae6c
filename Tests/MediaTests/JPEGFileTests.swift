import Files
import Media
import TensorCore
import Testing

@Suite struct JPEGFileTests {
  let golden: GoldenImages

  init() throws { golden = try GoldenImages() }

  @Test func colouredGrayAndProgressiveAreDecoded() throws {
    for name in ["4:4:4", "4:2:2", "4:2:0", "progressive", "gray", "restarts"] {
      let image = try ImageFile.read(bytes: golden.bytes("jpeg/" + name), subject: "a.jpg")
      let difference = try #require(
        largestDifference(image, golden.pixels("jpeg/" + name)), "\(name)")
      #expect(difference <= 2, "\(name)")
    }
  }

  @Test(arguments: 1...8) func everyOrientationIsTurnedUpright(_ orientation: Int) throws {
    for order in ["little", "big"] {
      let name = "jpeg/orientation \(orientation), \(order) endian"
      let image = try ImageFile.read(bytes: golden.bytes(name), subject: "a.jpg")
      let difference = try #require(largestDifference(image, golden.pixels(name)), "\(name)")
      #expect(difference <= 2, "\(name)")
    }
  }

  @Test func onlyAnOrientationOfOneShortNumberCounts() throws {
    let intact = try golden.bytes("jpeg/orientation 6, big endian")
    let upright = try ImageFile.read(
      bytes: golden.bytes("jpeg/orientation 1, big endian"), subject: "a.jpg")
    #expect(try ImageFile.read(bytes: intact, subject: "a.jpg").width == upright.height)
    // Tag 0x0112 of type 3, one value: another type, another count and no such orientation.
    let entry = try #require(intact.firstRange(of: [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6]))
    for (place, value) in [(3, 4), (7, 2), (4, 255), (9, 0), (9, 9), (8, 1)] {
      var bytes = intact
      bytes[entry.lowerBound + place] = UInt8(value)
      let image = try ImageFile.read(bytes: bytes, subject: "a.jpg")
      #expect(image.width == upright.width, "byte \(place)")
    }
  }

  @Test func whatFollowsAnEXIFSegmentIsNotTakenForIt() throws {
    let intact = try golden.bytes("jpeg/orientation 6, big endian")
    let name = try #require(intact.firstRange(of: Array("Exif".utf8)))
    // A segment that is too long ends outside the file, one without its name is another's.
    for (place, value) in [(name.lowerBound - 2, UInt8(0xFF)), (name.lowerBound, UInt8(0x65))] {
      var bytes = intact
      bytes[place] = value
      // Whether such a file is refused is left to libjpeg.
      let image = try? ImageFile.read(bytes: bytes, subject: "a.jpg")
      #expect(image.map { $0.width >= $0.height } ?? true)
    }
  }

  @Test func uncommonSamplingAndSurplusBytesAndPrintersColoursAreDecoded() throws {
    let common = try GoldenImages("common_image")
    let cases = common.cases("jpeg")
    #expect(cases.count == 10)
    for name in cases {
      var notes: [String] = []
      let image = try ImageFile.read(bytes: common.bytes(name), subject: "a.jpg") {
        notes.append($0)
      }
      let difference = try #require(largestDifference(image, common.pixels(name)), "\(name)")
      #expect(difference <= 2, "\(name)")
      let expected =
        switch name {
        case "jpeg/cmyk", "jpeg/cmyk with black":
          ["has CMYK colours, converted to RGB by the plain formula, without a colour profile"]
        case "jpeg/surplus between segments":
          [
            "is read in spite of a fault (Corrupt JPEG data: 7 extraneous bytes before marker 0xdb)"
          ]
        default: [String]()
        }
      #expect(notes == expected, "\(name)")
    }
  }

  /// Many scans would cost much time for few bytes.
  @Test func hundredsOfScansAreRefused() throws {
    let intact = try golden.bytes("jpeg/progressive")
    let start = try #require(
      intact.indices.dropLast().last { intact[$0...].starts(with: [0xFF, 0xDA]) })
    let scan = intact[start..<intact.count - 2]
    let bytes =
      intact[..<start] + Array(repeating: Array(scan), count: 600).joined() + intact.suffix(2)
    #expect(throws: Failure.self) { try ImageFile.read(bytes: Array(bytes), subject: "a.jpg") }
  }

  @Test func everyTruncationIsFound() throws {
    for name in ["jpeg/4:2:0", "jpeg/progressive"] {
      let intact = try golden.bytes(name)
      for length in 0..<intact.count {
        #expect(throws: Failure.self, "\(name), \(length) bytes") {
          try ImageFile.read(bytes: Array(intact[..<length]), subject: "a.jpg")
        }
      }
    }
  }

  @Test func aCutJPEGIsCalledTruncated() throws {
    let intact = try golden.bytes("jpeg/4:4:4")
    let failure = #expect(throws: Failure.self) {
      try ImageFile.read(bytes: Array(intact.dropLast(100)), subject: "a.jpg")
    }
    #expect(failure?.problem.hasPrefix("truncated JPEG (Premature end") == true)
  }

  @Test(arguments: ["jpeg/4:2:0", "jpeg/progressive", "jpeg/orientation 6, big endian"])
  func damageNeverCrashes(_ name: String) throws {
    let intact = try golden.bytes(name)
    var refused = 0
    for place in intact.indices {
      for bit in [0, 3, 7] {
        var bytes = intact
        bytes[place] ^= 1 << bit
        do {
          let image = try ImageFile.read(bytes: bytes, subject: "a.jpg", maximumPixels: 1 << 20)
          #expect(image.width * image.height <= 1 << 20)
        } catch let failure as Failure {
          #expect(failure.kind == .badInput && !failure.problem.contains("\n"))
          refused += 1
        }
      }
    }
    #expect(refused > 100)
  }

  @Test func hugeImagesAreRefusedByTheirHeader() throws {
    var bytes = try golden.bytes("jpeg/4:2:0")
    // The frame header: marker, length, precision, then height and width.
    let frame = try #require(
      bytes.indices.dropLast().first { bytes[$0...].starts(with: [0xFF, 0xC0]) })
    bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
    #expect(
      throws: Failure(
        .badInput, "a.jpg", "JPEG of 65500 x 65500 pixels is too large (limit 100000000 pixels)")
    ) {
      try ImageFile.read(bytes: bytes, subject: "a.jpg")
    }
  }
}
