#if !DOUBLE_PRECISION
  import MicroKernels
  import Threads

  /// Depthwise convolutions by the loops of a `MicroKernel`, a block of channels at a time.
  ///
  /// Parts are some images, or some rows of one, so that what a part reads stays in the second-level
  /// cache while its blocks of channels follow each other. Shapes alone decide the parts, and no sum
  /// depends on the number of threads.
  package struct DirectDepthwiseConvolution {
    private let microKernel: MicroKernel
    private let sizes: DepthwiseSizes

    /// Numbers of the larger image, or rows of one, that a part takes.
    private static let partNumbers = 1 << 16
    /// Parts that are enough for all threads.
    private static let parts = 8

    /// A convolution of images of shape `input` with windows of shape `weight`.
    package init?(_ microKernel: MicroKernel?, input: [Int], weight: [Int], stride: Int) {
      self.init(microKernel, DepthwiseSizes(input: input, weight: weight, stride: stride))
    }

    /// `nil` without a micro-kernel, and for windows that its loops do not take.
    init?(_ microKernel: MicroKernel?, _ sizes: DepthwiseSizes) {
      guard let microKernel, sizes.window <= MicroKernel.Depthwise.largestWindow,
        sizes.stride <= 2
      else { return nil }
      self.microKernel = microKernel
      self.sizes = sizes
    }

    private var lanes: Int { microKernel.columns / 2 }
    private var blocks: Int { (sizes.c + lanes - 1) / lanes }

    /// Where the numbers of a product come from and go to.
    private struct Sides {
      /// The sides of the images that are read and of those that are written.
      let source, target: (height: Int, width: Int)
      let spread, stride: Int
      let before: (down: Int, right: Int)
    }

    private var forward: Sides {
      Sides(
        source: (sizes.h, sizes.w), target: (sizes.ph, sizes.pw), spread: 1,
        stride: sizes.stride, before: sizes.before)
    }

    /// The input gradient is a convolution of stride 1, with zeros between the gradients and mirrored windows.
    private var backward: Sides {
      let last = sizes.window - 1
      return Sides(
        source: (sizes.ph, sizes.pw), target: (sizes.h, sizes.w), spread: sizes.stride, stride: 1,
        before: (last - sizes.before.down, last - sizes.before.right))
    }

    /// `depthwiseConvolution`.
    package func convolution(
      _ x: Tensor, weight: Tensor, bias: Tensor?, slope: Scalar, limit: Scalar
    ) -> Tensor {
      Tensor(shape: sizes.output) { out in
        x.withPointer { x in
          run(forward, source: x, weight, bias, mirrored: false, into: out) {
            $0.slope = slope
            $0.limit = limit
          }
        }
      }
    }

    /// `depthwiseConvolutionInputPullback`.
    package func inputPullback(
      _ dy: Tensor, result y: Tensor?, weight: Tensor, slope: Scalar, limit: Scalar
    ) -> Tensor {
      Tensor(shape: sizes.input) { out in
        dy.withPointer { dy in
          (y ?? weight).withPointer { rectified in
            run(backward, source: dy, weight, nil, mirrored: true, into: out) {
              guard y != nil else { return }
              $0.rectified = rectified + (UnsafePointer($0.source) - dy)
              $0.slope = slope
              $0.limit = limit
            }
          }
        }
      }
    }

    /// `depthwiseConvolutionWeightPullback`.
    ///
    /// Each part sums one block of channels over some images. The sums of the parts follow in double
    /// precision.
    package func weightPullback(_ dy: Tensor, input x: Tensor) -> Tensor {
      let group = (sizes.n + Self.parts - 1) / Self.parts
      let groups = (sizes.n + group - 1) / max(1, group)
      let area = sizes.window * sizes.window * lanes
      let sums = Tensor(shape: [max(1, groups), blocks, area]) { out in
        out.update(repeating: 0, count: max(1, groups) * blocks * area)
        x.withPointer { x in
          dy.withPointer { dy in
            ThreadPool.shared.forEach(groups * blocks) { part in
              let (first, block) = (part / blocks * group, part % blocks)
              let images = first..<min(sizes.n, first + group)
              withPart(
                forward, images: images, rows: 0..<sizes.ph, block: block, source: x, weight: x,
                tapStride: 0, target: out
              ) { convolution in
                microKernel.depthwiseWeight(
                  MicroKernel.DepthwiseWeight(
                    convolution: convolution,
                    gradient: dy + first * sizes.ph * sizes.pw * sizes.c + block * lanes,
                    sums: out + part * area))
              }
            }
          }
        }
      }
      return Tensor(shape: sizes.weight) { out in
        sums.withPointer { sums in
          for tap in 0..<sizes.window * sizes.window {
            for channel in 0..<sizes.c {
              var total = 0.0
              for group in 0..<groups {
                let part = group * blocks + channel / lanes
                total += Double(sums[part * area + tap * lanes + channel % lanes])
              }
              out[tap * sizes.c + channel] = Scalar(total)
            }
          }
        }
      }
    }

    /// Computes a product for all images.
    private func run(
      _ sides: Sides, source: UnsafePointer<Scalar>, _ weight: Tensor, _ bias: Tensor?,
      mirrored: Bool, into out: UnsafeMutablePointer<Scalar>,
      _ finish: (inout MicroKernel.Depthwise) -> Void
    ) {
      let larger = max(sides.source.height * sides.source.width, sizes.ph * sizes.pw) * sizes.c
      let images = max(1, min(sizes.n, Self.partNumbers / max(1, larger)))
      let imageParts = (sizes.n + images - 1) / images
      let bands = (larger + 2 * Self.partNumbers - 1) / (2 * Self.partNumbers)
      let rows = max(8, (sides.target.height + bands - 1) / max(1, bands))
      let rowParts = (sides.target.height + rows - 1) / rows
      let plain = imageParts * rowParts
      let wantedParts = max(1, min(blocks, (Self.parts + plain - 1) / max(1, plain)))
      let blocksOfPart = (blocks + wantedParts - 1) / wantedParts
      let channelParts = (blocks + blocksOfPart - 1) / blocksOfPart
      let taps = sizes.window * sizes.window
      // Numbers of the last block that are not there become zeros.
      let width = blocks * lanes
      withScratch((taps + 1) * width) { packed in
        packed.update(repeating: 0, count: (taps + 1) * width)
        weight.withPointer { weight in
          for tap in 0..<taps {
            (packed + (mirrored ? taps - 1 - tap : tap) * width).update(
              from: weight + tap * sizes.c, count: sizes.c)
          }
        }
        bias?.withPointer { (packed + taps * width).update(from: $0, count: sizes.c) }
        ThreadPool.shared.forEach(plain * channelParts) { part in
          let (place, channelPart) = (part / channelParts, part % channelParts)
          let firstImage = place / rowParts * images
          let firstRow = place % rowParts * rows
          for block in channelPart * blocksOfPart..<min(blocks, (channelPart + 1) * blocksOfPart) {
            withPart(
              sides, images: firstImage..<min(sizes.n, firstImage + images),
              rows: firstRow..<min(sides.target.height, firstRow + rows), block: block,
              source: source, weight: packed + block * lanes, tapStride: width, target: out
            ) { convolution in
              if bias != nil {
                convolution.bias = UnsafePointer(packed + taps * width + block * lanes)
              }
              finish(&convolution)
              microKernel.depthwise(convolution)
            }
          }
        }
      }
    }

    /// Calls `body` with the description of a block of channels, for some images and some rows of results.
    private func withPart(
      _ sides: Sides, images: Range<Int>, rows: Range<Int>, block: Int,
      source: UnsafePointer<Scalar>, weight: UnsafePointer<Scalar>, tapStride: Int,
      target: UnsafeMutablePointer<Scalar>, _ body: (inout MicroKernel.Depthwise) -> Void
    ) {
      let sourceArea = sides.source.height * sides.source.width * sizes.c
      let targetArea = sides.target.height * sides.target.width * sizes.c
      let count = MicroKernel.Depthwise.scratchCount(
        window: sizes.window, stride: sides.stride, columns: sides.target.width, lanes: lanes)
      withScratch(count) { scratch in
        var convolution = MicroKernel.Depthwise(
          source: source + images.lowerBound * sourceArea + block * lanes,
          height: sides.source.height, width: sides.source.width, channels: sizes.c,
          present: min(lanes, sizes.c - block * lanes), images: images.count,
          sourceStride: sourceArea, targetStride: targetArea, spread: sides.spread,
          down: sides.before.down, right: sides.before.right, window: sizes.window,
          stride: sides.stride, weight: weight, tapStride: tapStride,
          target: target + images.lowerBound * targetArea + block * lanes, rows: rows,
          columns: sides.target.width, scratch: scratch)
        body(&convolution)
      }
    }
  }
#endif
