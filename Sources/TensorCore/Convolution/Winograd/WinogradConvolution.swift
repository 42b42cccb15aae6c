#if !DOUBLE_PRECISION
  import MicroKernels
  import Threads

  /// Convolutions of 4x4 windows with stride 2, by Winograd's F(2x2, 2x2).
  ///
  /// Such a convolution is the sum of four convolutions of 2x2 windows with stride 1, on every second row
  /// and column. Its input gradient, the transposed convolution, is four of them side by side. For an output
  /// tile of 2x2 results, F(2x2, 2x2) needs 9 multiplications, a direct convolution 16 (Lavin and Gray,
  /// "Fast algorithms for convolutional neural networks", 2016). The transforms only add and subtract, so
  /// little precision is lost. They compute in single precision; a micro-kernel of bfloat16 rounds their
  /// results once, before the multiplication.
  ///
  /// Tiles are taken in blocks of images: the input transform for all channels, then nine matrix
  /// products, then the output transform. Shapes alone decide the blocks, never the number of threads.
  package struct WinogradConvolution: MicroKernelConvolution {
    let microKernel: MicroKernel
    let sizes: ConvolutionSizes

    /// A convolution of images of shape `input` with a weight of shape `weight`.
    package init(_ microKernel: MicroKernel, input: [Int], weight: [Int], window: ConvolutionWindow)
    {
      self.init(microKernel, ConvolutionSizes(input: input, weight: weight, window: window))
    }

    init(_ microKernel: MicroKernel, _ sizes: ConvolutionSizes) {
      self.microKernel = microKernel
      self.sizes = sizes
    }

    /// Numbers of a block's transformed input, so that they stay in the third-level cache.
    private static let blockNumbers = 1 << 20
    /// Microtiles of a matrix product for which a panel stays in cache.
    private static let chunkMicrotiles = 8

    /// Whether the sizes fit: tiles cover the results, and channels fill registers.
    package var fits: Bool {
      sizes.window == ConvolutionWindow(height: 4, width: 4, stride: 2, padding: 1)
        && sizes.h.isMultiple(of: 4) && sizes.w.isMultiple(of: 4)
        && sizes.c.isMultiple(of: microKernel.columns)
        && sizes.o.isMultiple(of: microKernel.columns)
    }

    /// Whether there are enough tiles to gain time.
    ///
    /// With few tiles, reading nine transformed weights instead of four costs more than the products save.
    /// One image alone would be transformed by one thread.
    var pays: Bool { sizes.n > 1 && sizes.n * tiles.down * tiles.across >= 128 }

    /// Output tiles of one image.
    ///
    /// The input gradient has as many for each of its four phases.
    var tiles: (down: Int, across: Int) { (sizes.h / 4, sizes.w / 4) }

    /// The input with the zeros around it.
    var paddedInput: PaddedImages {
      PaddedImages(
        height: sizes.h + 2, width: sizes.w + 2, channels: sizes.c, before: 1,
        of: (sizes.h, sizes.w))
    }

    /// The input pixels of the four 2x2 windows of a tile.
    static let inputWindows = (0..<4).map {
      Placement(down: $0 / 2, right: $0 % 2, step: 2, distance: 4)
    }

    package func convolution(
      _ x: Tensor, weight: PackedWeight, bias: Tensor?, slope: Scalar, limit: Scalar
    ) -> Tensor {
      let panels = weight.winogradPanels(.patches(columns: microKernel.columns), for: microKernel)
      let y = Tensor(shape: sizes.output) { out in
        run(
          x, paddedInput, windows: Self.inputWindows, panels, bias: bias, slope: slope,
          results: Placement(down: 0, right: 0, step: 1, distance: 2), width: sizes.pw,
          area: sizes.positions * sizes.o, into: out)
      }
      return rectified(y, slope: 1, limit: limit)
    }

    package func inputPullback(
      _ dy: Tensor, weight: PackedWeight, bias: Tensor?, slope: Scalar
    ) -> Tensor {
      let images = PaddedImages(
        height: sizes.ph + 2, width: sizes.pw + 2, channels: sizes.o, before: 1,
        of: (sizes.ph, sizes.pw))
      return Tensor(shape: sizes.input) { out in
        for number in 0..<4 {
          // Even pixels meet the window's odd rows, beginning one position earlier.
          let (down, right) = (number / 2, number % 2)
          let phase = Phase(stride: 2, down: 1 - down, right: 1 - right)
          run(
            dy, images, windows: [Placement(down: down, right: right, step: 1, distance: 2)],
            weight.winogradPanels(.phase(phase, columns: microKernel.columns), for: microKernel),
            bias: bias,
            slope: slope,
            results: Placement(down: down, right: right, step: 2, distance: 4), width: sizes.w,
            area: sizes.h * sizes.w * sizes.c, into: out)
        }
      }
    }

    /// The positions of a tile's pixels: from (`down`, `right`) on, `step` pixels apart.
    ///
    /// The next tile begins `distance` pixels further.
    struct Placement: Sendable {
      let down, right, step, distance: Int

      /// The index of the upper left pixel of tile (`y`, `x`), in images of `width` pixels a row.
      func pixel(_ y: Int, _ x: Int, width: Int) -> Int {
        (y * distance + down) * width + x * distance + right
      }
    }

    /// Computes the tiles of all images: input transform, nine matrix products, output transform.
    private func run(
      _ source: Tensor, _ images: PaddedImages, windows: [Placement],
      _ panels: WinogradPanels, bias: Tensor?, slope: Scalar, results: Placement, width: Int,
      area: Int, into out: UnsafeMutablePointer<Scalar>
    ) {
      let perImage = tiles.down * tiles.across
      let (words, channels) = (panels.words, panels.count)
      let block = max(1, min(sizes.n, Self.blockNumbers / (9 * perImage * panels.rows)))
      let rows = (block * perImage + microKernel.rows - 1) / microKernel.rows * microKernel.rows
      let sources = OffsetList((0..<rows).map { $0 * words })
      let targets = OffsetList((0..<rows).map { $0 * channels })
      withScratch(9 * rows * (words + channels)) { inputs in
        let products = inputs + 9 * rows * words
        source.withPointer { source in
          for first in stride(from: 0, to: sizes.n, by: block) {
            let count = min(block, sizes.n - first)
            ThreadPool.shared.forEach(count) { image in
              transform(
                source, first + image, images, windows,
                into: inputs + image * perImage * words, words: words, resultStride: rows * words)
            }
            let microtiles = (count * perImage + microKernel.rows - 1) / microKernel.rows
            let chunks = (microtiles + Self.chunkMicrotiles - 1) / Self.chunkMicrotiles
            ThreadPool.shared.forEach(9 * chunks) { part in
              let (product, chunk) = (part / chunks, part % chunks * Self.chunkMicrotiles)
              for panel in 0..<panels.panelCount {
                microKernel.multiply(
                  MicroKernel.Product(
                    source: inputs + product * rows * words,
                    sourceOffsets: sources.start + chunk * microKernel.rows,
                    target: products + product * rows * channels + panel * microKernel.columns,
                    targetOffsets: targets.start + chunk * microKernel.rows,
                    microtiles: min(Self.chunkMicrotiles, microtiles - chunk), segments: 1,
                    segmentStride: 0,
                    run: words, panel: panels.panel(product, panel), bias: source))
              }
            }
            ThreadPool.shared.forEach(count) { image in
              finish(
                products + image * perImage * channels, rows: rows, channels: channels,
                bias: bias, slope: slope, results, width: width,
                into: out + (first + image) * area)
            }
          }
        }
      }
    }

    /// The input transform of every tile of one image: nine results of `words` words a tile.
    ///
    /// The channels of all windows stand side by side.
    func transform(
      _ source: UnsafePointer<Scalar>, _ image: Int, _ images: PaddedImages,
      _ windows: [Placement], into inputs: UnsafeMutablePointer<Scalar>, words: Int,
      resultStride: Int
    ) {
      images.withPadded(source, image..<image + 1) { padded in
        for y in 0..<tiles.down {
          for x in 0..<tiles.across {
            for (index, window) in windows.enumerated() {
              microKernel.transformInput(
                MicroKernel.InputTransform(
                  source: padded + window.pixel(y, x, width: images.width) * images.channels,
                  rowStride: window.step * images.width * images.channels,
                  columnStride: window.step * images.channels, channels: images.channels,
                  target: inputs + (y * tiles.across + x) * words
                    + index * images.channels / microKernel.factorsPerWord,
                  resultStride: resultStride))
            }
          }
        }
      }
    }

    /// The output transform of every tile of one image.
    private func finish(
      _ products: UnsafePointer<Scalar>, rows: Int, channels: Int, bias: Tensor?, slope: Scalar,
      _ results: Placement, width: Int, into out: UnsafeMutablePointer<Scalar>
    ) {
      func finish(_ bias: UnsafePointer<Scalar>?) {
        for y in 0..<tiles.down {
          for x in 0..<tiles.across {
            microKernel.transformOutput(
              MicroKernel.OutputTransform(
                source: products + (y * tiles.across + x) * channels,
                productStride: rows * channels, channels: channels,
                target: out + results.pixel(y, x, width: width) * channels,
                rowStride: results.step * width * channels,
                columnStride: results.step * channels, bias: bias, slope: slope))
          }
        }
      }
      if let bias { bias.withPointer { finish($0) } } else { finish(nil) }
    }
  }
#endif
