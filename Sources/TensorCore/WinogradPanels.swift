/// The nine sums of each 2x2 window of weights, as matrices [rows, count] in panels of columns.
///
/// The window's weights g become (g0, g0 + g1, g1), down and across: the weights' part of F(2x2, 2x2).
final class WinogradPanels: @unchecked Sendable {
  /// The four weights of a window, for columns that lie `stride` apart.
  struct Window {
    let upperLeft, upperRight, lowerLeft, lowerRight: UnsafePointer<Scalar>
    let stride: Int
  }

  let rows, count, columns: Int
  private let start: UnsafeMutablePointer<Scalar>

  /// Packs matrices of which `window` gives the weights of a row; `columns` divides `count`.
  init(rows: Int, count: Int, columns: Int, window: (Int) -> Window) {
    precondition(count.isMultiple(of: columns), "panels are full")
    (self.rows, self.count, self.columns) = (rows, count, columns)
    let plane = rows * count
    let target = AlignedMemory.allocate(count: 9 * plane)
    start = target
    Workers.shared.forEachRange(rows, length: max(1, 16_384 / count)) { range in
      for row in range {
        let window = window(row)
        for column in 0..<count {
          let at = column * window.stride
          let (a, b) = (window.upperLeft[at], window.upperRight[at])
          let (c, d) = (window.lowerLeft[at], window.lowerRight[at])
          let place = target + (column / columns * rows + row) * columns + column % columns
          place[0] = a
          place[plane] = a + b
          place[2 * plane] = b
          place[3 * plane] = a + c
          place[4 * plane] = a + b + (c + d)
          place[5 * plane] = b + d
          place[6 * plane] = c
          place[7 * plane] = c + d
          place[8 * plane] = d
        }
      }
    }
  }

  deinit { start.deallocate() }

  var panelCount: Int { count / columns }

  /// The address of a panel of one of the nine matrices.
  func panel(_ matrix: Int, _ index: Int) -> UnsafePointer<Scalar> {
    UnsafePointer(start + matrix * rows * count + index * rows * columns)
  }
}
