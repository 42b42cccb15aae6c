/// One instrument, posed and lit in front of a background.
struct Portrait {
  private let instrument: Instrument
  private let scenery: Scenery
  private let turns: Double
  private let zoom: Double
  private let width: Double
  private let offset: Point
  private let light: Point
  private let shadow: (way: Point, strength: Double)
  private let exposure: (gain: Double, warmth: Double)
  private var choice: Choices

  init(of instrument: Instrument, choice: Choices) {
    var choice = choice
    self.instrument = instrument
    scenery = Scenery(&choice)
    let pose = Portrait.pose(of: instrument)
    let mirrored = choice.happens(0.5)
    turns = (mirrored ? -1 : 1) * choice.real(pose)
    zoom = choice.real(0.78...1.08)
    width = (mirrored ? -1 : 1) * choice.real(0.86...1.04)
    offset = Point(choice.real(-0.12...0.12), choice.real(-0.12...0.12))
    let lightTurns = choice.real(-0.44 ... -0.06)
    light = Point(Exact.cosine(turns: lightTurns), Exact.sine(turns: lightTurns))
    shadow = (Point(choice.real(0.02...0.05), choice.real(0.02...0.05)), choice.real(0.25...0.5))
    exposure = (choice.real(0.86...1.1), choice.real(-0.05...0.05))
    self.choice = choice
  }

  /// How far each instrument leans, in turns, when it is not mirrored.
  private static func pose(of instrument: Instrument) -> ClosedRange<Double> {
    switch instrument {
    case .violin: 0.02...0.22
    case .viola: 0.01...0.2
    case .cello: -0.02...0.07
    case .doubleBass: -0.03...0.05
    case .flute: -0.08...0.07
    case .clarinet, .oboe: -0.06...0.13
    case .bassoon: -0.02...0.11
    case .sax: -0.05...0.06
    case .trumpet, .trombone: -0.09...0.05
    case .horn: -0.07...0.07
    case .tuba: -0.04...0.05
    }
  }

  /// Red, green and blue of the square image, one byte each, row by row.
  func pixels(size: Int) -> [UInt8] {
    let side = Double(size)
    let place = Placement(
      centre: (Point(0.5, 0.5) + offset * (1.2 - zoom) * 2) * side, scale: 0.45 * side * zoom,
      turns: turns, width: width)
    var painter = Painter(canvas: Canvas(size: size), place: place, light: light)
    var choice = choice
    draw(with: &painter, &choice)

    var result = scenery.pixels(size: size)
    castShadow(of: painter.canvas.pixels, on: &result, size: size)
    let gain =
      Float(exposure.gain)
      * SIMD3<Float>(1 + Float(exposure.warmth), 1, 1 - Float(exposure.warmth))
    var bytes = [UInt8](repeating: 0, count: size * size * 3)
    for (index, pixel) in painter.canvas.pixels.enumerated() {
      let front = SIMD3<Float>(pixel.x, pixel.y, pixel.z)
      let colour = (front + result[index] * (1 - pixel.w)) * gain * 255
      let level = colour.clamped(lowerBound: .zero, upperBound: SIMD3(repeating: 255))
      for channel in 0..<3 { bytes[index * 3 + channel] = UInt8(level[channel].rounded()) }
    }
    return bytes
  }

  private func draw(with painter: inout Painter, _ choice: inout Choices) {
    switch instrument {
    case .bassoon: painter.bassoon(&choice)
    case .cello: painter.cello(&choice)
    case .clarinet: painter.clarinet(&choice)
    case .doubleBass: painter.doubleBass(&choice)
    case .flute: painter.flute(&choice)
    case .horn: painter.horn(&choice)
    case .oboe: painter.oboe(&choice)
    case .sax: painter.sax(&choice)
    case .trombone: painter.trombone(&choice)
    case .trumpet: painter.trumpet(&choice)
    case .tuba: painter.tuba(&choice)
    case .viola: painter.viola(&choice)
    case .violin: painter.violin(&choice)
    }
  }

  /// Darkens the background where the instrument, moved away from the light and blurred, stands.
  private func castShadow(
    of layer: [SIMD4<Float>], on ground: inout [SIMD3<Float>], size: Int
  ) {
    var soft = layer.map { $0.w }
    let radius = max(size / 40, 1)
    for _ in 0..<2 {
      soft = Portrait.blurredRowsTransposed(soft, size: size, radius: radius)
      soft = Portrait.blurredRowsTransposed(soft, size: size, radius: radius)
    }
    let across = Int((-light.x * shadow.way.x * 1.6 * Double(size)).rounded())
    let down = Int((shadow.way.y * Double(size)).rounded())
    for y in 0..<size {
      for x in 0..<size {
        let fromX = x - across
        let fromY = y - down
        guard fromX >= 0, fromY >= 0, fromX < size, fromY < size else { continue }
        ground[y * size + x] *= 1 - Float(shadow.strength) * soft[fromY * size + fromX]
      }
    }
  }

  /// Each row averaged over a sliding window, rows and columns exchanged; twice gives both ways.
  private static func blurredRowsTransposed(
    _ plane: [Float], size: Int, radius: Int
  ) -> [Float] {
    var result = [Float](repeating: 0, count: size * size)
    let share = 1 / Float(2 * radius + 1)
    for y in 0..<size {
      for x in 0..<size {
        var sum: Float = 0
        for other in max(x - radius, 0)...min(x + radius, size - 1) {
          sum += plane[y * size + other]
        }
        result[x * size + y] = sum * share
      }
    }
    return result
  }
}
