#if !DOUBLE_PRECISION
  import MicroKernels
  import Threads

  extension WinogradConvolution {
    /// Words of tiles that are summed in registers before the sums go to memory.
    private static let chunkWords = 256
    /// Parts of the channels of each product, for the threads.
    private static let channelParts = 4

    /// `convolutionWeightPullback`.
    ///
    /// The products of transformed pixels and transformed gradients are summed over tiles before they are
    /// transformed back, so that one transform is enough. A word of two factors holds two consecutive tiles
    /// of a line.
    package func weightPullback(_ dy: Tensor, input x: Tensor) -> Tensor {
      let (perWord, products) = (microKernel.factorsPerWord, algorithm.products)
      let wordsPerLine = (tiles.across + perWord - 1) / perWord
      let block = max(1, min(lines, Self.chunkWords / wordsPerLine))
      let windows = inputWindows
      let channels = windows.placements.count * sizes.c
      let inner = (channels + microKernel.rows - 1) / microKernel.rows * microKernel.rows
      let plane = inner * sizes.o + Self.planeGap
      let layout = TransformedTiles(
        words: block * wordsPerLine, pixelStride: inner / perWord, pixels: inner,
        gradients: sizes.o)
      let targets = OffsetList((0..<microKernel.rows).map { $0 * sizes.o })
      let panelOffsets = OffsetList((0..<Self.chunkWords).map { $0 * microKernel.columns })
      return Tensor(shape: sizes.weight) { out in
        withScratch(products * (plane + layout.pixelPlane + layout.gradientPlane) + 8) { sums in
          let gradients = sums + products * plane
          let pixels = gradients + products * layout.gradientPlane
          x.withPointer { x in
            dy.withPointer { dy in
              for first in stride(from: 0, to: lines, by: block) {
                let count = min(block, lines - first)
                ThreadPool.shared.forEach(count) { line in
                  let target = pixels + line * wordsPerLine * layout.pixels
                  transform(
                    x, line: first + line, windows, into: target, words: layout.pixelStride,
                    resultStride: layout.pixelPlane)
                  for tile in tiles.across..<wordsPerLine * perWord {
                    for product in 0..<products {
                      (target + product * layout.pixelPlane + tile * layout.pixelStride)
                        .update(repeating: 0, count: layout.pixelStride)
                    }
                  }
                  transformGradients(
                    dy, line: first + line,
                    into: gradients + line * wordsPerLine * microKernel.columns, layout)
                }
                ThreadPool.shared.forEach(products * Self.channelParts) { part in
                  let (product, group) = (part / Self.channelParts, part % Self.channelParts)
                  let microtiles = inner / microKernel.rows
                  sum(
                    pixels + product * layout.pixelPlane,
                    microtiles: microtiles * group / Self.channelParts..<microtiles * (group + 1)
                      / Self.channelParts,
                    gradients: gradients + product * layout.gradientPlane, layout,
                    count: count * wordsPerLine, accumulating: first > 0,
                    panelOffsets: panelOffsets.start,
                    targets: targets.start, into: sums + product * plane)
                }
              }
            }
          }
          ThreadPool.shared.forEach(channels) { row in
            finish(sums + row * sizes.o, row: row, plane: plane, into: out)
          }
        }
      }
    }

    /// The memory layout of the transformed tiles of a block.
    private struct TransformedTiles {
      /// Words of all tiles of the block.
      let words: Int
      /// Words from one tile's pixels to the next tile's, and from one word of tiles to the next.
      let pixelStride, pixels: Int
      /// Channels of gradients.
      let gradients: Int

      /// Words from one element of the transformed pixels to the next.
      var pixelPlane: Int { words * pixels + WinogradConvolution.planeGap }
      /// Words from one element of the transformed gradients to the next.
      var gradientPlane: Int { words * gradients + WinogradConvolution.planeGap }
    }

    /// The transform of the gradients of one line of output tiles of the batch, in panels.
    private func transformGradients(
      _ dy: UnsafePointer<Scalar>, line: Int, into target: UnsafeMutablePointer<Scalar>,
      _ layout: TransformedTiles
    ) {
      let (perWord, row) = (microKernel.factorsPerWord, sizes.pw * sizes.o)
      let (image, y) = (line / tiles.down, line % tiles.down)
      let first = dy + (image * sizes.ph + y * algorithm.results) * row
      func transform(
        _ word: Int, _ source: UnsafePointer<Scalar>, _ second: UnsafePointer<Scalar>,
        row: Int, column: Int
      ) {
        microKernel.transformTile(
          MicroKernel.TileTransform(
            algorithm, .gradient, source: source, second: second, sourceRow: row,
            sourceColumn: column, channels: sizes.o,
            target: target + word * microKernel.columns,
            targetRow: algorithm.points * layout.gradientPlane,
            targetColumn: layout.gradientPlane, panelStride: layout.words * microKernel.columns))
      }
      for word in 0..<tiles.across / perWord {
        let source = first + word * perWord * algorithm.results * sizes.o
        transform(
          word, source, source + (perWord - 1) * algorithm.results * sizes.o, row: row,
          column: sizes.o)
      }
      guard !tiles.across.isMultiple(of: perWord) else { return }
      // The last tile shares its word with a tile of zeros.
      let results = algorithm.results
      let area = results * results * sizes.o
      withScratch(2 * area) { scratch in
        for y in 0..<results {
          (scratch + y * results * sizes.o).update(
            from: first + y * row + (tiles.across - 1) * results * sizes.o,
            count: results * sizes.o)
        }
        (scratch + area).update(repeating: 0, count: area)
        transform(
          tiles.across / perWord, scratch, scratch + area, row: results * sizes.o,
          column: sizes.o)
      }
    }

    /// Adds the outer products of some channels with all gradients to the matrix of one element.
    private func sum(
      _ pixels: UnsafePointer<Scalar>, microtiles: Range<Int>, gradients: UnsafePointer<Scalar>,
      _ layout: TransformedTiles, count: Int, accumulating: Bool,
      panelOffsets: UnsafePointer<Int32>,
      targets: UnsafePointer<Int32>, into sums: UnsafeMutablePointer<Scalar>
    ) {
      withScratch(Self.chunkWords * microKernel.rows + 8) { packed in
        for start in stride(from: 0, to: count, by: Self.chunkWords) {
          let length = min(Self.chunkWords, count - start)
          for index in microtiles {
            microKernel.pack(
              MicroKernel.Packing(
                source: pixels + start * layout.pixels + index * microKernel.rows
                  / microKernel.factorsPerWord,
                distance: layout.pixelStride, stride: layout.pixels, count: length, target: packed))
            for first in stride(from: 0, to: sizes.o, by: microKernel.columns) {
              microKernel.accumulate(
                MicroKernel.OuterProducts(
                  source: packed,
                  panel: gradients + first * layout.words + start * microKernel.columns,
                  panelOffsets: panelOffsets, count: length,
                  target: sums + index * microKernel.rows * sizes.o + first, targetOffsets: targets,
                  accumulating: accumulating || start > 0))
            }
          }
        }
      }
    }

    /// The gradients of the taps that one row of the matrices, which is one channel of one phase, meets.
    private func finish(
      _ sums: UnsafePointer<Scalar>, row: Int, plane: Int, into out: UnsafeMutablePointer<Scalar>
    ) {
      let (window, stride) = (sizes.window, sizes.window.stride)
      let (phase, channel) = (row / sizes.c, row % sizes.c)
      let right = sizes.c * sizes.o
      let target =
        out + (phase / stride * window.width + phase % stride) * right + channel * sizes.o
      microKernel.transformTile(
        MicroKernel.TileTransform(
          algorithm, .filterGradient, source: sums, sourceRow: algorithm.points * plane,
          sourceColumn: plane, channels: sizes.o, target: target,
          targetRow: stride * window.width * right, targetColumn: stride * right))
    }
  }
#endif
