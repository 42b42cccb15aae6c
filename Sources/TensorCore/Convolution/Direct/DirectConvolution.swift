#if !DOUBLE_PRECISION
  import MicroKernels

  /// Convolutions without im2col patches, by the loops of a `MicroKernel`.
  ///
  /// In an image with its padding around it, the pixels that one row of the window sees at one position
  /// are one contiguous run. So a patch is a few runs at a constant distance, and tiles read patches where
  /// they lie. Work is cut by shapes alone, and each number is summed up in one fixed order.
  package struct DirectConvolution: MicroKernelConvolution {
    let microKernel: MicroKernel
    let sizes: ConvolutionSizes

    /// A convolution of images of shape `input` with a weight of shape `weight`.
    package init(_ microKernel: MicroKernel, input: [Int], weight: [Int], window: ConvolutionWindow)
    {
      self.init(microKernel, ConvolutionSizes(input: input, weight: weight, window: window))
    }

    init(_ microKernel: MicroKernel, _ sizes: ConvolutionSizes) {
      precondition(microKernel.factorsPerWord == 1, "patches where they lie are single numbers")
      self.microKernel = microKernel
      self.sizes = sizes
    }

    /// Positions that a block of images has at least, so that weights are read often from cache.
    private static let blockPositions = 192
    /// Rows of the result for which the numbers of a block are read again and again.
    private static let chunkTiles = 16
    /// Numbers of a panel that are used at a time: they stay in the second-level cache.
    private static let pieceNumbers = 16_384

    /// Whether the gradient of the input, and the transposed convolution, have a direct form.
    package var hasInputPullback: Bool {
      sizes.window.height.isMultiple(of: sizes.window.stride)
        && sizes.window.width.isMultiple(of: sizes.window.stride)
    }

    /// Whether results become patches by one matrix product and are then added up: with so few channels
    /// of images, phases would leave most columns of a tile empty.
    package var usesCol2Im: Bool { sizes.c * 2 <= microKernel.columns && sizes.window.stride > 1 }

    package func convolution(
      _ x: Tensor, weight: PackedWeight, bias: Tensor?, slope: Scalar
    ) -> Tensor {
      let padding = sizes.window.padding
      let images = PaddedImages(
        height: sizes.h + 2 * padding, width: sizes.w + 2 * padding, channels: sizes.c,
        before: padding, of: (sizes.h, sizes.w))
      let product = PatchProduct(
        panels: weight.panels(.patches(columns: microKernel.columns)),
        segments: sizes.window.height,
        segmentStride: images.width * sizes.c, run: sizes.window.width * sizes.c,
        source: (0..<sizes.ph).flatMap { y in
          (0..<sizes.pw).map { (y * images.width + $0) * sizes.window.stride * sizes.c }
        },
        target: (0..<sizes.positions).map { $0 * sizes.o })
      return Tensor(shape: sizes.output) { out in
        run([product], on: x, images, bias: bias, slope: slope, into: out)
      }
    }

    package func inputPullback(
      _ dy: Tensor, weight: PackedWeight, bias: Tensor?, slope: Scalar
    ) -> Tensor {
      if sizes.coversInput { return wholeImages(dy, weight: weight, bias: bias, slope: slope) }
      precondition(hasInputPullback, "the stride does not divide the window")
      return Tensor(shape: sizes.input) { out in
        if usesCol2Im {
          im2col(dy, weight, bias: bias, slope: slope, into: out)
        } else {
          runPhases(dy, weight, bias: bias, slope: slope, into: out)
        }
      }
    }

    /// The transposed convolution of single results, each of which becomes a whole image.
    private func wholeImages(
      _ dy: Tensor, weight: PackedWeight, bias: Tensor?, slope: Scalar
    ) -> Tensor {
      let product = PatchProduct(
        panels: weight.panels(.col2im(columns: microKernel.columns)), segments: 1, segmentStride: 0,
        run: sizes.o, source: [0], target: [0])
      let single = PaddedImages(height: 1, width: 1, channels: sizes.o, before: 0, of: (1, 1))
      let pixels = sizes.patch / sizes.c
      let biases = bias.map { bias in
        Tensor(
          shape: [sizes.patch],
          elements: Array(repeatElement(bias.elements, count: pixels).joined()))
      }
      return Tensor(shape: sizes.input) { out in
        run([product], on: dy, single, bias: biases, slope: slope, into: out)
      }
    }

    private func runPhases(
      _ dy: Tensor, _ weight: PackedWeight, bias: Tensor?, slope: Scalar,
      into out: UnsafeMutablePointer<Scalar>
    ) {
      let window = sizes.window
      let (down, right) = (window.height / window.stride, window.width / window.stride)
      let images = PaddedImages(
        height: max(sizes.ph - 1, (sizes.h - 1 + window.padding) / window.stride) + down,
        width: max(sizes.pw - 1, (sizes.w - 1 + window.padding) / window.stride) + right,
        channels: sizes.o, before: (down - 1, right - 1), of: (sizes.ph, sizes.pw))
      let products = (0..<window.stride * window.stride).map { number in
        let phase = Phase(
          stride: window.stride, down: number / window.stride, right: number % window.stride)
        let rows = phase.pixels(sizes.h, padding: window.padding, offset: phase.down)
        let columns = phase.pixels(sizes.w, padding: window.padding, offset: phase.right)
        let pixels = rows.flatMap { row in columns.map { (row, $0) } }
        return PatchProduct(
          panels: weight.panels(.phase(phase, columns: microKernel.columns)), segments: down,
          segmentStride: images.width * sizes.o, run: right * sizes.o,
          source: pixels.map { row, column in
            (row.position * images.width + column.position) * sizes.o
          },
          target: pixels.map { row, column in (row.pixel * sizes.w + column.pixel) * sizes.c })
      }
      run(products, on: dy, images, bias: bias, slope: slope, into: out)
    }

    /// Computes products for all images, in blocks of them and, where blocks are few, of columns.
    private func run(
      _ products: [PatchProduct], on source: Tensor, _ images: PaddedImages, bias: Tensor?,
      slope: Scalar, into out: UnsafeMutablePointer<Scalar>
    ) {
      let channels = products[0].panels.count
      let area = products.reduce(0) { $0 + $1.source.count } * channels
      let positions = max(1, products.map(\.source.count).max() ?? 1)
      let block = max(1, min(sizes.n, (Self.blockPositions + positions - 1) / positions))
      let blocks = (sizes.n + block - 1) / block
      let panelCount = products[0].panels.panelCount
      let groups = blocks >= 8 ? 1 : min(panelCount, (8 + blocks - 1) / blocks)
      let group = (panelCount + groups - 1) / groups
      func tables(_ count: Int) -> [OffsetTable] {
        products.map {
          OffsetTable($0, images: count, area: (images.area, area), rows: microKernel.rows)
        }
      }
      let full = tables(block)
      let last = sizes.n.isMultiple(of: block) ? full : tables(sizes.n % block)
      let panels = (panelCount + group - 1) / group
      withPaddedBias(bias, count: panelCount * microKernel.columns) { bias in
        source.withPointer { source in
          ThreadPool.shared.forEach(blocks * panels) { part in
            let first = part / panels * block
            let count = min(block, sizes.n - first)
            let columns = part % panels * group..<min(panelCount, (part % panels + 1) * group)
            images.withPadded(source, first..<first + count) { source in
              for (index, product) in products.enumerated() {
                run(
                  product, (count == block ? full : last)[index], panels: columns,
                  from: source, bias: bias, slope: slope, into: out + first * area)
              }
            }
          }
        }
      }
    }

    /// Computes some panels' columns of one product for one block of images.
    private func run(
      _ product: PatchProduct, _ table: OffsetTable, panels: Range<Int>,
      from source: UnsafePointer<Scalar>, bias: UnsafePointer<Scalar>?, slope: Scalar,
      into target: UnsafeMutablePointer<Scalar>
    ) {
      let pieces = product.pieces(numbers: Self.pieceNumbers)
      for chunk in stride(from: 0, to: table.tiles, by: Self.chunkTiles) {
        let tiles = min(Self.chunkTiles, table.tiles - chunk)
        for panel in panels {
          let first = panel * microKernel.columns
          let present = min(microKernel.columns, product.panels.count - first)
          let base = product.panels.panel(panel)
          func multiply(
            _ out: UnsafeMutablePointer<Scalar>, _ places: UnsafePointer<Int32>
          ) {
            for (index, piece) in pieces.enumerated() {
              microKernel.multiply(
                MicroKernel.Product(
                  source: source + piece.offset, sourceOffsets: table.source(chunk), target: out,
                  targetOffsets: places, tiles: tiles, segments: piece.segments,
                  segmentStride: product.segmentStride, run: piece.run,
                  panel: base + piece.row * microKernel.columns,
                  start: index > 0 ? .target : bias == nil ? .zero : .bias,
                  bias: (bias ?? base) + (bias == nil ? 0 : first),
                  slope: index == pieces.count - 1 ? slope : 1))
            }
          }
          if present == microKernel.columns {
            multiply(target + first, table.target(chunk))
          } else {
            withScratch(tiles * microKernel.rows * microKernel.columns) { scratch in
              multiply(scratch, table.dense)
              for row in 0..<tiles * microKernel.rows {
                (target + first + Int(table.target(chunk)[row])).update(
                  from: scratch + row * microKernel.columns, count: present)
              }
            }
          }
        }
      }
    }

    /// The transposed convolution to few channels: products with the whole window, added up in place.
    private func im2col(
      _ dy: Tensor, _ weight: PackedWeight, bias: Tensor?, slope: Scalar,
      into out: UnsafeMutablePointer<Scalar>
    ) {
      let panels = weight.panels(.col2im(columns: microKernel.columns))
      let width = panels.panelCount * microKernel.columns
      let product = PatchProduct(
        panels: panels, segments: 1, segmentStride: 0, run: sizes.o,
        source: (0..<sizes.positions).map { $0 * sizes.o },
        target: (0..<sizes.positions).map { $0 * width })
      let table = OffsetTable(product, images: 1, area: (0, 0), rows: microKernel.rows)
      let run = sizes.window.width * sizes.c
      let area = sizes.h * sizes.w * sizes.c
      dy.withPointer { dy in
        ThreadPool.shared.forEach(sizes.n) { image in
          withScratch(sizes.positions * width) { patches in
            // The last panel is written whole, with the empty columns that the weight was padded with.
            for panel in 0..<panels.panelCount {
              microKernel.multiply(
                MicroKernel.Product(
                  source: dy + image * sizes.positions * sizes.o,
                  sourceOffsets: table.source(0), target: patches + panel * microKernel.columns,
                  targetOffsets: table.target(0), tiles: table.tiles, segments: 1, segmentStride: 0,
                  run: sizes.o, panel: panels.panel(panel),
                  bias: patches))
            }
            let target = out + image * area
            if let bias {
              for pixel in 0..<sizes.h * sizes.w {
                for c in 0..<sizes.c { target[pixel * sizes.c + c] = bias.elements[c] }
              }
            } else {
              target.update(repeating: 0, count: area)
            }
            for ky in 0..<sizes.window.height {
              sizes.fold(patches + ky * run, kernelRow: ky, onto: target, stride: width)
            }
            if slope != 1 {
              for i in 0..<area where target[i] < 0 { target[i] *= slope }
            }
          }
        }
      }
    }

    /// The bias with zeros up to `count`, or nothing.
    private func withPaddedBias(
      _ bias: Tensor?, count: Int, _ body: (UnsafePointer<Scalar>?) -> Void
    ) {
      guard let bias else { return body(nil) }
      precondition(bias.count <= count, "a bias of \(bias.count) numbers")
      withScratch(count) { scratch in
        scratch.update(repeating: 0, count: count)
        bias.withPointer { scratch.update(from: $0, count: bias.count) }
        body(scratch)
      }
    }
  }

  extension Phase {
    /// The pixels of the phase in one direction, each with the padded position of its first tap.
    fileprivate func pixels(
      _ count: Int, padding: Int, offset: Int
    ) -> [(pixel: Int, position: Int)] {
      (0..<count).filter { ($0 + padding) % stride == offset }
        .map { ($0, ($0 + padding) / stride) }
    }
  }

  /// Patches of one image times packed weights: where each patch begins, and where its result goes.
  private struct PatchProduct {
    let panels: WeightPanels
    let segments, segmentStride, run: Int
    let source, target: [Int]

    /// A part of every patch: `segments` runs of `run` numbers from `offset` on, and the panel's row that
    /// belongs to the first of them.
    struct Piece {
      let offset, row, segments, run: Int
    }

    /// Patches in parts for which a panel has at most `numbers` numbers.
    func pieces(numbers: Int) -> [Piece] {
      let longest = max(1, numbers / panels.columns)
      if run > longest {
        let parts = (run + longest - 1) / longest
        let length = (run + parts - 1) / parts
        return (0..<segments).flatMap { segment in
          stride(from: 0, to: run, by: length).map { start in
            Piece(
              offset: segment * segmentStride + start, row: segment * run + start, segments: 1,
              run: min(length, run - start))
          }
        }
      }
      let most = longest / run
      return stride(from: 0, to: segments, by: most).map { segment in
        Piece(
          offset: segment * segmentStride, row: segment * run,
          segments: min(most, segments - segment), run: run)
      }
    }
  }

  /// The offsets of one product for a block of images, filled up to whole tiles.
  private struct OffsetTable {
    let tiles: Int
    /// Places of a panel's width, one behind the other.
    let dense: UnsafePointer<Int32>
    private let rows: Int
    private let sources, targets, places: OffsetList

    /// The offsets for `count` images, whose patches and results lie `area` apart.
    init(
      _ product: PatchProduct, images count: Int, area: (source: Int, target: Int), rows: Int
    ) {
      func repeated(_ offsets: [Int], _ area: Int) -> OffsetList {
        OffsetList(
          (0..<count).flatMap { image in offsets.map { image * area + $0 } },
          filledToMultipleOf: rows)
      }
      self.rows = rows
      sources = repeated(product.source, area.source)
      targets = repeated(product.target, area.target)
      places = OffsetList((0..<sources.count).map { $0 * product.panels.columns })
      dense = places.start
      tiles = sources.count / rows
    }

    /// Where the patches of a tile begin.
    func source(_ microKernel: Int) -> UnsafePointer<Int32> { sources.start + microKernel * rows }

    /// Where the results of a tile go.
    func target(_ microKernel: Int) -> UnsafePointer<Int32> { targets.start + microKernel * rows }
  }

  /// Offsets that stay at one address, as tiles read them.
  final class OffsetList {
    let count: Int
    let start: UnsafePointer<Int32>

    /// Offsets, the last of them repeated up to a multiple of `multiple`.
    init(_ offsets: [Int], filledToMultipleOf multiple: Int = 1) {
      count = (offsets.count + multiple - 1) / multiple * multiple
      let numbers = UnsafeMutablePointer<Int32>.allocate(capacity: max(1, count))
      for (place, offset) in offsets.enumerated() { numbers[place] = Int32(offset) }
      for place in offsets.count..<max(count, offsets.count) { numbers[place] = numbers[place - 1] }
      start = UnsafePointer(numbers)
    }

    deinit { start.deallocate() }
  }
#endif
