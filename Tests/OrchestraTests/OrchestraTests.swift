import Media
import Orchestra
import Testing

@Suite struct OrchestraTests {
  private let orchestra = Orchestra(seed: 1)

  /// The 64-bit FNV-1a hash, which names a sequence of bytes for comparison with a stored value.
  private func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  private func hash(_ sound: Sound) -> UInt64 {
    hash(
      sound.samples.flatMap { sample in
        (0..<4).map { UInt8(truncatingIfNeeded: sample.bitPattern >> (8 * $0)) }
      })
  }

  @Test(arguments: [
    (Instrument.violin, 0, 0x6629_51AC_7A66_4279 as UInt64), (.horn, 7, 0x85EC_98C6_609B_25A9),
    (.clarinet, 123_456, 0xFF35_BD0B_523D_E8B1),
  ])
  func imagesAreTheSameBitsEverywhere(instrument: Instrument, index: Int, expected: UInt64) {
    #expect(hash(orchestra.image(of: instrument, index: index).pixels) == expected)
  }

  @Test(arguments: [
    (Instrument.violin, 0, 0x5B80_977F_EE22_996B as UInt64), (.horn, 7, 0x47A3_2E28_2BFB_88B4),
    (.clarinet, 123_456, 0x16C2_8A23_C86E_DF2F),
  ])
  func clipsAreTheSameBitsEverywhere(instrument: Instrument, index: Int, expected: UInt64) {
    #expect(hash(orchestra.sound(of: instrument, index: index)) == expected)
  }

  @Test func orderAndThreadsDoNotMatter() async {
    let expected = (0..<6).map { orchestra.sound(of: .oboe, index: $0) }
    let found = await withTaskGroup(of: (Int, Sound).self) { group in
      for index in (0..<6).reversed() {
        group.addTask { [orchestra] in (index, orchestra.sound(of: .oboe, index: index)) }
      }
      return await group.reduce(into: [Int: Sound]()) { $0[$1.0] = $1.1 }
    }
    for index in 0..<6 { #expect(found[index] == expected[index]) }
  }

  @Test func lessVarietyBringsImagesAndClipsOfAClassTogether() {
    func spread(_ variety: Double) -> (images: Double, notes: Set<Int>) {
      let orchestra = Orchestra(seed: 1, variety: variety)
      let images = (0..<12).map { orchestra.image(of: .sax, index: $0, size: 32).pixels }
      var sum = 0.0
      for (number, image) in images.enumerated() {
        for other in images.prefix(number) {
          sum += zip(image, other).reduce(0) { $0 + abs(Double($1.0) - Double($1.1)) }
        }
      }
      let notes = (0..<12).flatMap { orchestra.notes(of: .sax, index: $0).map(\.midi) }
      return (sum, Set(notes))
    }
    let (none, some, full) = (spread(0), spread(0.3), spread(1))
    #expect(none.images == 0 && none.notes.count == 1)
    #expect(some.images > 0 && some.images < 0.8 * full.images)
    #expect(some.notes.count > 1 && some.notes.count < full.notes.count)
  }

  @Test func seedInstrumentAndIndexEachChangeTheResult() {
    let image = orchestra.image(of: .sax, index: 3, size: 32)
    #expect(image == Orchestra(seed: 1).image(of: .sax, index: 3, size: 32))
    #expect(image != Orchestra(seed: 2).image(of: .sax, index: 3, size: 32))
    #expect(image != orchestra.image(of: .sax, index: 4, size: 32))
    #expect(image != orchestra.image(of: .tuba, index: 3, size: 32))
    let sound = orchestra.sound(of: .sax, index: 3)
    #expect(sound == Orchestra(seed: 1).sound(of: .sax, index: 3))
    #expect(sound != Orchestra(seed: 1 << 40).sound(of: .sax, index: 3))
    #expect(sound != orchestra.sound(of: .sax, index: 4))
    #expect(sound != orchestra.sound(of: .tuba, index: 3))
  }
}
