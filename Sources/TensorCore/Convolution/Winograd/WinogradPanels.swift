#if !DOUBLE_PRECISION
  import MicroKernels
  import Threads

  /// Transformed filters of F(2x2, 2x2): nine matrices [rows, count] in panels of `columns` columns.
  ///
  /// See `MicroKernel.FilterTransform`. A word of two factors holds two consecutive rows.
  final class WinogradPanels: @unchecked Sendable {
    let rows, count, columns: Int
    private let factorsPerWord: Int
    private let start: UnsafeMutablePointer<Scalar>

    /// Transforms and packs filters; `taps` gives the four taps of a row's first column.
    ///
    /// The taps of the other columns lie `stride` numbers apart. `count` is a multiple of the columns of a
    /// panel and `rows` a multiple of the factors of a word.
    init(
      _ microKernel: MicroKernel, rows: Int, count: Int, stride: Int,
      taps: (Int) -> MicroKernel.FilterTransform.Taps
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
          /// The taps of a row without gaps between columns.
          func dense(_ row: Int, into dense: UnsafeMutablePointer<Scalar>)
            -> MicroKernel.FilterTransform.Taps
          {
            let taps = taps(row)
            guard stride > 1 else { return taps }
            func gathered(_ source: UnsafePointer<Scalar>, _ number: Int) -> UnsafePointer<Scalar> {
              let target = dense + number * count
              for column in 0..<count { target[column] = source[column * stride] }
              return UnsafePointer(target)
            }
            return MicroKernel.FilterTransform.Taps(
              upperLeft: gathered(taps.upperLeft, 0), upperRight: gathered(taps.upperRight, 1),
              lowerLeft: gathered(taps.lowerLeft, 2), lowerRight: gathered(taps.lowerRight, 3))
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

    /// Words of one column.
    var words: Int { rows / factorsPerWord }

    /// The address of a panel of one of the nine matrices.
    func panel(_ matrix: Int, _ index: Int) -> UnsafePointer<Scalar> {
      UnsafePointer(start + (matrix * count + index * columns) * words)
    }
  }
#endif
