/// The measures in which the four bowed instruments differ, in the drawing plane.
private struct StringMeasures {
  var top: Double
  var bottom: Double
  var upper: Double
  var waist: Double
  var lower: Double
  var nut: Double
  var scrollSize: Double
  var slopingShoulders = false
  var spike = 0.0
  var chinRest = false
  var bowLength = 1.5
}

extension Painter {
  mutating func violin(_ choice: inout Choices) {
    let wood = choice.wood(hues: 0.045...0.085, saturations: 0.68...0.9, values: 0.58...0.86)
    let measures = StringMeasures(
      top: -0.02, bottom: 0.92, upper: 0.225, waist: 0.15, lower: 0.28, nut: -0.64,
      scrollSize: 0.055, chinRest: true, bowLength: 1.75)
    bowed(measures, wood, &choice, bowSlants: -0.12...0.12)
  }

  mutating func viola(_ choice: inout Choices) {
    let wood = choice.wood(hues: 0.01...0.05, saturations: 0.6...0.85, values: 0.36...0.58)
    let measures = StringMeasures(
      top: -0.16, bottom: 0.96, upper: 0.31, waist: 0.215, lower: 0.385, nut: -0.76,
      scrollSize: 0.066, chinRest: true, bowLength: 1.7)
    bowed(measures, wood, &choice, bowSlants: -0.12...0.12)
  }

  mutating func cello(_ choice: inout Choices) {
    let wood = choice.wood(hues: 0.02...0.065, saturations: 0.65...0.88, values: 0.45...0.74)
    let measures = StringMeasures(
      top: -0.14, bottom: 0.70, upper: 0.22, waist: 0.15, lower: 0.275, nut: -0.74,
      scrollSize: 0.05, spike: 0.32, bowLength: 1.15)
    bowed(measures, wood, &choice, bowSlants: -0.04...0.05)
  }

  mutating func doubleBass(_ choice: inout Choices) {
    let wood = choice.wood(hues: 0.02...0.07, saturations: 0.5...0.8, values: 0.36...0.66)
    let measures = StringMeasures(
      top: -0.42, bottom: 0.94, upper: 0.33, waist: 0.245, lower: 0.44, nut: -0.86,
      scrollSize: 0.055, slopingShoulders: true, spike: 0.08, bowLength: 0.95)
    bowed(measures, wood, &choice, bowSlants: -0.05...0.05)
  }

  private mutating func bowed(
    _ m: StringMeasures, _ wood: Material, _ choice: inout Choices,
    bowSlants: ClosedRange<Double>
  ) {
    let height = m.bottom - m.top
    if m.spike > 0 {
      tube([Point(0, m.bottom), Point(0, m.bottom + m.spike)], [0.014, 0.01], .silver)
    }
    body(m, wood, height)
    soundHoles(m, height)
    let bridge = m.top + 0.63 * height
    neck(m, wood, fingerboardEnd: m.top + 0.42 * height)
    tailpiece(m, bridge, height)
    strings(m, bridge, height)
    if m.chinRest {
      let rest = Curve.ellipse(
        Point(-m.lower * 0.52, m.bottom - 0.10 * height), along: 0.095 * height + 0.02,
        across: 0.07 * height, axis: Point(1, -0.35))
      dome(rest, .ebony)
    }
    if choice.happens(0.85) {
      bow(m, at: bridge - choice.real(0.05...0.13) * height, slant: choice.real(bowSlants), &choice)
    }
  }

  /// The outline of the body, clockwise from the neck: bouts, corners, waist.
  private func bodyOutline(_ m: StringMeasures, _ height: Double) -> [Point] {
    func at(_ x: Double, _ y: Double) -> Point { Point(x, m.top + y * height) }
    let u = m.upper
    let l = m.lower
    let w = m.waist
    let neck = 0.05
    var right: [Point]
    if m.slopingShoulders {
      right = Curve.bezier(at(neck, -0.01), at(neck + 0.03, 0.09), at(u * 0.98, 0.09), at(u, 0.27))
    } else {
      right = Curve.bezier(at(neck, 0), at(u * 0.72, -0.01), at(u, 0.08), at(u, 0.20))
    }
    right += Curve.bezier(at(u, 0.27), at(u, 0.31), at(u * 0.93, 0.34), at(u * 0.97, 0.395))
    right += Curve.bezier(at(u * 0.97, 0.395), at(w * 1.12, 0.40), at(w, 0.45), at(w, 0.50))
    right += Curve.bezier(at(w, 0.50), at(w, 0.57), at(w * 1.2, 0.625), at(l * 0.90, 0.635))
    right += Curve.bezier(at(l * 0.90, 0.635), at(l * 0.88, 0.69), at(l, 0.71), at(l, 0.80))
    right += Curve.bezier(at(l, 0.80), at(l, 0.93), at(l * 0.58, 1), at(0, 1))
    return right + right.reversed().map { Point(-$0.x, $0.y) }
  }

