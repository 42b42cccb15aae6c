/// A position or direction in the image or in an instrument's own drawing plane.
package typealias Point = SIMD2<Double>

extension SIMD2 where Scalar == Double {
  var length: Double { (x * x + y * y).squareRoot() }
  var unit: Point { length > 1e-12 ? self / length : Point(1, 0) }
  var turnedLeft: Point { Point(y, -x) }
}

/// Lines, arcs and smooth curves as lists of points, and outlines made from them.
enum Curve {
  static func line(_ from: Point, _ to: Point, count: Int = 2) -> [Point] {
    (0..<count).map { from + (to - from) * (Double($0) / Double(count - 1)) }
  }

  /// Part of an ellipse; angles in turns, 0 to the right, 0.25 downwards.
  static func arc(
    _ centre: Point, _ radius: Point, from start: Double, to end: Double, count: Int = 16
  ) -> [Point] {
    (0..<count).map { step in
      let turns = start + (end - start) * Double(step) / Double(count - 1)
      return centre + radius * Point(Exact.cosine(turns: turns), Exact.sine(turns: turns))
    }
  }

  /// A whole ellipse, turned so that its first radius lies along `axis`.
  static func ellipse(
    _ centre: Point, along: Double, across: Double, axis: Point = Point(1, 0), count: Int = 28
  ) -> [Point] {
    let first = axis.unit
    return (0..<count).map { step in
      let turns = Double(step) / Double(count)
      return centre + first * (along * Exact.cosine(turns: turns))
        + first.turnedLeft * (across * Exact.sine(turns: turns))
    }
  }

  /// A cubic Bézier curve, its last point included.
  static func bezier(
    _ a: Point, _ b: Point, _ c: Point, _ d: Point, count: Int = 12
  ) -> [Point] {
    (0..<count).map { step in
      let t = Double(step) / Double(count - 1)
      let s = 1 - t
      return a * (s * s * s) + b * (3 * s * s * t) + c * (3 * s * t * t) + d * (t * t * t)
    }
  }

  /// A smooth open curve through all the given points (Catmull-Rom).
  static func smooth(_ points: [Point], steps: Int = 7) -> [Point] {
    guard points.count > 2 else { return points }
    var result: [Point] = []
    for i in 0..<points.count - 1 {
      let p = points[i]
      let q = points[i + 1]
      let before = points[max(i - 1, 0)]
      let after = points[min(i + 2, points.count - 1)]
      result += bezier(p, p + (q - before) / 6, q - (after - p) / 6, q, count: steps + 1).dropLast()
    }
    return result + [points[points.count - 1]]
  }

  /// The outline of a stroke along a path; radii are spread over the path, ends round or square.
  static func ribbon(_ path: [Point], radii: [Double], round: Bool = true) -> [Point] {
    precondition(path.count >= 2 && !radii.isEmpty, "a ribbon needs two points and a radius")
    var left: [Point] = []
    var right: [Point] = []
    let last = path.count - 1
    for i in 0...last {
      let tangent = (path[min(i + 1, last)] - path[max(i - 1, 0)]).unit
      let radius = radii.sampled(at: Double(i) / Double(last))
      left.append(path[i] + tangent.turnedLeft * radius)
      right.append(path[i] - tangent.turnedLeft * radius)
    }
    guard round else { return left + right.reversed() }
    let tail = cap(path[last], (path[last] - path[last - 1]).unit, radii[radii.count - 1])
    let head = cap(path[0], (path[0] - path[1]).unit, radii[0])
    return left + tail + right.reversed() + head
  }

  /// The inner points of a half circle that bulges towards `direction`.
  private static func cap(_ centre: Point, _ direction: Point, _ radius: Double) -> [Point] {
    (1..<6).map { step in
      let turns = Double(step) / 12
      return centre + direction.turnedLeft * (radius * Exact.cosine(turns: turns))
        + direction * (radius * Exact.sine(turns: turns))
    }
  }
}

extension Array where Element == Double {
  /// The value at a position between 0 (first) and 1 (last), linear between entries.
  func sampled(at position: Double) -> Double {
    let place = position * Double(count - 1)
    let index = Swift.min(Swift.max(Int(place), 0), count - 1)
    let next = Swift.min(index + 1, count - 1)
    return self[index] + (self[next] - self[index]) * (place - Double(index))
  }
}
