#if !DOUBLE_PRECISION
  import MicroKernels

  /// The nine sums of each 2x2 window of weights, as matrices [rows, count] in panels of a tile's columns.
  ///
  /// The window's weights g become (g0, g0 + g1, g1), down and across: the weights' part of F(2x2, 2x2).
  /// Where words hold two factors, these are of two rows that follow each other.
  final class WinogradPanels: @unchecked Sendable {
    let rows, count, columns: Int
    private let factorsPerWord: Int
    private let start: UnsafeMutablePointer<Scalar>

    /// Packs matrices of which `window` gives the four weights of a row's first column.
    ///
    /// Those of the other columns lie `stride` apart. Panels are full, and so are words.
    init(
      _ microKernel: MicroKernel, rows: Int, count: Int, stride: Int,
      window: (Int) -> MicroKernel.FilterTransform.Four
    ) {
      let perWord = microKernel.factorsPerWord
      precondition(
        count.isMultiple(of: microKernel.columns) && rows.isMultiple(of: perWord), "panels are full"
      )
      (self.rows, self.count, columns, factorsPerWord) = (rows, count, microKernel.columns, perWord)
      let words = rows / perWord
      let target = AlignedMemory.allocate(count: 9 * words * count)
      start = target
      ThreadPool.shared.forEachRange(words, length: max(1, 16_384 / count)) { range in
        withScratch(stride == 1 ? 0 : 8 * count) { scratch in
          /// The weights of a row without anything between them.
          func dense(_ row: Int, into place: UnsafeMutablePointer<Scalar>)
            -> MicroKernel.FilterTransform.Four
          {
            let window = window(row)
            guard stride > 1 else { return window }
            func gathered(_ source: UnsafePointer<Scalar>, _ number: Int) -> UnsafePointer<Scalar> {
              let place = place + number * count
              for column in 0..<count { place[column] = source[column * stride] }
              return UnsafePointer(place)
            }
            return MicroKernel.FilterTransform.Four(
              upperLeft: gathered(window.upperLeft, 0), upperRight: gathered(window.upperRight, 1),
              lowerLeft: gathered(window.lowerLeft, 2), lowerRight: gathered(window.lowerRight, 3))
          }
          for word in range {
            let first = dense(word * perWord, into: scratch)
            microKernel.transformFilter(
              MicroKernel.FilterTransform(
                first: first,
                second: perWord == 1
                  ? first : dense(word * perWord + 1, into: scratch + 4 * count),
                count: count, target: target + word * microKernel.columns,
                panelStride: words * microKernel.columns, resultStride: words * count))
          }
        }
      }
    }

    deinit { start.deallocate() }

    var panelCount: Int { count / columns }

    /// Words of a row's factors.
    var words: Int { rows / factorsPerWord }

    /// The address of a panel of one of the nine matrices.
    func panel(_ matrix: Int, _ index: Int) -> UnsafePointer<Scalar> {
      UnsafePointer(start + (matrix * count + index * columns) * words)
    }
  }
#endif