  private mutating func body(_ m: StringMeasures, _ wood: Material, _ height: Double) {
    let outline = bodyOutline(m, height)
    dome(outline, wood, line: 1.5)
    // A light middle that fades into the darker varnish at the rim.
    let centre = place(Point(0, m.top + 0.55 * height)) + light * (0.12 * place.scale)
    var glow = Paint.radial(
      (wood.light.mixed(with: Colour(1, 0.85, 0.5), 0.25), wood.base, wood.shade), centre: centre,
      radius: Point(1, 1) * (0.62 * height * place.scale))
    glow.opacity = 0.75
    let inner = outline.map {
      Point($0.x * 0.90, m.top + (0.5 + ($0.y - m.top - 0.5 * height) / height * 0.94) * height)
    }
    canvas.fill(inner.map { place($0) }, glow)
    stroke(inner + [inner[0]], width: 0.012, wood.outline, opacity: 0.45)
  }

  private mutating func soundHoles(_ m: StringMeasures, _ height: Double) {
    for side in [-1.0, 1.0] {
      func at(_ x: Double, _ y: Double) -> Point {
        Point(side * x * m.waist, m.top + y * height)
      }
      let hole = Curve.smooth([
        at(0.50, 0.505), at(0.40, 0.50), at(0.46, 0.55), at(0.66, 0.66), at(0.74, 0.71),
        at(0.62, 0.725),
      ])
      stroke(hole, width: 0.026, Colour(0.08, 0.04, 0.02))
      for end in [at(0.50, 0.51), at(0.64, 0.715)] {
        area(Curve.ellipse(end, along: 0.02, across: 0.02, count: 10), Colour(0.08, 0.04, 0.02))
      }
    }
  }

  private mutating func neck(_ m: StringMeasures, _ wood: Material, fingerboardEnd: Double) {
    let size = m.scrollSize
    // Pegs first, so that the peg box covers their shafts.
    for (index, side) in [1.0, -1, 1, -1].enumerated() {
      let y = m.nut - size * (0.6 + 0.75 * Double(index))
      tube([Point(0, y), Point(side * size * 1.9, y - 0.01)], [size * 0.14], .ebony)
      tube(
        [Point(side * size * 1.7, y - 0.01), Point(side * size * 2.3, y - 0.015)], [size * 0.34],
        .ebony)
    }
    tube([Point(0, m.nut), Point(0, m.nut - size * 3.6)], [size * 0.62, size * 0.42], wood)
    let scroll = Point(0, m.nut - size * 4.1)
    button(scroll, size * 0.85, wood)
    stroke(
      Curve.arc(scroll, Point(1, 1) * (size * 0.42), from: 0.1, to: 0.85), width: size * 0.22,
      wood.outline)
    tube([Point(0, m.nut), Point(0, m.top + 0.03)], [0.036, 0.045], wood, round: false)
    tube(
      [Point(0, m.nut), Point(0, fingerboardEnd)], [0.030, 0.046], .ebony, round: false)
  }

  private mutating func tailpiece(_ m: StringMeasures, _ bridge: Double, _ height: Double) {
    dome(
      [
        Point(-0.052, bridge + 0.10 * height), Point(0.052, bridge + 0.10 * height),
        Point(0.026, m.bottom - 0.02), Point(-0.026, m.bottom - 0.02),
      ], .ebony)
    let half = m.waist * 0.40
    tube(
      Curve.smooth([
        Point(-half, bridge + 0.012), Point(0, bridge - 0.012), Point(half, bridge + 0.012),
      ]), [0.016], .reed)
  }

  private mutating func strings(_ m: StringMeasures, _ bridge: Double, _ height: Double) {
    for index in 0..<4 {
      let x = Double(index) / 3 * 2 - 1
      stroke(
        [
          Point(x * 0.018, m.nut), Point(x * 0.040, bridge),
          Point(x * 0.034, bridge + 0.11 * height),
        ], width: 0.009, Colour(0.92, 0.91, 0.86), opacity: 0.75)
    }
  }

  private mutating func bow(
    _ m: StringMeasures, at y: Double, slant: Double, _ choice: inout Choices
  ) {
    let contact = choice.real(0.25...0.75)
    let angle = Point(Exact.cosine(turns: slant), Exact.sine(turns: slant))
    let frog = Point(0, y) + angle * (contact * m.bowLength)
    let tip = Point(0, y) - angle * ((1 - contact) * m.bowLength)
    let up = angle.turnedLeft * (angle.turnedLeft.y < 0 ? 1.0 : -1.0)
    stroke([frog + up * 0.005, tip + up * 0.005], width: 0.024, Colour(0.95, 0.93, 0.87))
    let stick = Curve.bezier(
      frog + angle * 0.08 + up * 0.05, frog - angle * (0.3 * m.bowLength) + up * 0.045,
      tip + angle * (0.3 * m.bowLength) + up * 0.035, tip + up * 0.055)
    tube(stick, [0.017, 0.012], .varnish(Colour(0.42, 0.18, 0.08)))
    tube([tip + up * 0.055, tip], [0.014], .varnish(Colour(0.42, 0.18, 0.08)))
    tube([frog + up * 0.03, frog - angle * 0.09 + up * 0.03], [0.03], .ebony)
  }
}
