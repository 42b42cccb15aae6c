import Media
import Orchestra
import Testing

@Suite struct PortraitTests {
  private let orchestra = Orchestra(seed: 11)

  private func meanColour(_ image: Image) -> SIMD3<Double> {
    var sum = SIMD3<Double>.zero
    for place in stride(from: 0, to: image.pixels.count, by: 3) {
      sum += SIMD3(
        Double(image.pixels[place]), Double(image.pixels[place + 1]),
        Double(image.pixels[place + 2]))
    }
    return sum / Double(image.width * image.height)
  }

  @Test(arguments: [16, 64, 100, 128])
  func anImageHasTheRequestedSize(size: Int) {
    let image = orchestra.image(of: .flute, index: 0, size: size)
    #expect(image.width == size && image.height == size)
    #expect(image.pixels.count == size * size * 3)
  }

  @Test func anotherSizeShowsTheSameScene() {
    for instrument in Instrument.allCases {
      let small = meanColour(orchestra.image(of: instrument, index: 2, size: 48))
      let large = meanColour(orchestra.image(of: instrument, index: 2, size: 160))
      let worst = max(abs(small.x - large.x), abs(small.y - large.y), abs(small.z - large.z))
      #expect(worst < 4, "\(instrument): mean colours \(small) and \(large)")
    }
  }

  @Test(arguments: Instrument.allCases)
  func imagesOfOneInstrumentDiffer(instrument: Instrument) {
    let images = (0..<6).map { orchestra.image(of: instrument, index: $0, size: 64) }
    for (number, first) in images.enumerated() {
      for second in images[(number + 1)...] {
        var sum = 0.0
        for (a, b) in zip(first.pixels, second.pixels) { sum += abs(Double(a) - Double(b)) }
        #expect(sum / Double(first.pixels.count) > 8, "two images are nearly the same")
      }
    }
  }

  /// An instrument in front of a smooth background leaves many strong edges.
  @Test(arguments: Instrument.allCases)
  func anInstrumentIsVisible(instrument: Instrument) {
    for index in 0..<12 {
      let image = orchestra.image(of: instrument, index: index)
      var edges = 0
      for y in 0..<image.height {
        for x in 1..<image.width {
          let place = (y * image.width + x) * 3 + 1
          if abs(Int(image.pixels[place]) - Int(image.pixels[place - 3])) > 40 { edges += 1 }
        }
      }
      #expect(edges > 150, "index \(index): \(edges) edges")
    }
  }

  @Test func theMeanColourDoesNotTellTheInstrument() {
    let known = 60
    let asked = 20
    let means = Instrument.allCases.map { instrument in
      (0..<known).map { meanColour(orchestra.image(of: instrument, index: $0, size: 24)) }
        .reduce(SIMD3<Double>.zero, +) / Double(known)
    }
    var right = 0
    for (number, instrument) in Instrument.allCases.enumerated() {
      for index in known..<known + asked {
        let colour = meanColour(orchestra.image(of: instrument, index: index, size: 24))
        let distances = means.map { (($0 - colour) * ($0 - colour)).sum() }
        if distances.firstIndex(of: distances.min() ?? 0) == number { right += 1 }
      }
    }
    let accuracy = Double(right) / Double(asked * Instrument.allCases.count)
    #expect(accuracy < 0.35, "nearest mean colour is right in \(accuracy)")
  }
}
