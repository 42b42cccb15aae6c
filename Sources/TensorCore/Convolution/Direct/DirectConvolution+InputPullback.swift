#if !DOUBLE_PRECISION
  import MicroKernels
  import Threads

  extension DirectConvolution {
    package func inputPullback(
      _ dy: Tensor, weight: PackedWeight, bias: Tensor?, slope: Scalar
    ) -> Tensor {
      if sizes.coversInput { return wholeImages(dy, weight: weight, bias: bias, slope: slope) }
      precondition(hasInputPullback, "the stride does not divide the window")
      return Tensor(shape: sizes.input) { out in
        if usesCol2Im {
          runCol2Im(dy, weight, bias: bias, slope: slope, into: out)
        } else {
          runPhases(dy, weight, bias: bias, slope: slope, into: out)
        }
      }
    }

    /// The gradient where the window covers the image: each result becomes a whole image.
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

    /// The gradient as one convolution of stride 1 for each `Phase`.
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

    /// The gradient by col2im: products with the whole window, added up in place.
    private func runCol2Im(
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
            // The last panel is written whole, with the columns of zeros that pad the weight.
            for panel in 0..<panels.panelCount {
              microKernel.multiply(
                MicroKernel.Product(
                  source: dy + image * sizes.positions * sizes.o,
                  sourceOffsets: table.source(0), target: patches + panel * microKernel.columns,
                  targetOffsets: table.target(0), microtiles: table.microtiles, segments: 1,
                  segmentStride: 0,
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
              sizes.col2im(patches + ky * run, kernelRow: ky, onto: target, stride: width)
            }
            if slope != 1 {
              for i in 0..<area where target[i] < 0 { target[i] *= slope }
            }
          }
        }
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
#endif
