import Orchestra
import Testing

@Suite struct CanvasTests {
  private func coverage(of outline: [Point], size: Int = 16) -> [Float] {
    var canvas = Canvas(size: size)
    canvas.fill(outline, .flat(Colour(1, 1, 1)))
    return canvas.pixels.map { $0.w }
  }

  @Test func aPixelIsCoveredByTheAreaInsideIt() {
    let square = [Point(2.25, 3.5), Point(5, 3.5), Point(5, 6), Point(2.25, 6)]
    let found = coverage(of: square)
    #expect(abs(found[3 * 16 + 2] - 0.375) < 1e-6)
    #expect(abs(found[3 * 16 + 3] - 0.5) < 1e-6)
    #expect(abs(found[4 * 16 + 2] - 0.75) < 1e-6)
    #expect(abs(found[5 * 16 + 4] - 1) < 1e-6)
    #expect(found[6 * 16 + 4] == 0 && found[4 * 16 + 5] == 0)
  }

  @Test func coverageAddsUpToTheArea() {
    let triangle = [Point(1.3, 2.1), Point(14.2, 5.7), Point(4.6, 13.9)]
    let (a, b, c) = (triangle[0], triangle[1], triangle[2])
    let area = abs((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)) / 2
    #expect(abs(Double(coverage(of: triangle).reduce(0, +)) - area) < 0.02)
    #expect(abs(Double(coverage(of: triangle.reversed()).reduce(0, +)) - area) < 0.02)
  }

  @Test func outlinesAreClippedAtTheImage() {
    let wide = [Point(-40, -30), Point(70, -30), Point(70, 8), Point(-40, 8)]
    let found = coverage(of: wide)
    #expect(found[..<128].allSatisfy { abs($0 - 1) < 1e-5 })
    #expect(found[128...].allSatisfy { $0 == 0 })
    #expect(coverage(of: wide.map { $0 + Point(200, 0) }).allSatisfy { $0 == 0 })
  }

  @Test func aSecondPaintCoversTheFirstByItsOpacity() {
    var canvas = Canvas(size: 4)
    let all = [Point(0, 0), Point(4, 0), Point(4, 4), Point(0, 4)]
    canvas.fill(all, .flat(Colour(1, 0, 0)))
    canvas.fill(all, .flat(Colour(0, 1, 0), opacity: 0.25))
    for pixel in canvas.pixels {
      #expect(abs(pixel.x - 0.75) < 1e-6 && abs(pixel.y - 0.25) < 1e-6 && abs(pixel.w - 1) < 1e-6)
    }
  }
}
