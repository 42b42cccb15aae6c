import Inference
import Testing

@Suite struct SoundWindowsTests {
  /// All windows of the samples 0, 1, 2, ..., which come in pieces of a given size.
  private func windows(
    of count: Int, length: Int, segmentLength: Int? = nil, piece: Int = 7
  ) throws -> [SoundWindows.Window] {
    var position = 0
    var windows = SoundWindows(length: length, segmentLength: segmentLength) { most in
      let end = min(count, position + min(piece, most))
      defer { position = end }
      return (position..<end).map { Float($0) }
    }
    var all: [SoundWindows.Window] = []
    while let window = try windows.next() { all.append(window) }
    #expect(windows.sampleCount == count)
    return all
  }

  @Test(arguments: [
    (8, [0]), (3, [0]), (9, [0, 1]), (12, [0, 4]), (13, [0, 4, 5]), (20, [0, 4, 8, 12]), (0, [0]),
  ])
  func windowsOverlapByHalfAndEndWithTheSound(_ count: Int, _ starts: [Int]) throws {
    let all = try windows(of: count, length: 8)
    #expect(all.map(\.start) == starts)
    for window in all {
      let expected = (window.start..<window.start + 8).map { $0 < count ? Float($0) : 0 }
      #expect(window.samples == expected)
      #expect(window.segment == 0)
    }
  }

  @Test func everySegmentHasWindowsOfItsOwn() throws {
    let all = try windows(of: 50, length: 8, segmentLength: 20)
    #expect(all.map(\.segment) == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2])
    #expect(all.map(\.start) == [0, 4, 8, 12, 20, 24, 28, 32, 40, 42])
    #expect(all.allSatisfy { $0.samples[0] == Float($0.start) })
  }

  @Test func aShortSegmentIsHeardWithItsSurroundings() throws {
    let all = try windows(of: 22, length: 8, segmentLength: 4)
    #expect(all.map(\.segment) == [0, 1, 2, 3, 4, 5])
    #expect(all.map(\.start) == [0, 2, 6, 10, 14, 14])
    #expect(all.allSatisfy { $0.samples == ($0.start..<$0.start + 8).map { Float($0) } })
  }

  @Test func theSizeOfPiecesDoesNotMatter() throws {
    let few = try windows(of: 1_000, length: 8, piece: 3)
    let many = try windows(of: 1_000, length: 8, piece: 1_000)
    #expect(few == many)
    #expect(few.last?.start == 992)
  }

  @Test(arguments: [nil, 4, 8, 20]) func longSoundsAreNotKept(_ segmentLength: Int?) throws {
    var position = 0
    var windows = SoundWindows(length: 8, segmentLength: segmentLength) { _ in
      let end = min(100_000, position + 5)
      defer { position = end }
      return (position..<end).map { Float($0) }
    }
    var most = 0
    while try windows.next() != nil { most = max(most, windows.heldCount) }
    #expect(windows.sampleCount == 100_000)
    #expect(most < 100)
  }
}
