import Threads

/// A matrix [rows, count] in panels of `columns` columns, as a `MicroKernel` reads it.
///
/// A panel holds its rows one after the other. Missing columns of the last panel are 0.
final class WeightPanels: @unchecked Sendable {
  let rows, count, columns: Int
  private let start: UnsafeMutablePointer<Scalar>

  /// Packs a matrix; `row` gives the address of a row and the distance between its numbers.
  init(
    rows: Int, count: Int, columns: Int,
    row: (Int) -> (start: UnsafePointer<Scalar>, stride: Int)
  ) {
    (self.rows, self.count, self.columns) = (rows, count, columns)
    let panels = (count + columns - 1) / columns
    let target = AlignedMemory.allocate(count: panels * rows * columns)
    start = target
    ThreadPool.shared.forEachRange(rows, length: max(1, 65_536 / max(1, count))) { range in
      for index in range {
        let (source, stride) = row(index)
        for panel in 0..<panels {
          let packed = target + (panel * rows + index) * columns
          let first = panel * columns
          let present = min(columns, count - first)
          if stride == 1 {
            packed.update(from: source + first, count: present)
          } else {
            for c in 0..<present { packed[c] = source[(first + c) * stride] }
          }
          for c in present..<columns { packed[c] = 0 }
        }
      }
    }
  }

  deinit { start.deallocate() }

  var panelCount: Int { (count + columns - 1) / columns }

  /// The address of a panel.
  func panel(_ index: Int) -> UnsafePointer<Scalar> {
    UnsafePointer(start + index * rows * columns)
  }
}
