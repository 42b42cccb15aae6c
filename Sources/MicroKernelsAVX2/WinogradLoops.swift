import MicroKernels

// Compiled once for each kind of processor, like Loops.swift.

/// As many registers as a tile has rows or columns.
typealias Line<let count: Int> = InlineArray<count, Lanes>

@inline(never)
func tileTransformLoop(_ transform: MicroKernel.TileTransform) {
  switch (transform.algorithm, transform.matrix) {
  case (.results2Taps2, .input): writeFactors(transform, Results2Taps2.input)
  case (.results2Taps2, .filter): writePanels(transform, Results2Taps2.filter)
  case (.results2Taps2, .output): writeNumbers(transform, Results2Taps2.output)
  case (.results2Taps2, .gradient): writePanels(transform, Results2Taps2.gradient)
  case (.results2Taps2, .filterGradient): writeNumbers(transform, Results2Taps2.filterGradient)
  case (.results4Taps2, .input): writeFactors(transform, Results4Taps2.input)
  case (.results4Taps2, .filter): writePanels(transform, Results4Taps2.filter)
  case (.results4Taps2, .output): writeNumbers(transform, Results4Taps2.output)
  case (.results4Taps2, .gradient): writePanels(transform, Results4Taps2.gradient)
  case (.results4Taps2, .filterGradient): writeNumbers(transform, Results4Taps2.filterGradient)
  case (.results4Taps3, .input): writeFactors(transform, Results4Taps3.input)
  case (.results4Taps3, .filter): writePanels(transform, Results4Taps3.filter)
  case (.results4Taps3, .output): writeNumbers(transform, Results4Taps3.output)
  case (.results4Taps3, .gradient): writePanels(transform, Results4Taps3.gradient)
  case (.results4Taps3, .filterGradient): writeNumbers(transform, Results4Taps3.filterGradient)
  }
}

/// The matrices of F(2x2, 2x2), each applied to a line of a tile.
private enum Results2Taps2 {
  @inline(__always)
  static func input(_ d: Line<3>) -> Line<3> { [d[0] - d[1], d[1], d[1] - d[2]] }

  @inline(__always)
  static func filter(_ g: Line<2>) -> Line<3> { [g[0], g[0] + g[1], g[1]] }

  @inline(__always)
  static func output(_ m: Line<3>) -> Line<2> { [m[0] + m[1], m[1] - m[2]] }

  @inline(__always)
  static func gradient(_ y: Line<2>) -> Line<3> { [y[0], y[0] + y[1], -y[1]] }

  @inline(__always)
  static func filterGradient(_ m: Line<3>) -> Line<2> { [m[0] + m[1], m[1] + m[2]] }
}

/// The matrices of F(4x4, 2x2), each applied to a line of a tile.
private enum Results4Taps2 {
  @inline(__always)
  static func input(_ d: Line<5>) -> Line<5> {
    let outer = d[3] - d[1]
    let (even, odd) = (sum(d[3], -0.5, d[2]), sum(d[2], -0.5, d[1]))
    return [
      sum(outer, -0.5, d[2] - d[0]), even + odd, even - odd, outer,
      sum(d[4] - d[2], -0.5, outer),
    ]
  }

  @inline(__always)
  static func filter(_ g: Line<2>) -> Line<5> {
    [g[0] + g[0], g[0] + g[1], (g[1] - g[0]) * (1 / 3), sum(g[0], 0.5, g[1]) * (-8 / 3), g[1]]
  }

  @inline(__always)
  static func output(_ m: Line<5>) -> Line<4> {
    let (even, odd) = (m[1] + m[2], m[1] - m[2])
    return [
      m[0] + even + m[3], sum(odd, 0.5, m[3]), sum(even, 0.25, m[3]), sum(odd, 0.125, m[3]) + m[4],
    ]
  }

  @inline(__always)
  static func gradient(_ y: Line<4>) -> Line<5> {
    let (even, odd) = (y[0] + y[2], y[1] + y[3])
    return [y[0], even + odd, even - odd, polynomial(y, 0.5), y[3]]
  }

  @inline(__always)
  static func filterGradient(_ m: Line<5>) -> Line<2> {
    [
      sum(sum(sum(m[1], 2, m[0]), -1 / 3, m[2]), -8 / 3, m[3]),
      sum(sum(m[1] + m[4], 1 / 3, m[2]), -4 / 3, m[3]),
    ]
  }
}

/// The matrices of F(4x4, 3x3), each applied to a line of a tile.
private enum Results4Taps3 {
  @inline(__always)
  static func input(_ d: Line<6>) -> Line<6> {
    let (even, odd) = (d[4] - d[2], d[3] - d[1])
    let (a, b) = (sum(even, 1.5, d[3]), sum(odd, 1.5, d[2]))
    return [
      sum(even, 1.5, odd) - (d[2] - d[0]), a + b, a - b, sum(even, 2, odd), sum(even, -0.5, odd),
      sum(d[5] - d[3], 1.5, even) - odd,
    ]
  }

  @inline(__always)
  static func filter(_ g: Line<3>) -> Line<6> {
    let third = (g[0] + g[2]) * (1 / 3)
    return [
      g[0], sum(third, 1 / 3, g[1]), sum(-third, 1 / 3, g[1]),
      sum(sum(g[0], 0.5, g[1]), 0.25, g[2]) * (-16 / 15),
      sum(sum(g[0], -2, g[1]), 4, g[2]) * (1 / 15), g[2],
    ]
  }

