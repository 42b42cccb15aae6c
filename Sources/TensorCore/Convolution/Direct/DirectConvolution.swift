#if !DOUBLE_PRECISION
  import MicroKernels
  import Threads

  /// Direct convolutions: a `MicroKernel` reads the patches from the images, without im2col.
  ///
  /// In a padded image, one row of the window covers one contiguous run of numbers. So a patch is a few
  /// runs at a constant distance. Shapes alone decide how the work is divided, and each sum has one fixed
  /// order: the number of threads does not change the result.
  package struct DirectConvolution: MicroKernelConvolution {
    let microKernel: MicroKernel
    let sizes: ConvolutionSizes

    /// A convolution of images of shape `input` with a weight of shape `weight`.
    package init(_ microKernel: MicroKernel, input: [Int], weight: [Int], window: ConvolutionWindow)
    {
      self.init(microKernel, ConvolutionSizes(input: input, weight: weight, window: window))
    }

    init(_ microKernel: MicroKernel, _ sizes: ConvolutionSizes) {
      precondition(microKernel.factorsPerWord == 1, "a direct convolution takes single precision")
      self.microKernel = microKernel
      self.sizes = sizes
    }

    /// The least number of positions of a block of images, so that weights in cache are read often.
    private static let blockPositions = 192
    /// Microtiles for which one piece of a panel stays in cache.
    private static let chunkMicrotiles = 16
    /// Numbers of a panel that are used at a time, so that they stay in the second-level cache.
    private static let pieceNumbers = 16_384

    /// Whether the gradient of the input, which is the transposed convolution, has a direct method.
    package var hasInputPullback: Bool {
      usesCol2Im
        || sizes.window.height.isMultiple(of: sizes.window.stride)
          && sizes.window.width.isMultiple(of: sizes.window.stride)
    }

    /// Whether the gradient of the input takes col2im: one matrix product, whose patches are added up.
    ///
    /// With so few channels, the phases would leave most columns of a microtile empty.
    package var usesCol2Im: Bool {
      sizes.c * 2 <= microKernel.columns && sizes.window.height * sizes.window.width > 1
    }

    package func convolution(
      _ x: Tensor, weight: PackedWeight, bias: Tensor?, slope: Scalar, limit: Scalar
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
        run([product], on: x, images, bias: bias, slope: slope, limit: limit, into: out)
      }
    }

    /// Computes products for all images, in blocks of images.
    ///
    /// Few blocks are divided by columns too, so that all threads have work.
    func run(
      _ products: [PatchProduct], on source: Tensor, _ images: PaddedImages, bias: Tensor?,
      slope: Scalar, limit: Scalar = .infinity, into out: UnsafeMutablePointer<Scalar>
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
                  from: source, bias: bias, slope: slope, limit: limit, into: out + first * area)
              }
            }
          }
        }
      }
    }

    /// Computes the columns of some panels, for one product and one block of images.
    private func run(
      _ product: PatchProduct, _ table: OffsetTable, panels: Range<Int>,
      from source: UnsafePointer<Scalar>, bias: UnsafePointer<Scalar>?, slope: Scalar,
      limit: Scalar, into target: UnsafeMutablePointer<Scalar>
    ) {
      let pieces = product.pieces(numbers: Self.pieceNumbers)
      for chunk in stride(from: 0, to: table.microtiles, by: Self.chunkMicrotiles) {
        let microtiles = min(Self.chunkMicrotiles, table.microtiles - chunk)
        for panel in panels {
          let first = panel * microKernel.columns
          let present = min(microKernel.columns, product.panels.count - first)
          let base = product.panels.panel(panel)
          func multiply(
            _ out: UnsafeMutablePointer<Scalar>, _ offsets: UnsafePointer<Int32>
          ) {
            for (index, piece) in pieces.enumerated() {
              microKernel.multiply(
                MicroKernel.Product(
                  source: source + piece.offset, sourceOffsets: table.source(chunk), target: out,
                  targetOffsets: offsets, microtiles: microtiles, segments: piece.segments,
                  segmentStride: product.segmentStride, run: piece.run,
                  panel: base + piece.row * microKernel.columns,
                  start: index > 0 ? .target : bias == nil ? .zero : .bias,
                  bias: (bias ?? base) + (bias == nil ? 0 : first),
                  slope: index == pieces.count - 1 ? slope : 1,
                  limit: index == pieces.count - 1 ? limit : .infinity))
            }
          }
          if present == microKernel.columns {
            multiply(target + first, table.target(chunk))
          } else {
            withScratch(microtiles * microKernel.rows * microKernel.columns) { scratch in
              multiply(scratch, table.dense)
              for row in 0..<microtiles * microKernel.rows {
                (target + first + Int(table.target(chunk)[row])).update(
                  from: scratch + row * microKernel.columns, count: present)
              }
            }
          }
        }
      }
    }

    /// Calls `body` with the bias and zeros up to `count` numbers, or with nil.
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
#endif
