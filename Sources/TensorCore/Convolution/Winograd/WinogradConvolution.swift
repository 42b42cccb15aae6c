#if !DOUBLE_PRECISION
  import MicroKernels
  import Threads

  /// Convolutions by a `WinogradAlgorithm`: 4x4 windows with stride 2, and 3x3 windows with stride 1.
  ///
  /// A 4x4 window of stride 2 is the sum of four 2x2 windows of stride 1, on every second row and column.
  /// Its input gradient, the transposed convolution, is four of them side by side. A 3x3 window is one
  /// window of stride 1, and so is its input gradient.
  ///
  /// Transforms compute in single precision; a micro-kernel of bfloat16 rounds their results once, before
  /// the multiplication. Tiles are taken in blocks of lines: the input transform for all channels, then a
  /// matrix product for each of the T x T elements of a tile, then the output transform. Where the transformed
  /// weights fit into a core's cache, each thread takes blocks of its own; else all threads share one, so that
  /// the weights are read seldom. Shapes alone decide the blocks, never the number of threads.
  package struct WinogradConvolution: MicroKernelConvolution {
    let microKernel: MicroKernel
    let algorithm: WinogradAlgorithm
    let sizes: ConvolutionSizes

    /// A convolution of images of shape `input` with a weight of shape `weight`.
    package init(
      _ microKernel: MicroKernel, _ algorithm: WinogradAlgorithm, input: [Int], weight: [Int],
      window: ConvolutionWindow
    ) {
      self.init(
        microKernel, algorithm, ConvolutionSizes(input: input, weight: weight, window: window))
    }

    init(_ microKernel: MicroKernel, _ algorithm: WinogradAlgorithm, _ sizes: ConvolutionSizes) {
      self.microKernel = microKernel
      self.algorithm = algorithm
      self.sizes = sizes
    }

    /// Transformed numbers of a block that all threads share, so that they stay in the third-level cache.
    private static let sharedNumbers = 1 << 21
    /// Transformed numbers of a block that one thread takes, so that they stay in its second-level cache.
    static let ownNumbers = 1 << 18
    /// Words between the planes of two elements of transformed tiles.
    ///
    /// A transform writes to all planes at once. With distances of a power of 2, these lines would share one set
    /// of the first-level cache.
    static let planeGap = 16

    /// Whether the sizes fit: tiles cover the results, and channels fill registers.
    package var fits: Bool {
      let window = sizes.window
      return window.height == window.width && window.height == algorithm.taps * window.stride
        && window.padding == 1 && (window.height, window.stride) != (2, 1)
        && sizes.h == sizes.ph * window.stride && sizes.w == sizes.pw * window.stride
        && sizes.ph.isMultiple(of: algorithm.results) && sizes.pw.isMultiple(of: algorithm.results)
        && sizes.c.isMultiple(of: microKernel.columns)
        && sizes.o.isMultiple(of: microKernel.columns)
    }

    /// Whether there are enough tiles to gain time.
    ///
    /// With few tiles, reading the transformed weights, which are more than the weights, costs more than the
    /// products save. One image alone would be transformed by one thread.
    var pays: Bool {
      sizes.n > 1 && sizes.n * tiles.down * tiles.across >= (algorithm.results == 2 ? 128 : 64)
    }

    /// Output tiles of one image.
    ///
    /// The input gradient has as many for each of its phases.
    var tiles: (down: Int, across: Int) {
      (sizes.ph / algorithm.results, sizes.pw / algorithm.results)
    }

    /// Lines of tiles of the batch.
    var lines: Int { sizes.n * tiles.down }

    /// The phases of the window: rows and columns from which on every `stride`-th tap makes a window.
    private var phases: [(down: Int, right: Int)] {
      let stride = sizes.window.stride
      return (0..<stride * stride).map { ($0 / stride, $0 % stride) }
    }

    /// The input pixels of the windows of a tile, side by side.
    var inputWindows: TileWindows {
      TileWindows(
        height: sizes.h, width: sizes.w, channels: sizes.c,
        placements: phases.map { down, right in
          Placement(
            down: down - 1, right: right - 1, step: sizes.window.stride,
            distance: sizes.window.stride * algorithm.results)
        })
    }

    package func convolution(
      _ x: Tensor, weight: PackedWeight, bias: Tensor?, slope: Scalar, limit: Scalar
    ) -> Tensor {
      let panels = weight.winogradPanels(
        .patches(columns: microKernel.columns), algorithm, for: microKernel)
      let y = Tensor(shape: sizes.output) { out in
        run(
          x, inputWindows, panels,
          TileResults(
            placement: Placement(down: 0, right: 0, step: 1, distance: algorithm.results),
            width: sizes.pw, area: sizes.positions * sizes.o, bias: bias, slope: slope), into: out)
      }
      return rectified(y, slope: 1, limit: limit)
    }

    package func inputPullback(
      _ dy: Tensor, weight: PackedWeight, bias: Tensor?, slope: Scalar
    ) -> Tensor {
      let stride = sizes.window.stride
      return Tensor(shape: sizes.input) { out in
        for (down, right) in phases {
          // Pixels of the last phase meet the window's first row: the window begins one pixel earlier.
          let phase = Phase(stride: stride, down: stride - 1 - down, right: stride - 1 - right)
          run(
            dy,
            TileWindows(
              height: sizes.ph, width: sizes.pw, channels: sizes.o,
              placements: [
                Placement(
                  down: down - 1, right: right - 1, step: 1, distance: algorithm.results)
              ]),
            weight.winogradPanels(
              .phase(phase, columns: microKernel.columns), algorithm, for: microKernel),
            TileResults(
              placement: Placement(
                down: down, right: right, step: stride, distance: stride * algorithm.results),
              width: sizes.w, area: sizes.h * sizes.w * sizes.c, bias: bias, slope: slope),
            into: out)
        }
      }
    }

    /// Where the results of tiles go: into images of `area` numbers with `width` pixels a row.
    private struct TileResults {
      let placement: Placement
      let width, area: Int
      let bias: Tensor?
      let slope: Scalar
    }

    /// Computes the tiles of all images, in blocks of lines.
    private func run(
      _ source: Tensor, _ windows: TileWindows, _ panels: WinogradPanels, _ results: TileResults,
      into out: UnsafeMutablePointer<Scalar>
    ) {
      let isOwn = algorithm.products * panels.rows * panels.count <= Self.ownNumbers
      let perLine = algorithm.products * tiles.across * (panels.rows + panels.count)
      let length = max(1, min(lines, (isOwn ? Self.ownNumbers : Self.sharedNumbers) / perLine))
      let blocks = stride(from: 0, to: lines, by: length).map { $0..<min(lines, $0 + length) }
      let product = TileProduct(microKernel, panels, tiles: length * tiles.across)
      source.withPointer { source in
        // Within a part that one thread took, the threads below are that one.
        ThreadPool.shared.forEach(isOwn ? blocks.count : 1) { part in
          withScratch(algorithm.products * (product.inputPlane + product.sumPlane)) { inputs in
            let sums = inputs + algorithm.products * product.inputPlane
            for block in isOwn ? blocks[part...part] : blocks[...] {
              ThreadPool.shared.forEach(block.count) { line in
                transform(
                  source, line: block.lowerBound + line, windows,
                  into: inputs + line * tiles.across * panels.words, words: panels.words,
                  resultStride: product.inputPlane)
              }
              product(
                inputs, matrices: algorithm.products, tiles: block.count * tiles.across,
                into: sums)
              ThreadPool.shared.forEach(block.count) { line in
                finish(
                  sums + line * tiles.across * panels.count, line: block.lowerBound + line,
                  channels: panels.count, productStride: product.sumPlane, results, into: out)
              }
            }
          }
        }
      }
    }

    /// The input transform of one line of tiles of the batch: T x T results of `words` words a tile.
    ///
    /// The channels of all windows stand side by side.
    func transform(
      _ source: UnsafePointer<Scalar>, line: Int, _ windows: TileWindows,
      into inputs: UnsafeMutablePointer<Scalar>, words: Int, resultStride: Int
    ) {
      let (image, y) = (line / tiles.down, line % tiles.down)
      let source = source + image * windows.area
      withScratch(algorithm.products * windows.channels) { scratch in
        for x in 0..<tiles.across {
          for (index, placement) in windows.placements.enumerated() {
            let tile = windows.tile(
              of: source, at: placement.pixel(y, x), side: algorithm.points,
              step: placement.step, scratch: scratch)
            microKernel.transformTile(
              MicroKernel.TileTransform(
                algorithm, .input, source: tile.start, sourceRow: tile.row,
                sourceColumn: tile.column, channels: windows.channels,
                target: inputs + x * words
                  + index * windows.channels / microKernel.factorsPerWord,
                targetRow: algorithm.points * resultStride, targetColumn: resultStride))
          }
        }
      }
    }

    /// The output transform of one line of tiles of the batch.
    private func finish(
      _ sums: UnsafePointer<Scalar>, line: Int, channels: Int, productStride: Int,
      _ results: TileResults, into out: UnsafeMutablePointer<Scalar>
    ) {
      let (image, y) = (line / tiles.down, line % tiles.down)
      let out = out + image * results.area
      let step = results.placement.step * channels
      func finish(_ bias: UnsafePointer<Scalar>?) {
        for x in 0..<tiles.across {
          let (row, column) = results.placement.pixel(y, x)
          microKernel.transformTile(
            MicroKernel.TileTransform(
              algorithm, .output, source: sums + x * channels,
              sourceRow: algorithm.points * productStride, sourceColumn: productStride,
              channels: channels, target: out + (row * results.width + column) * channels,
              targetRow: step * results.width, targetColumn: step, bias: bias,
              slope: results.slope))
        }
      }
      if let bias = results.bias { bias.withPointer { finish($0) } } else { finish(nil) }
    }
  }
#endif