  @inline(__always)
  static func output(_ m: Line<6>) -> Line<4> {
    let (even, odd) = (m[1] + m[2], m[1] - m[2])
    return [
      m[0] + even + (m[3] + m[4]), sum(sum(odd, 0.5, m[3]), -2, m[4]),
      sum(sum(even, 0.25, m[3]), 4, m[4]), sum(sum(odd, 0.125, m[3]), -8, m[4]) + m[5],
    ]
  }

  @inline(__always)
  static func gradient(_ y: Line<4>) -> Line<6> {
    let (even, odd) = (y[0] + y[2], y[1] + y[3])
    return [y[0], even + odd, even - odd, polynomial(y, 0.5), polynomial(y, -2), y[3]]
  }

  @inline(__always)
  static func filterGradient(_ m: Line<6>) -> Line<3> {
    let (even, odd) = ((m[1] + m[2]) * (1 / 3), (m[1] - m[2]) * (1 / 3))
    return [
      sum(sum(m[0] + odd, -16 / 15, m[3]), 1 / 15, m[4]),
      sum(sum(even, -8 / 15, m[3]), -2 / 15, m[4]),
      sum(sum(odd + m[5], -4 / 15, m[3]), 4 / 15, m[4]),
    ]
  }
}

/// x + factor y.
@inline(__always)
private func sum(_ x: Lanes, _ factor: Float, _ y: Lanes) -> Lanes { x.addingProduct(factor, y) }

/// The value at a point of the polynomial that has these coefficients, by Horner's rule.
@inline(__always)
private func polynomial(_ y: Line<4>, _ point: Float) -> Lanes {
  sum(y[0], point, sum(y[1], point, sum(y[2], point, y[3])))
}

/// The columns of a tile, each transformed.
@inline(__always)
private func transformedColumns<let from: Int, let to: Int>(
  _ transform: MicroKernel.TileTransform, _ source: UnsafePointer<Float>,
  _ map: (Line<from>) -> Line<to>
) -> InlineArray<from, Line<to>> {
  var columns = InlineArray<from, Line<to>>(repeating: Line(repeating: .zero))
  for x in columns.indices {
    var column = Line<from>(repeating: .zero)
    for y in column.indices {
      column[y] = load(source + (y &* transform.sourceRow &+ x &* transform.sourceColumn))
    }
    columns[x] = map(column)
  }
  return columns
}

/// A row of transformed columns, transformed itself.
@inline(__always)
private func transformedRow<let from: Int, let to: Int>(
  _ columns: InlineArray<from, Line<to>>, _ y: Int, _ map: (Line<from>) -> Line<to>
) -> Line<to> {
  var row = Line<from>(repeating: .zero)
  for x in row.indices { row[x] = columns[x][y] }
  return map(row)
}

/// Words from the first element of the result to the one in row `y` and column `x`.
@inline(__always)
private func offset(_ transform: MicroKernel.TileTransform, _ y: Int, _ x: Int) -> Int {
  y &* transform.targetRow &+ x &* transform.targetColumn
}

@inline(__always)
private func writeFactors<let from: Int, let to: Int>(
  _ transform: MicroKernel.TileTransform, _ map: (Line<from>) -> Line<to>
) {
  for channel in stride(from: 0, to: transform.channels, by: Lanes.scalarCount) {
    let columns = transformedColumns(transform, transform.source + channel, map)
    for y in 0..<to {
      let row = transformedRow(columns, y, map)
      for x in row.indices {
        Factors.store(row[x], to: transform.target + offset(transform, y, x), at: channel)
      }
    }
  }
}

@inline(__always)
private func writePanels<let from: Int, let to: Int>(
  _ transform: MicroKernel.TileTransform, _ map: (Line<from>) -> Line<to>
) {
  let width = 2 * Lanes.scalarCount
  for channel in stride(from: 0, to: transform.channels, by: Lanes.scalarCount) {
    // One call site of `map` for both factors of a word: more would keep it from being inlined.
    let sources = [transform.source, transform.second] as InlineArray<2, _>
    var columns = InlineArray<2, InlineArray<from, Line<to>>>(
      repeating: InlineArray(repeating: Line(repeating: .zero)))
    for factor in 0..<Factors.perWord {
      columns[factor] = transformedColumns(transform, sources[factor] + channel, map)
    }
    let target = transform.target + channel / width * transform.panelStride + channel % width
    for y in 0..<to {
      var rows = InlineArray<2, Line<to>>(repeating: Line(repeating: .zero))
      for factor in 0..<Factors.perWord {
        rows[factor] = transformedRow(columns[factor], y, map)
      }
      for x in 0..<to {
        Factors.store(rows[0][x], rows[1][x], to: target + offset(transform, y, x))
      }
    }
  }
}

@inline(__always)
private func writeNumbers<let from: Int, let to: Int>(
  _ transform: MicroKernel.TileTransform, _ map: (Line<from>) -> Line<to>
) {
  for channel in stride(from: 0, to: transform.channels, by: Lanes.scalarCount) {
    let columns = transformedColumns(transform, transform.source + channel, map)
    let bias = transform.bias.map { load($0 + channel) } ?? .zero
    for y in 0..<to {
      let row = transformedRow(columns, y, map)
      for x in row.indices {
        let shifted = row[x] + bias
        let result =
          transform.slope == 1 ? shifted : rectified(shifted, slope: transform.slope)
        result.store(to: transform.target + (offset(transform, y, x) &+ channel))
      }
    }
  }
}
