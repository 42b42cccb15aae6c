extension Painter {
  /// A flaring bell along a straight line: narrow for most of it, then quickly wide.
  private mutating func bell(
    from: Point, to: Point, throat: Double, rim: Double, power: Int, depth: Double,
    _ material: Material
  ) {
    let radii = (0..<14).map { step -> Double in
      let t = Double(step) / 13
      let flare = (0..<power).reduce(1.0) { product, _ in product * t }
      return throat * (1 + 0.6 * t) + (rim - throat * 1.6) * flare
    }
    tube(Curve.line(from, to, count: 14), radii, material, round: false)
    mouth(to, radius: rim * 1.01, depth: depth, facing: to - from, material)
  }

  /// A cup mouthpiece that ends at a point, its shank coming from `from`.
  private mutating func mouthpiece(from: Point, to: Point, size: Double) {
    tube([from, to], [size * 0.34, size * 0.40, size * 0.5, size], .silver, round: false)
    let way = (to - from).unit
    tube([to - way * (size * 0.2), to + way * (size * 0.3)], [size * 1.12], .silver, round: false)
  }

  /// A long flat loop of tubing, three upright valves in its middle, a bell to the front.
  mutating func trumpet(_ choice: inout Choices) {
    let brass = choice.brass(silver: 0.25)
    let pipe = 0.031
    let top = -0.10
    let low = 0.15
    let middle = (top + low) / 2
    // The lead pipe, the tuning slide in front, and the way back to the third valve.
    mouthpiece(from: Point(-0.88, -0.02), to: Point(-1.08, -0.02), size: 0.055)
    let slide = Curve.arc(
      Point(0.56, middle + 0.04), Point(0.12, (low - top) / 2 - 0.04), from: -0.25, to: 0.25)
    tube(
      [Point(-0.89, -0.02), Point(-0.3, -0.02)] + slide + [Point(0.14, low)], [0.020, pipe], brass)
    // The bell tube leaves the first valve to the rear, bends up, and runs forward to the bell.
    let rear = Curve.arc(
      Point(-0.58, middle), Point(0.14, (low - top) / 2), from: 0.25, to: 0.75)
    tube([Point(-0.1, low)] + rear + [Point(0.2, top)], [pipe, pipe * 1.1], brass)
    bell(
      from: Point(0.14, top), to: Point(1.04, top), throat: 0.034, rim: 0.27, power: 6,
      depth: 0.068, brass)
    tube([Point(-0.46, top), Point(-0.46, low)], [0.014], brass)
    tube([Point(0.42, top), Point(0.42, low)], [0.014], brass)
    for index in 0..<3 {
      let x = -0.14 + 0.125 * Double(index)
      tube([Point(x, -0.36), Point(x, -0.20)], [0.013], .silver)
      tube([Point(x, -0.385), Point(x, -0.365)], [0.038], .ivory)
      tube([Point(x, -0.22), Point(x, 0.31)], [0.053], brass, round: false)
      tube([Point(x, -0.235), Point(x, -0.195)], [0.058], .silver, round: false)
      tube([Point(x, 0.30), Point(x, 0.335)], [0.057], .silver, round: false)
      tube([Point(x, 0.335), Point(x, 0.37)], [0.022], brass)
    }
    tube(
      Curve.arc(Point(0.20, 0.05), Point(0.07, 0.045), from: -0.25, to: 0.25), [0.022], brass)
  }

  /// A long narrow slide to the front, the bell beside it, a wide bend behind.
  mutating func trombone(_ choice: inout Choices) {
    let brass = choice.brass()
    let reach = choice.real(1.02...1.2)
    // The bell section: from the slide back round the tuning bow and forward again.
    let bow = Curve.arc(Point(-0.86, -0.05), Point(0.17, 0.17), from: 0.25, to: 0.75)
    tube([Point(-0.30, 0.12)] + bow + [Point(-0.45, -0.22)], [0.029, 0.038], brass)
    tube([Point(-0.68, -0.22), Point(-0.68, 0.12)], [0.015], brass)
    // The slide: two thin legs and the end bow; the outer legs are a little wider.
    let end = Curve.arc(Point(reach - 0.11, 0.23), Point(0.11, 0.11), from: -0.25, to: 0.25)
    mouthpiece(from: Point(-0.50, 0.34), to: Point(-0.62, 0.34), size: 0.058)
    tube([Point(-0.51, 0.34), Point(0.4, 0.34)], [0.019], .silver)
    tube([Point(-0.34, 0.12), Point(0.4, 0.12)], [0.019], .silver)
    tube([Point(-0.05, 0.12)] + end + [Point(-0.05, 0.34)], [0.028], brass)
    tube([Point(-0.31, 0.12), Point(-0.31, 0.34)], [0.015], brass)
    tube([Point(-0.02, 0.12), Point(-0.02, 0.34)], [0.017], brass)
    for y in [0.12, 0.34] {
      tube([Point(-0.08, y), Point(-0.02, y)], [0.037], brass, round: false)
    }
    bell(
      from: Point(-0.46, -0.22), to: Point(0.26, -0.22), throat: 0.038, rim: 0.29, power: 4,
      depth: 0.075, brass)
  }

  /// A round coil with valves inside and a very wide bell turned to the side and down.
  mutating func horn(_ choice: inout Choices) {
    let brass = choice.brass()
    let centre = Point(-0.10, -0.12)
    // The mouth pipe leaves the coil to the upper left.
    let pipe = Curve.smooth([
      Point(-0.98, -0.52), Point(-0.70, -0.60), Point(-0.40, -0.78), Point(0.0, -0.80),
      Point(0.30, -0.68),
    ])
    mouthpiece(from: Point(-0.96, -0.525), to: Point(-1.10, -0.49), size: 0.055)
    tube(pipe, [0.022, 0.04], brass)
    for radius in [0.62, 0.47] {
      let ring = Curve.arc(
        centre, Point(radius, radius * 0.96), from: 0.02, to: 1.02, count: 44)
      tube(ring, [radius > 0.5 ? 0.058 : 0.042], brass)
    }
    // Crooks inside the coil, then three rotary valves with their levers.
    tube(
      Curve.arc(centre + Point(-0.02, 0.14), Point(0.30, 0.16), from: 0.0, to: 0.5), [0.036], brass)
    tube(
      Curve.arc(centre + Point(0.05, 0.10), Point(0.17, 0.24), from: 0.5, to: 1.0), [0.034], brass)
    for index in 0..<3 {
      let x = centre.x - 0.25 + 0.17 * Double(index)
      let y = centre.y - 0.13 + 0.05 * Double(index)
      tube([Point(x, y), Point(x - 0.13, y - 0.26)], [0.018], .silver)
      button(Point(x, y), 0.078, brass)
      button(Point(x, y), 0.04, .silver)
      button(Point(x - 0.13, y - 0.26), 0.04, .silver)
    }
    // The bell tail sweeps out of the coil and opens towards the viewer.
    let tail = Curve.smooth([
      centre + Point(-0.60, 0.12), centre + Point(-0.42, 0.48), centre + Point(-0.04, 0.64),
      centre + Point(0.30, 0.62), Point(0.42, 0.52),
    ])
    tube(tail, [0.058, 0.075, 0.095, 0.13, 0.20, 0.33], brass, round: false)
    let facing = Point(0.75, 0.5)
    mouth(Point(0.46, 0.54), radius: 0.47, depth: 0.33, facing: facing, brass)
    area(
      Curve.ellipse(Point(0.40, 0.50), along: 0.085, across: 0.12, axis: facing),
      brass.outline.scaled(0.35))
  }

  /// A great oval of wide tubing with the bell straight up and valves in the middle.
  mutating func tuba(_ choice: inout Choices) {
    let brass = choice.brass()
    // The widening main tube: down the left side, round the bottom, up to the bell.
    let oval = Curve.smooth([
      Point(-0.30, -0.36), Point(-0.46, -0.14), Point(-0.48, 0.30), Point(-0.40, 0.66),
      Point(-0.12, 0.86), Point(0.18, 0.80), Point(0.33, 0.56), Point(0.34, 0.20),
      Point(0.30, -0.20),
    ])
    tube(oval, [0.07, 0.085, 0.10, 0.125, 0.145, 0.16, 0.17, 0.175, 0.18], brass)
    let inner = Curve.smooth([
      Point(-0.30, -0.36), Point(-0.14, -0.42), Point(-0.02, -0.28), Point(-0.02, 0.20),
    ])
    tube(inner, [0.066, 0.05], brass)
    bell(
      from: Point(0.31, 0.20), to: Point(0.22, -0.86), throat: 0.165, rim: 0.50, power: 3,
      depth: 0.12, brass)
    // Mouth pipe over the front, then valves with their slides.
    let pipe = Curve.smooth([
      Point(-0.74, -0.40), Point(-0.52, -0.44), Point(-0.20, -0.30), Point(-0.10, -0.06),
      Point(-0.12, 0.10),
    ])
    mouthpiece(from: Point(-0.70, -0.405), to: Point(-0.84, -0.39), size: 0.07)
    tube(pipe, [0.026, 0.04], brass)
    for (index, low) in [0.56, 0.50, 0.58].enumerated() {
      let x = -0.27 + 0.13 * Double(index)
      let bend = Curve.arc(Point(x, low), Point(0.045, 0.06), from: 0.0, to: 0.5)
      tube([Point(x + 0.045, 0.3)] + bend + [Point(x - 0.045, 0.3)], [0.026], brass)
      tube([Point(x, 0.02), Point(x, 0.40)], [0.056], brass, round: false)
      tube([Point(x, 0.01), Point(x, 0.05)], [0.060], .silver, round: false)
      tube([Point(x, -0.10), Point(x, 0.02)], [0.014], .silver)
      tube([Point(x, -0.12), Point(x, -0.10)], [0.04], .ivory)
    }
  }
}
