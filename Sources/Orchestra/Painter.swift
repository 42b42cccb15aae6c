/// Where an instrument stands in the image: its drawing plane is about -1...1 both ways, y down.
struct Placement {
  var centre: Point
  var right: Point
  var down: Point

  /// Turned by `turns`, scaled to `scale` pixels a unit, its width narrowed or mirrored.
  init(centre: Point, scale: Double, turns: Double, width: Double) {
    let cosine = Exact.cosine(turns: turns)
    let sine = Exact.sine(turns: turns)
    self.centre = centre
    right = Point(cosine, sine) * (scale * width)
    down = Point(-sine, cosine) * scale
  }

  /// Pixels a unit, for radii of round things.
  var scale: Double { (abs(right.x * down.y - right.y * down.x)).squareRoot() }

  func callAsFunction(_ point: Point) -> Point { centre + right * point.x + down * point.y }
}

/// Draws lit, rounded parts of an instrument, given in the instrument's own plane.
struct Painter {
  var canvas: Canvas
  let place: Placement
  /// The direction towards the light in the image, of length one.
  let light: Point

  /// The width of the dark line around parts.
  private var edge: Double { 0.014 * place.scale + 0.15 }

  /// A flat area, its edges drawn as they are.
  mutating func area(_ outline: [Point], _ colour: Colour, opacity: Double = 1) {
    canvas.fill(outline.map { place($0) }, .flat(colour, opacity: opacity))
  }

  /// A thin stroke of one colour.
  mutating func stroke(
    _ path: [Point], width: Double, _ colour: Colour, opacity: Double = 1
  ) {
    let outline = Curve.ribbon(path.map { place($0) }, radii: [width / 2 * place.scale])
    canvas.fill(outline, .flat(colour, opacity: opacity))
  }

  /// A tube along a path, lit like a cylinder; radii are spread over the path.
  mutating func tube(
    _ path: [Point], _ radii: [Double], _ material: Material, round: Bool = true
  ) {
    let points = path.map { place($0) }
    let scale = place.scale
    let last = points.count - 1
    // Each layer is narrower than the one below and moved towards the light.
    let layers: [(share: Double, shift: Double, colour: Colour)] = [
      (1, 0, material.shade), (0.74, 0.20, material.base), (0.40, 0.36, material.light),
      (0.16, 0.42, material.glint),
    ]
    let bounds = radii.map { $0 * scale + edge }
    canvas.fill(Curve.ribbon(points, radii: bounds, round: round), .flat(material.outline))
    for layer in layers {
      let layerRadii = radii.map { $0 * scale * layer.share }
      var moved = points
      for i in points.indices {
        let radius = radii.sampled(at: Double(i) / Double(last)) * scale
        // Only across the tube: a shift along it would push the layer out of an open end.
        let normal = (points[min(i + 1, last)] - points[max(i - 1, 0)]).unit.turnedLeft
        let lit = light.x * normal.x + light.y * normal.y
        moved[i] += normal * (lit * radius * layer.shift)
      }
      canvas.fill(Curve.ribbon(moved, radii: layerRadii, round: round), .flat(layer.colour))
    }
  }

  /// A gently domed area: lit from one side, darker towards the other, with a dark line around.
  mutating func dome(_ outline: [Point], _ material: Material, line: Double = 1) {
    let points = outline.map { place($0) }
    var low = points[0]
    var high = points[0]
    for point in points {
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    let centre = (low + high) / 2
    let reach = (high - low).length / 2
    canvas.fill(
      Curve.ribbon(points + [points[0], points[1]], radii: [edge * line]),
      .flat(material.outline))
    let ramp = (material.shade, material.base, material.light)
    canvas.fill(
      points, .linear(ramp, from: centre - light * (reach * 0.75), to: centre + light * reach))
  }

  /// A round key, button or ring seen from the front.
  mutating func button(_ centre: Point, _ radius: Double, _ material: Material) {
    let point = place(centre)
    let size = radius * place.scale
    canvas.fill(circle(point, size + edge * 0.8), .flat(material.outline))
    canvas.fill(circle(point, size), .flat(material.shade))
    canvas.fill(circle(point + light * (size * 0.16), size * 0.80), .flat(material.base))
    canvas.fill(circle(point + light * (size * 0.32), size * 0.48), .flat(material.light))
    canvas.fill(circle(point + light * (size * 0.42), size * 0.20), .flat(material.glint))
  }

  /// The open mouth of a bell: a lit rim around a dark inside.
  mutating func mouth(
    _ centre: Point, radius: Double, depth: Double, facing: Point, _ material: Material
  ) {
    let ring = Curve.ellipse(centre, along: depth, across: radius, axis: facing, count: 36)
    dome(ring, material)
    let inner = Curve.ellipse(
      centre, along: depth * 0.86, across: radius * 0.90, axis: facing, count: 36
    ).map { place($0) }
    let throat = place(centre - facing.unit * (depth * 0.25))
    let size = radius * place.scale
    canvas.fill(
      inner,
      .radial(
        (material.outline.scaled(0.6), material.shade, material.base), centre: throat,
        radius: Point(size, size)))
  }

  private func circle(_ centre: Point, _ radius: Double) -> [Point] {
    Curve.ellipse(centre, along: radius, across: radius, count: radius < 3 ? 12 : 22)
  }
}
