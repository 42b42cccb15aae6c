/// The colours inside an outline, in image coordinates.
package struct Paint {
  /// Colours at the start, the middle and the end of the ramp.
  var start: Colour
  var middle: Colour
  var end: Colour
  var opacity: Float = 1
  /// The start of the ramp, and the factors from a point to its position on the ramp.
  var origin = Point(0, 0)
  var axis = Point(0, 0)
  var isRadial = false

  package static func flat(_ colour: Colour, opacity: Double = 1) -> Paint {
    Paint(start: colour, middle: colour, end: colour, opacity: Float(opacity))
  }

  /// A ramp along the line from one point to another.
  static func linear(_ colours: (Colour, Colour, Colour), from: Point, to: Point) -> Paint {
    let way = to - from
    let square = max(way.x * way.x + way.y * way.y, 1e-9)
    return Paint(
      start: colours.0, middle: colours.1, end: colours.2, origin: from, axis: way / square)
  }

  /// A ramp from a centre outwards; the radii may differ between the two directions.
  static func radial(_ colours: (Colour, Colour, Colour), centre: Point, radius: Point) -> Paint {
    Paint(
      start: colours.0, middle: colours.1, end: colours.2, origin: centre,
      axis: Point(1 / max(radius.x, 1e-6), 1 / max(radius.y, 1e-6)), isRadial: true)
  }

  @inline(__always)
  func colour(at point: Point) -> SIMD3<Float> {
    let way = (point - origin) * axis
    let raw = isRadial ? way.length : way.x + way.y
    let position = Float(min(max(raw, 0), 1)) * 2
    if position < 1 { return start.channels + (middle.channels - start.channels) * position }
    return middle.channels + (end.channels - middle.channels) * (position - 1)
  }
}

/// A square layer of colour and opacity on which outlines are filled with smooth edges.
///
/// Coverage is the exact area of the outline within each pixel: every edge adds its signed area to
/// the pixels it crosses, and a running sum along each row turns that into coverage.
package struct Canvas {
  package let size: Int
  /// Colour times opacity in the first three places, opacity in the last; row by row.
  package private(set) var pixels: [SIMD4<Float>]
  private var area: [Float]

  package init(size: Int) {
    self.size = size
    pixels = [SIMD4<Float>](repeating: .zero, count: size * size)
    area = [Float](repeating: 0, count: size * (size + 2))
  }

  /// Paints the inside of a closed outline.
  package mutating func fill(_ outline: [Point], _ paint: Paint) {
    guard outline.count > 2 else { return }
    var low = outline[0]
    var high = outline[0]
    for point in outline {
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    let limit = Double(size)
    guard high.x > 0, high.y > 0, low.x < limit, low.y < limit else { return }
    let rows = max(Int(low.y), 0)..<min(Int(high.y) + 1, size)
    let columns = max(Int(low.x), 0)..<min(Int(high.x) + 1, size)
    let stride = size + 2
    let size = size
    area.withUnsafeMutableBufferPointer { area in
      var previous = outline[outline.count - 1]
      for point in outline {
        Canvas.addEdge(previous, point, size: size, stride: stride, area: area)
        previous = point
      }
      pixels.withUnsafeMutableBufferPointer { pixels in
        for y in rows {
          var sum: Float = 0
          for x in columns {
            sum += area[y * stride + x]
            area[y * stride + x] = 0
            let opacity = min(abs(sum), 1) * paint.opacity
            guard opacity > 0.002 else { continue }
            let colour = paint.colour(at: Point(Double(x) + 0.5, Double(y) + 0.5))
            let source = SIMD4<Float>(colour, 1) * opacity
            pixels[y * size + x] = source + pixels[y * size + x] * (1 - opacity)
          }
          area[y * stride + columns.upperBound] = 0
          area[y * stride + columns.upperBound + 1] = 0
        }
      }
    }
  }

  /// Adds one edge: its height in each row, shared among the pixels it crosses there.
  private static func addEdge(
    _ from: Point, _ to: Point, size: Int, stride: Int, area: UnsafeMutableBufferPointer<Float>
  ) {
    guard from.y != to.y else { return }
    let sign = from.y < to.y ? 1.0 : -1.0
    let top = from.y < to.y ? from : to
    let bottom = from.y < to.y ? to : from
    let limit = Double(size)
    guard bottom.y > 0, top.y < limit else { return }
    let slope = (bottom.x - top.x) / (bottom.y - top.y)
    for row in max(Int(top.y), 0)..<min(Int(bottom.y) + 1, size) {
      let start = max(top.y, Double(row))
      let end = min(bottom.y, Double(row + 1))
      guard end > start else { continue }
      // An edge beside the image still bounds what lies to its right, so it is moved to the rim.
      let a = min(max(top.x + (start - top.y) * slope, 0), limit)
      let b = min(max(top.x + (end - top.y) * slope, 0), limit)
      let left = min(a, b)
      let right = max(a, b)
      let height = (end - start) * sign
      let first = Int(left)
      let last = Int(right)
      let base = row * stride
      if first == last {
        let inside = 1 - ((left + right) / 2 - Double(first))
        area[base + first] += Float(height * inside)
        area[base + first + 1] += Float(height * (1 - inside))
        continue
      }
      // `covered` is the area to the right of the edge within this column, for a unit of height.
      var before = 0.0
      for column in first...last {
        let x0 = max(left, Double(column))
        let x1 = min(right, Double(column + 1))
        let entered = (x0 - left) / (right - left)
        let left2 = (x1 - left) / (right - left)
        let covered =
          entered + (left2 - entered) * (Double(column + 1) - (x0 + x1) / 2)
        area[base + column] += Float(height * (covered - before))
        before = covered
      }
      area[base + last + 1] += Float(height * (1 - before))
    }
  }
}
