#if !DOUBLE_PRECISION
  import MicroKernels

  extension WinogradConvolution {
    /// Words of squares that are summed up in registers before the sums go to memory.
    private static let chunkWords = 256
    /// Parts that the channels of each of the nine products are cut into.
    private static let channelParts = 4

    /// `convolutionWeightPullback`.
    ///
    /// The gradient of a 2x2 window is its pixels convolved with the gradients of a square, summed over
    /// squares; the sum is taken before the way out of F(2x2, 2x2), so that this is gone once. Where words
    /// hold two factors, these are of two squares of one image that follow each other.
    package func weightPullback(_ dy: Tensor, input x: Tensor) -> Tensor {
      let perWord = microKernel.factorsPerWord
      let perImage = squares.down * squares.across
      let wordsPerImage = (perImage + perWord - 1) / perWord
      let block = max(1, min(sizes.n, Self.chunkWords / wordsPerImage))
      let inner = (4 * sizes.c + microKernel.rows - 1) / microKernel.rows * microKernel.rows
      let layout = SquareSums(
        words: block * wordsPerImage, pixelStride: inner / perWord, pixels: inner,
        gradients: sizes.o)
      let images = paddedInput
      let targets = OffsetList((0..<microKernel.rows).map { $0 * sizes.o })
      let places = OffsetList((0..<Self.chunkWords).map { $0 * microKernel.columns })
      return Tensor(shape: sizes.weight) { out in
        withScratch(9 * (inner * sizes.o + layout.words * (inner + sizes.o)) + 8) { sums in
          let gradients = sums + 9 * inner * sizes.o
          let pixels = gradients + 9 * layout.words * sizes.o
          x.withPointer { x in
            dy.withPointer { dy in
              for first in stride(from: 0, to: sizes.n, by: block) {
                let count = min(block, sizes.n - first)
                ThreadPool.shared.forEach(count) { image in
                  let word = image * wordsPerImage
                  let target = pixels + word * layout.pixels
                  transform(
                    x, first + image, images, Self.inputWindows, into: target,
                    words: layout.pixelStride, resultStride: layout.pixelPlane)
                  for square in perImage..<wordsPerImage * perWord {
                    for product in 0..<9 {
                      (target + product * layout.pixelPlane + square * layout.pixelStride)
                        .update(repeating: 0, count: layout.pixelStride)
                    }
                  }
                  transformGradients(
                    dy + (first + image) * sizes.positions * sizes.o,
                    into: gradients + word * microKernel.columns, words: layout.words)
                }
                ThreadPool.shared.forEach(9 * Self.channelParts) { part in
                  let (product, group) = (part / Self.channelParts, part % Self.channelParts)
                  let tiles = inner / microKernel.rows
                  sum(
                    pixels + product * layout.pixelPlane,
                    tiles: tiles * group / Self.channelParts..<tiles * (group + 1)
                      / Self.channelParts,
                    gradients: gradients + product * layout.words * sizes.o, layout,
                    count: count * wordsPerImage, accumulating: first > 0, places: places.start,
                    targets: targets.start, into: sums + product * inner * sizes.o)
                }
              }
            }
          }
          ThreadPool.shared.forEach(4 * sizes.c) { row in
            finish(sums + row * sizes.o, row: row, plane: inner * sizes.o, into: out)
          }
        }
      }
    }

    /// How the nine sums of a block's squares lie in memory.
    private struct SquareSums {
      /// Words of all squares of the block.
      let words: Int
      /// Words from one square's pixels to the next, and of all squares of a word.
      let pixelStride, pixels: Int
      /// Channels of gradients.
      let gradients: Int

      /// Words from one of the nine sums of pixels to the next.
      var pixelPlane: Int { words * pixels }
    }

    /// The nine sums of gradients of every square of one image, in panels of a tile's columns.
    private func transformGradients(
      _ dy: UnsafePointer<Scalar>, into target: UnsafeMutablePointer<Scalar>, words: Int
    ) {
      let count = squares.down * squares.across
      /// The gradients of a square.
      func corners(_ square: Int) -> MicroKernel.FilterTransform.Four {
        let (y, x) = (square / squares.across, square % squares.across)
        let upper = dy + (2 * y * sizes.pw + 2 * x) * sizes.o
        let lower = upper + sizes.pw * sizes.o
        return MicroKernel.FilterTransform.Four(
          upperLeft: upper, upperRight: upper + sizes.o, lowerLeft: lower,
          lowerRight: lower + sizes.o)
      }
      withScratch(sizes.o) { nothing in
        nothing.update(repeating: 0, count: sizes.o)
        let none = MicroKernel.FilterTransform.Four(
          upperLeft: nothing, upperRight: nothing, lowerLeft: nothing, lowerRight: nothing)
        for (word, square) in stride(from: 0, to: count, by: microKernel.factorsPerWord)
          .enumerated()
        {
          microKernel.transformFilter(
            MicroKernel.FilterTransform(
              first: corners(square), second: square + 1 < count ? corners(square + 1) : none,
              count: sizes.o, target: target + word * microKernel.columns,
              panelStride: words * microKernel.columns, resultStride: words * sizes.o))
        }
      }
    }

    /// Adds the outer products of some channels' sums with all gradients' to one of nine matrices.
    private func sum(
      _ pixels: UnsafePointer<Scalar>, tiles: Range<Int>, gradients: UnsafePointer<Scalar>,
      _ layout: SquareSums, count: Int, accumulating: Bool, places: UnsafePointer<Int32>,
      targets: UnsafePointer<Int32>, into sums: UnsafeMutablePointer<Scalar>
    ) {
      withScratch(Self.chunkWords * microKernel.rows + 8) { packed in
        for start in stride(from: 0, to: count, by: Self.chunkWords) {
          let length = min(Self.chunkWords, count - start)
          for index in tiles {
            microKernel.pack(
              MicroKernel.Packing(
                source: pixels + start * layout.pixels + index * microKernel.rows
                  / microKernel.factorsPerWord,
                distance: layout.pixelStride, stride: layout.pixels, count: length, target: packed))
            for first in stride(from: 0, to: sizes.o, by: microKernel.columns) {
              microKernel.accumulate(
                MicroKernel.Sum(
                  source: packed,
                  panel: gradients + first * layout.words + start * microKernel.columns,
                  places: places, count: length,
                  target: sums + index * microKernel.rows * sizes.o + first, targetOffsets: targets,
                  accumulating: accumulating || start > 0))
            }
          }
        }
      }
    }

    /// The gradients of the four weights that one row of the nine matrices belongs to.
    private func finish(
      _ sums: UnsafePointer<Scalar>, row: Int, plane: Int, into out: UnsafeMutablePointer<Scalar>
    ) {
      let (part, channel) = (row / sizes.c, row % sizes.c)
      let right = sizes.c * sizes.o
      let target = out + (part / 2 * 4 + part % 2) * right + channel * sizes.o
      microKernel.transformOutput(
        MicroKernel.OutputTransform(
          source: sums, sumStride: plane, channels: sizes.o, target: target,
          rowStride: 8 * right, columnStride: 2 * right, bias: nil, slope: 1))
    }
  }
#endif
