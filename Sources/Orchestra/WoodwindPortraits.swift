extension Painter {
  /// A thin level tube with a lip plate and a row of round keys.
  mutating func flute(_ choice: inout Choices) {
    let body =
      choice.happens(0.15)
      ? Material.metal(Colour(hue: 0.11, saturation: 0.4, value: 0.9))
      : Material.metal(
        Colour(
          hue: choice.real(0.52...0.66), saturation: choice.real(0...0.09),
          value: choice.real(0.74...0.9)))
    let radius = 0.05
    tube([Point(-1.05, 0), Point(1.05, 0)], [radius], body, round: false)
    tube([Point(-1.07, 0), Point(-1.03, 0)], [radius * 1.15], body)
    for x in [-0.40, 0.70] {
      tube([Point(x - 0.04, 0), Point(x + 0.04, 0)], [radius * 1.22], body, round: false)
    }
    // The lip plate, with its blow hole.
    dome(
      Curve.ellipse(Point(-0.74, -0.025), along: 0.14, across: 0.075), body)
    area(
      Curve.ellipse(Point(-0.74, -0.03), along: 0.036, across: 0.024), Colour(0.08, 0.08, 0.1))
    // A rod carries the keys, as far as the foot joint.
    tube([Point(-0.32, -0.062), Point(0.64, -0.062)], [0.013], body)
    let keys = [-0.28, -0.18, -0.08, 0.02, 0.15, 0.26, 0.37, 0.48, 0.59]
    for (index, x) in keys.enumerated() {
      button(Point(x, -0.018), index == 0 ? 0.042 : 0.058, body)
    }
    for x in [0.80, 0.90, 0.99] { button(Point(x, -0.012), 0.055, body) }
    tube([Point(0.66, 0.05), Point(0.79, 0.07)], [0.018], body)
    tube([Point(-0.16, 0.06), Point(-0.07, 0.06)], [0.016], body)
  }

  /// A straight black tube: beak mouthpiece above, silver keys, open bell below.
  mutating func clarinet(_ choice: inout Choices) {
    let wood = choice.blackwood()
    let metal = choice.keyMetal()
    let radius = 0.072
    tube([Point(0, -0.70), Point(0, 0.66)], [radius, radius * 1.05], wood, round: false)
    // The bell opens late and wide.
    tube(
      Curve.line(Point(0, 0.62), Point(0, 1.0), count: 9),
      [0.078, 0.082, 0.09, 0.103, 0.124, 0.155, 0.195, 0.225], wood, round: false)
    mouth(Point(0, 1.0), radius: 0.225, depth: 0.045, facing: Point(0, 1), wood)
    for (y, wide) in [(-0.70, 1.22), (-0.52, 1.15), (0.06, 1.18), (0.64, 1.28)] {
      tube([Point(0, y - 0.016), Point(0, y + 0.016)], [radius * wide], metal, round: false)
    }
    // Barrel, then the beak with its ligature.
    tube([Point(0, -0.70), Point(0, -0.54)], [0.085, 0.088, 0.080], wood, round: false)
    tube([Point(0, -0.72), Point(0, -0.90)], [0.07, 0.055], wood, round: false)
    dome(
      [Point(-0.056, -0.90), Point(0.056, -0.90), Point(0.03, -1.05), Point(-0.02, -1.05)], wood)
    tube([Point(0, -0.91), Point(0, -0.80)], [0.064, 0.074], metal, round: false)
    // Rings and side keys.
    for y in [-0.40, -0.28, -0.15, 0.17, 0.29, 0.41] {
      button(Point(0, y), 0.05, metal)
      button(Point(0, y), 0.026, wood)
    }
    tube([Point(0.085, -0.46), Point(0.085, -0.02)], [0.014], metal)
    tube([Point(-0.082, 0.10), Point(-0.082, 0.56)], [0.014], metal)
    for (x, y) in [
      (0.10, -0.44), (0.105, -0.33), (0.10, -0.05), (-0.10, 0.48), (-0.10, 0.57), (0.095, 0.54),
    ] {
      tube([Point(x, y), Point(x, y + 0.05)], [0.03, 0.022], metal)
    }
    button(Point(0, 0.53), 0.055, metal)
  }

  /// A slender cone with a straw-coloured reed on a thin tube and a small closed-in bell.
  mutating func oboe(_ choice: inout Choices) {
    let wood =
      choice.happens(0.2)
      ? choice.wood(hues: 0.01...0.04, saturations: 0.5...0.7, values: 0.26...0.36)
      : choice.blackwood()
    let metal = choice.keyMetal()
    tube([Point(0, -0.68), Point(0, 0.70)], [0.038, 0.062], wood, round: false)
    // The bell swells and draws in again.
    tube(
      Curve.line(Point(0, 0.66), Point(0, 0.96), count: 8),
      [0.062, 0.072, 0.092, 0.108, 0.113, 0.108, 0.10], wood, round: false)
    mouth(Point(0, 0.96), radius: 0.098, depth: 0.022, facing: Point(0, 1), wood)
    for (y, wide) in [(0.02, 0.062), (0.68, 0.078)] {
      tube([Point(0, y - 0.014), Point(0, y + 0.014)], [wide], metal, round: false)
    }
    // Top bulb, cork, thread and reed.
    tube([Point(0, -0.72), Point(0, -0.64)], [0.046, 0.054, 0.04], wood)
    tube([Point(0, -0.71), Point(0, -0.82)], [0.020, 0.016], .silver, round: false)
    tube([Point(0, -0.82), Point(0, -0.90)], [0.017], .varnish(Colour(0.65, 0.12, 0.16)))
    dome(
      [Point(-0.015, -0.89), Point(0.015, -0.89), Point(0.036, -1.05), Point(-0.036, -1.05)], .reed)
    // Crowded keywork.
    tube([Point(0.056, -0.56), Point(0.064, -0.04)], [0.013], metal)
    tube([Point(-0.062, 0.06), Point(-0.072, 0.62)], [0.013], metal)
    tube([Point(0.066, 0.06), Point(0.074, 0.60)], [0.011], metal)
    for y in [-0.50, -0.40, -0.29, -0.18, -0.08, 0.11, 0.21, 0.31, 0.41, 0.51] {
      button(Point(0, y), 0.041, metal)
    }
    for (x, y) in [
      (0.085, -0.53), (-0.07, -0.30), (0.095, -0.12), (-0.10, 0.14), (0.105, 0.34), (-0.105, 0.46),
      (0.11, 0.54),
    ] {
      tube([Point(x, y), Point(x * 0.92, y + 0.055)], [0.026, 0.02], metal)
    }
    button(Point(0.02, 0.62), 0.05, metal)
  }

  /// Two wooden tubes folded side by side, a silver crook curving out, a pale ring on top.
  mutating func bassoon(_ choice: inout Choices) {
    let wood = choice.wood(hues: 0.0...0.045, saturations: 0.66...0.9, values: 0.34...0.62)
    let metal = choice.keyMetal()
    // The crook and its reed.
    let crook = Curve.smooth([
      Point(0.10, -0.34), Point(0.11, -0.50), Point(0.20, -0.60), Point(0.34, -0.56),
      Point(0.50, -0.44),
    ])
    tube(crook, [0.024, 0.014], .silver)
    dome(
      [Point(0.485, -0.465), Point(0.505, -0.43), Point(0.61, -0.345), Point(0.64, -0.395)], .reed)
    // Long joint up to the bell, wing joint beside it, boot below both.
    tube([Point(-0.06, 0.50), Point(-0.06, -0.70)], [0.085, 0.078], wood, round: false)
    tube([Point(-0.06, -0.66), Point(-0.06, -1.0)], [0.075, 0.07, 0.086], wood, round: false)
    tube([Point(-0.06, -0.995), Point(-0.06, -1.05)], [0.098], .ivory, round: false)
    tube([Point(-0.06, -0.68), Point(-0.06, -0.64)], [0.092], metal, round: false)
    tube([Point(0.10, 0.42), Point(0.10, -0.34)], [0.082, 0.06], wood, round: false)
    tube([Point(0.10, -0.345), Point(0.10, -0.31)], [0.064], metal, round: false)
    tube([Point(0.02, 0.34), Point(0.02, 0.99)], [0.158, 0.142], wood, round: false)
    stroke([Point(0.022, 0.40), Point(0.022, 0.92)], width: 0.014, wood.outline, opacity: 0.5)
    tube([Point(0.02, 0.325), Point(0.02, 0.375)], [0.168], metal, round: false)
    tube([Point(0.02, 0.96), Point(0.02, 1.03)], [0.150], metal, round: false)
    // Keys and rods.
    tube([Point(-0.05, -0.58), Point(-0.05, 0.28)], [0.014], metal)
    tube([Point(0.165, -0.16), Point(0.18, 0.30)], [0.012], metal)
    for (x, y, size) in [
      (-0.06, -0.45, 0.05), (-0.06, -0.22, 0.05), (-0.06, 0.02, 0.046), (0.11, -0.12, 0.034),
      (0.11, 0.02, 0.034), (0.12, 0.16, 0.034), (-0.03, 0.50, 0.052), (0.10, 0.60, 0.05),
      (0.0, 0.75, 0.056), (0.10, 0.84, 0.042),
    ] {
      button(Point(x, y), size, metal)
    }
    tube([Point(-0.13, 0.18), Point(-0.15, 0.30)], [0.026, 0.02], metal)
    tube([Point(-0.14, -0.02), Point(-0.15, 0.08)], [0.024, 0.02], metal)
  }

  /// A golden cone bent at the bottom, the wide bell turned up, black mouthpiece on a curved neck.
  mutating func sax(_ choice: inout Choices) {
    let brass = choice.brass()
    let keys = choice.happens(0.25) ? choice.keyMetal() : brass
    // Mouthpiece and neck.
    tube([Point(-0.74, -0.66), Point(-0.50, -0.80)], [0.03, 0.052], .ebony)
    let neck = Curve.smooth([
      Point(-0.54, -0.78), Point(-0.40, -0.86), Point(-0.24, -0.88), Point(-0.14, -0.80),
      Point(-0.12, -0.66),
    ])
    tube(neck, [0.036, 0.06], brass)
    tube([Point(-0.66, -0.705), Point(-0.60, -0.74)], [0.052], .silver, round: false)
    // Body, bow and bell in one widening tube.
    let path = Curve.smooth([
      Point(-0.12, -0.68), Point(-0.11, -0.30), Point(-0.10, 0.10), Point(-0.08, 0.50),
      Point(0.0, 0.76), Point(0.17, 0.85), Point(0.34, 0.76), Point(0.42, 0.55), Point(0.45, 0.28),
      Point(0.52, 0.02), Point(0.58, -0.10),
    ])
    tube(
      path,
      [0.065, 0.085, 0.105, 0.125, 0.145, 0.155, 0.16, 0.165, 0.175, 0.215, 0.33], brass,
      round: false)
    mouth(
      Point(0.585, -0.11), radius: 0.335, depth: 0.105, facing: Point(0.35, -1), brass)
    for y in [-0.64, 0.46] {
      let radius = y < 0 ? 0.082 : 0.148
      tube([Point(-0.105, y - 0.022), Point(-0.105, y + 0.022)], [radius], brass, round: false)
    }
    // Rods, stacks of key cups, guards on the bell.
    tube([Point(-0.20, -0.52), Point(-0.22, 0.42)], [0.013], keys)
    tube([Point(-0.01, -0.50), Point(0.03, 0.40)], [0.013], keys)
    let stack = [
      (-0.50, 0.045), (-0.39, 0.05), (-0.27, 0.055), (-0.13, 0.062), (0.02, 0.068), (0.17, 0.074),
      (0.33, 0.08),
    ]
    for (y, size) in stack { button(Point(-0.10, y), size, keys) }
    for (x, y) in [(-0.24, -0.44), (-0.25, -0.34), (0.06, -0.40), (0.08, 0.20), (-0.27, 0.30)] {
      tube([Point(x, y), Point(x, y + 0.07)], [0.028, 0.02], keys)
    }
    button(Point(0.415, 0.50), 0.088, keys)
    button(Point(0.45, 0.27), 0.082, keys)
    button(Point(0.10, 0.72), 0.07, keys)
  }
}
