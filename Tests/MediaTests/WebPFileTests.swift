import Files
import Media
import TensorCore
import Testing

@Suite struct WebPFileTests {
  let golden: GoldenImages

  init() throws { golden = try GoldenImages("common_image") }

  @Test func everyKindOfWebPIsDecodedUpright() throws {
    let cases = golden.cases("webp")
    #expect(cases.count == 14)
    for name in cases {
      let image = try ImageFile.read(bytes: golden.bytes(name), subject: "a.webp")
      let difference = try #require(largestDifference(image, golden.pixels(name)), "\(name)")
      #expect(difference <= 1, "\(name)")
    }
  }

  @Test func onlyAnAnimationIsNoted() throws {
    for name in golden.cases("webp") {
      let notes = try readNotes(golden.bytes(name))
      let isAnimated = name == "webp/animated"
      #expect(notes == (isAnimated ? ["has 2 images, of which the first is used"] : []), "\(name)")
    }
  }

  @Test(arguments: ["webp/lossy", "webp/lossless, transparent", "webp/animated"])
  func everyTruncationIsFound(_ name: String) throws {
    let intact = try golden.bytes(name)
    for length in 0..<intact.count {
      do {
        let notes = try readNotes(Array(intact[..<length]))
        // The first image is complete.
        #expect(
          notes == ["is damaged after its pixels, which are complete (the file ends early)"],
          "\(length) bytes")
        #expect(name == "webp/animated", "\(length) bytes")
      } catch let failure as Failure {
        #expect(failure.kind == .badInput)
        if length >= 12 { #expect(failure.problem.contains("WebP")) }
      }
    }
  }

  @Test(arguments: ["webp/lossy", "webp/lossy, transparent", "webp/lossless", "webp/orientation 6"])
  func damageNeverCrashes(_ name: String) throws {
    let intact = try golden.bytes(name)
    var refused = 0
    for place in 12..<intact.count {
      for bit in [0, 3, 7] {
        var bytes = intact
        bytes[place] ^= 1 << bit
        do {
          let image = try ImageFile.read(bytes: bytes, subject: "a.webp", maximumPixels: 1 << 20)
          #expect(image.width * image.height <= 1 << 20)
        } catch let failure as Failure {
          #expect(failure.kind == .badInput && !failure.problem.contains("\n"))
          refused += 1
        }
      }
    }
    #expect(refused > 10)
  }

  @Test func hugeImagesAreRefusedByTheirHeader() throws {
    var bytes = try golden.bytes("webp/lossy")
    let sizes = try #require(bytes.firstRange(of: [0x9D, 0x01, 0x2A])).upperBound
    bytes.replaceSubrange(sizes..<sizes + 4, with: [0xFF, 0x3F, 0xFF, 0x3F])
    #expect(
      throws: Failure(
        .badInput, "a.webp", "WebP of 16383 x 16383 pixels is too large (limit 100000000 pixels)")
    ) { try readNotes(bytes) }
  }

  @Test func damageIsNamed() throws {
    let intact = try golden.bytes("webp/lossy")
    let cut = Failure(.badInput, "a.webp", "truncated WebP (the file ends early)")
    #expect(throws: cut) { try readNotes(Array(intact.dropLast(9))) }
    var foreign = intact
    foreign.replaceSubrange(12..<16, with: "VP9 ".utf8)
    let damaged = Failure(.badInput, "a.webp", "damaged WebP (its parts do not fit together)")
    #expect(throws: damaged) { try readNotes(foreign) }
  }

  private func readNotes(_ bytes: [UInt8]) throws -> [String] {
    var notes: [String] = []
    _ = try ImageFile.read(bytes: bytes, subject: "a.webp") { notes.append($0) }
    return notes
  }
}
