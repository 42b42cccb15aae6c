/// The background of an image; its colours tell nothing of the instrument.
struct Scenery {
  private enum Pattern: Int { case plain, fade, curtain, floor, lights, panels }

  private let pattern: Pattern
  private let first: Colour
  private let second: Colour
  private let third: Colour
  private let angle: Point
  private let folds: Double
  private let shift: Double
  private let horizon: Double
  private var spots: [(centre: Point, radius: Double, colour: Colour, strength: Double)] = []
  private let vignette: Double

  init(_ choice: inout Choices) {
    pattern = Pattern(rawValue: choice.whole(0...5)) ?? .plain
    let hue = choice.real(0...1)
    let saturation = choice.real(0.03...0.24)
    let value = choice.real(0.7...0.94)
    first = Colour(hue: hue, saturation: saturation, value: value)
    second = Colour(
      hue: hue + choice.real(-0.1...0.1), saturation: saturation * choice.real(0.6...1.2),
      value: min(value * choice.real(0.82...1.1), 0.96))
    third = Colour(
      hue: choice.real(0...1), saturation: choice.real(0.05...0.25), value: choice.real(0.6...0.85))
    let turns = choice.real(0...1)
    angle = Point(Exact.cosine(turns: turns), Exact.sine(turns: turns))
    folds = choice.real(3...9)
    shift = choice.real(0...1)
    horizon = choice.real(0.58...0.86)
    vignette = choice.real(0.05...0.2)
    for _ in 0..<choice.whole(4...9) {
      let centre = Point(choice.real(0...1), choice.real(0...1))
      let colour = Colour(
        hue: hue + choice.real(-0.15...0.15), saturation: choice.real(0.05...0.5),
        value: choice.real(0.55...1))
      spots.append((centre, choice.real(0.06...0.26), colour, choice.real(0.15...0.55)))
    }
  }

  /// The colours of a square image, row by row.
  func pixels(size: Int) -> [SIMD3<Float>] {
    var result = [SIMD3<Float>](repeating: .zero, count: size * size)
    for y in 0..<size {
      for x in 0..<size {
        let point = Point(Double(x) + 0.5, Double(y) + 0.5) / Double(size)
        let away = point - Point(0.5, 0.5)
        let dimming = 1 - vignette * 2 * (away.x * away.x + away.y * away.y)
        result[y * size + x] = colour(at: point).channels * Float(dimming)
      }
    }
    return result
  }

  private func colour(at point: Point) -> Colour {
    switch pattern {
    case .plain:
      return first
    case .fade:
      let way = (point - Point(0.5, 0.5)) * angle
      return first.mixed(with: second, min(max(0.5 + (way.x + way.y), 0), 1))
    case .curtain:
      // Folds of uneven width: a wave whose phase is itself bent by a slower wave.
      let bend = 0.18 * Exact.sine(turns: point.x * folds * 0.37 + shift)
      let wave = Exact.sine(turns: point.x * folds + shift + bend + point.y * 0.08)
      return first.scaled(0.80 + 0.20 * wave)
    case .floor:
      let blend = Exact.smoothStep(point.y, from: horizon - 0.006, to: horizon + 0.006)
      let wall = first.mixed(with: second, point.y)
      let floor = third.scaled(0.75 + 0.5 * (point.y - horizon))
      return wall.mixed(with: floor, blend)
    case .lights:
      var colour = first.mixed(with: second, point.y)
      for spot in spots {
        let distance = (point - spot.centre).length / spot.radius
        let glow = 1 - Exact.smoothStep(distance, from: 0.55, to: 1)
        colour = colour.mixed(with: spot.colour, glow * spot.strength)
      }
      return colour
    case .panels:
      let place = (point.x * folds * 0.5 + shift)
      let within = abs(place - place.rounded()) * 2
      let groove = Exact.smoothStep(within, from: 0.86, to: 0.98)
      return first.mixed(with: second, point.y).scaled(1 - 0.22 * groove)
    }
  }
}
