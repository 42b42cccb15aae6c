#if !DOUBLE_PRECISION
  import MicroKernels
  import Threads

  /// Filters of the windows of a convolution, in the order in which transforms read them.
  struct FilterLayout {
    /// Rows, which are what is summed over, and the filters side by side in each of them.
    let rows, count: Int
    /// Numbers from a tap to the one below it, and to the one on its right; they may be negative.
    let down, right: Int
    /// Numbers from a filter of a row to the next.
    let stride: Int
    /// Numbers from the weight's start to the first tap of a row's first filter.
    let first: (_ row: Int) -> Int

    /// The filters that a layout of panels names, for a weight [height, width, in, out].
    ///
    /// The forward pass sums over the phases of the window and channels in; a phase of the input gradient sums
    /// over channels out, with mirrored windows.
    init(_ layout: PanelLayout, of weight: [Int], _ algorithm: WinogradAlgorithm) {
      let (height, width, c, o) = (weight[0], weight[1], weight[2], weight[3])
      let step = height / algorithm.taps
      precondition(
        height == width && height == step * algorithm.taps, "no window of this algorithm")
      switch layout {
      case .patches:
        (rows, count, stride) = (step * step * c, o, 1)
        (down, right) = (step * width * c * o, step * c * o)
        first = { row in
          let (part, channel) = (row / c, row % c)
          return (part / step * width + part % step) * c * o + channel * o
        }
      case .phase(let phase, _):
        (rows, count, stride) = (o, c, o)
        (down, right) = (-step * width * c * o, -step * c * o)
        let start = phase.kernel(down: 0, of: height) * width + phase.kernel(right: 0, of: width)
        first = { row in start * c * o + row }
      case .col2im: preconditionFailure("col2im takes no Winograd algorithm")
      }
    }
  }

  /// Transformed filters: T x T matrices [rows, count] in panels of `columns` columns.
  ///
  /// A word of two factors holds two consecutive rows.
  final class WinogradPanels: @unchecked Sendable {
    let rows, count, columns: Int
    private let factorsPerWord: Int
    /// Words from one matrix to the next.
    private let plane: Int
    private let start: UnsafeMutablePointer<Scalar>

    /// Transforms and packs the filters of a weight.
    ///
    /// `count` is a multiple of the columns of a panel and `rows` a multiple of the factors of a word.
    init(
      _ microKernel: MicroKernel, _ algorithm: WinogradAlgorithm, _ filters: FilterLayout,
      of weight: UnsafePointer<Scalar>
    ) {
      let perWord = microKernel.factorsPerWord
      let (rows, count, taps) = (filters.rows, filters.count, algorithm.taps)
      precondition(
        count.isMultiple(of: microKernel.columns) && rows.isMultiple(of: perWord), "panels are full"
      )
      (self.rows, self.count, columns, factorsPerWord) = (rows, count, microKernel.columns, perWord)
      let words = rows / perWord
      let plane = words * count + WinogradConvolution.planeGap
      self.plane = plane
      let target = AlignedMemory.allocate(count: algorithm.products * plane)
      start = target
      ThreadPool.shared.forEachRange(words, length: max(1, 16_384 / count)) { range in
        withScratch(filters.stride == 1 ? 0 : 2 * taps * taps * count) { scratch in
          /// The taps of a row's filters, without gaps between filters.
          func dense(_ row: Int, _ dense: UnsafeMutablePointer<Scalar>) -> UnsafePointer<Scalar> {
            let first = weight + filters.first(row)
            guard filters.stride > 1 else { return first }
            for tap in 0..<taps * taps {
              let source = first + tap / taps * filters.down + tap % taps * filters.right
              let target = dense + tap * count
              for column in 0..<count { target[column] = source[column * filters.stride] }
            }
            return UnsafePointer(dense)
          }
          let isDense = filters.stride == 1
          for word in range {
            let first = dense(word * perWord, scratch)
            let second =
              perWord == 1 ? first : dense(word * perWord + 1, scratch + taps * taps * count)
            microKernel.transformTile(
              MicroKernel.TileTransform(
                algorithm, .filter, source: first, second: second,
                sourceRow: isDense ? filters.down : taps * count,
                sourceColumn: isDense ? filters.right : count, channels: count,
                target: target + word * microKernel.columns,
                targetRow: algorithm.points * plane, targetColumn: plane,
                panelStride: words * microKernel.columns))
          }
        }
      }
    }

    deinit { start.deallocate() }

    var panelCount: Int { count / columns }

    /// Words of one column.
    var words: Int { rows / factorsPerWord }

    /// The address of a panel of one of the matrices.
    func panel(_ matrix: Int, _ index: Int) -> UnsafePointer<Scalar> {
      UnsafePointer(start + matrix * plane + index * columns * words)
    }
  }
#endif
