#if !DOUBLE_PRECISION
  import MicroKernels
  import Threads

  extension WinogradConvolution {
    /// Words of tiles that are summed in registers before the sums go to memory.
    private static let chunkWords = 256
    /// Parts of the channels of each of the nine products, for the threads.
    private static let channelParts = 4

    /// `convolutionWeightPullback`.
    ///
    /// The gradient of a 2x2 window is the convolution of its pixels with the gradients of an output tile,
    /// summed over tiles. The sum comes before the output transform of F(2x2, 2x2), so that one transform
    /// is enough. A word of two factors holds two consecutive tiles of one image.
    package func weightPullback(_ dy: Tensor, input x: Tensor) -> Tensor {
      let perWord = microKernel.factorsPerWord
      let perImage = tiles.down * tiles.across
      let wordsPerImage = (perImage + perWord - 1) / perWord
      let block = max(1, min(sizes.n, Self.chunkWords / wordsPerImage))
      let inner = (4 * sizes.c + microKernel.rows - 1) / microKernel.rows * microKernel.rows
      let layout = TransformedTiles(
        words: block * wordsPerImage, pixelStride: inner / perWord, pixels: inner,
        gradients: sizes.o)
      let images = paddedInput
      let targets = OffsetList((0..<microKernel.rows).map { $0 * sizes.o })
      let panelOffsets = OffsetList((0..<Self.chunkWords).map { $0 * microKernel.columns })
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
                  for tile in perImage..<wordsPerImage * perWord {
                    for product in 0..<9 {
                      (target + product * layout.pixelPlane + tile * layout.pixelStride)
                        .update(repeating: 0, count: layout.pixelStride)
                    }
                  }
                  transformGradients(
                    dy + (first + image) * sizes.positions * sizes.o,
                    into: gradients + word * microKernel.columns, words: layout.words)
                }
                ThreadPool.shared.forEach(9 * Self.channelParts) { part in
                  let (product, group) = (part / Self.channelParts, part % Self.channelParts)
                  let microtiles = inner / microKernel.rows
                  sum(
                    pixels + product * layout.pixelPlane,
                    microtiles: microtiles * group / Self.channelParts..<microtiles * (group + 1)
                      / Self.channelParts,
                    gradients: gradients + product * layout.words * sizes.o, layout,
                    count: count * wordsPerImage, accumulating: first > 0,
                    panelOffsets: panelOffsets.start,
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

    /// The memory layout of the transformed tiles of a block.
    private struct TransformedTiles {
      /// Words of all tiles of the block.
      let words: Int
      /// Words from one tile's pixels to the next tile's, and from one word of tiles to the next.
      let pixelStride, pixels: Int
      /// Channels of gradients.
      let gradients: Int

      /// Words from one of the nine results of the input transform to the next.
      var pixelPlane: Int { words * pixels }
    }

    /// The filter transform of the gradients of every output tile of one image, in panels.
    private func transformGradients(
      _ dy: UnsafePointer<Scalar>, into target: UnsafeMutablePointer<Scalar>, words: Int
    ) {
      let count = tiles.down * tiles.across
      /// The four gradients of a tile.
      func taps(_ tile: Int) -> MicroKernel.FilterTransform.Taps {
        let (y, x) = (tile / tiles.across, tile % tiles.across)
        let upper = dy + (2 * y * sizes.pw + 2 * x) * sizes.o
        let lower = upper + sizes.pw * sizes.o
        return MicroKernel.FilterTransform.Taps(
          upperLeft: upper, upperRight: upper + sizes.o, lowerLeft: lower,
          lowerRight: lower + sizes.o)
      }
      withScratch(sizes.o) { nothing in
        nothing.update(repeating: 0, count: sizes.o)
        let none = MicroKernel.FilterTransform.Taps(
          upperLeft: nothing, upperRight: nothing, lowerLeft: nothing, lowerRight: nothing)
        for (word, tile) in stride(from: 0, to: count, by: microKernel.factorsPerWord)
          .enumerated()
        {
          microKernel.transformFilter(
            MicroKernel.FilterTransform(
              first: taps(tile), second: tile + 1 < count ? taps(tile + 1) : none,
              count: sizes.o, target: target + word * microKernel.columns,
              panelStride: words * microKernel.columns, resultStride: words * sizes.o))
        }
      }
    }

    /// Adds the outer products of some channels with all gradients to one of the nine matrices.
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

    /// The output transform of one row of the nine matrices: the gradients of four weights.
    private func finish(
      _ sums: UnsafePointer<Scalar>, row: Int, plane: Int, into out: UnsafeMutablePointer<Scalar>
    ) {
      let (part, channel) = (row / sizes.c, row % sizes.c)
      let right = sizes.c * sizes.o
      let target = out + (part / 2 * 4 + part % 2) * right + channel * sizes.o
      microKernel.transformOutput(
        MicroKernel.OutputTransform(
          source: sums, productStride: plane, channels: sizes.o, target: target,
          rowStride: 8 * right, columnStride: 2 * right, bias: nil, slope: 1))
    }
  }
#endif
