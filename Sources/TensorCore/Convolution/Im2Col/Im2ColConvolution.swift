import Threads

// Convolutions as matrix products of im2col patches, by OpenBLAS: the portable method, and the
// reference for all others.

/// `convolution` without its activation.
func im2colConvolution(
  _ x: Tensor, weight: Tensor, bias: Tensor?, sizes: ConvolutionSizes
) -> Tensor {
  let window = sizes.window
  // Blocks of about 256 positions keep the im2col patches in the second-level cache.
  let block = sizes.block(rows: 256)
  return Tensor(shape: sizes.output) { out in
    x.withPointer { px in
      weight.withPointer { pw in
        ThreadPool.shared.forEachRange(sizes.n, length: block) { images in
          let rows = images.count * sizes.positions
          let result = out + images.lowerBound * sizes.positions * sizes.o
          if let bias {
            bias.withPointer { b in
              for row in 0..<rows { (result + row * sizes.o).update(from: b, count: sizes.o) }
            }
          }
          withScratch(rows * sizes.patch) { patches in
            for (index, image) in images.enumerated() {
              for ky in 0..<window.height {
                sizes.im2col(
                  px + image * sizes.h * sizes.w * sizes.c, kernelRow: ky,
                  into: patches + index * sizes.positions * sizes.patch
                    + ky * window.width * sizes.c, stride: sizes.patch)
              }
            }
            multiply(
              MatrixPointer(start: patches, stride: sizes.patch),
              MatrixPointer(start: pw, stride: sizes.o), rows: rows, columns: sizes.o,
              inner: sizes.patch, into: result, stride: sizes.o, accumulating: bias != nil)
          }
        }
      }
    }
  }
}

/// `convolutionInputPullback` without bias and activation.
func im2colInputPullback(_ dy: Tensor, weight: Tensor, sizes: ConvolutionSizes) -> Tensor {
  let window = sizes.window
  let block = sizes.block(rows: 256)
  return Tensor(shape: sizes.input) { out in
    dy.withPointer { pdy in
      weight.withPointer { pw in
        ThreadPool.shared.forEachRange(sizes.n, length: block) { images in
          let rows = images.count * sizes.positions
          withScratch(rows * sizes.patch) { patches in
            multiply(
              MatrixPointer(
                start: pdy + images.lowerBound * sizes.positions * sizes.o, stride: sizes.o),
              MatrixPointer(start: pw, stride: sizes.o, transposed: true), rows: rows,
              columns: sizes.patch, inner: sizes.o, into: patches, stride: sizes.patch)
            for (index, image) in images.enumerated() {
              let area = sizes.h * sizes.w * sizes.c
              let target = out + image * area
              target.update(repeating: 0, count: area)
              for ky in 0..<window.height {
                sizes.col2im(
                  patches + index * sizes.positions * sizes.patch + ky * window.width * sizes.c,
                  kernelRow: ky, onto: target, stride: sizes.patch)
              }
            }
          }
        }
      }
    }
  }
}

/// `convolutionWeightPullback`.
///
/// Each part computes one row of the window, for all images. So no sum crosses threads, and the order
/// of additions does not depend on their number.
func im2colWeightPullback(_ dy: Tensor, input x: Tensor, sizes: ConvolutionSizes) -> Tensor {
  let window = sizes.window
  let block = sizes.block(rows: 1024)
  let run = window.width * sizes.c
  return Tensor(shape: sizes.weight) { out in
    x.withPointer { px in
      dy.withPointer { pdy in
        ThreadPool.shared.forEach(window.height) { ky in
          withScratch(block * sizes.positions * run) { patches in
            for start in stride(from: 0, to: sizes.n, by: block) {
              let images = start..<min(sizes.n, start + block)
              for (index, image) in images.enumerated() {
                sizes.im2col(
                  px + image * sizes.h * sizes.w * sizes.c, kernelRow: ky,
                  into: patches + index * sizes.positions * run, stride: run)
              }
              multiply(
                MatrixPointer(start: patches, stride: run, transposed: true),
                MatrixPointer(start: pdy + start * sizes.positions * sizes.o, stride: sizes.o),
                rows: run, columns: sizes.o, inner: images.count * sizes.positions,
                into: out + ky * run * sizes.o, stride: sizes.o, accumulating: start > 0)
            }
          }
        }
      }
    }
  }
}

extension ConvolutionSizes {
  /// Calls `body` with the run of pixels under kernel row `ky`, for each position of the window.
  ///
  /// The arguments are the position, the pixel row, the first pixel column inside the image, the columns
  /// skipped before it, and the number of columns. A row outside the image has no columns.
  @inline(__always)
  func forEachRun(
    kernelRow ky: Int,
    _ body: (_ position: Int, _ row: Int, _ column: Int, _ skipped: Int, _ columns: Int) -> Void
  ) {
    for py in 0..<ph {
      let y = py * window.stride + ky - window.padding
      let inside = y >= 0 && y < h
      for px in 0..<pw {
        let x = px * window.stride - window.padding
        let first = max(0, x)
        let columns = inside ? max(0, min(w, x + window.width) - first) : 0
        body(py * pw + px, y, first, first - x, columns)
      }
    }
  }

  /// Copies the patches of kernel row `ky` of one image to rows of `out`, `stride` numbers apart.
  @inline(__always)
  func im2col(
    _ image: UnsafePointer<Scalar>, kernelRow ky: Int, into out: UnsafeMutablePointer<Scalar>,
    stride: Int
  ) {
    let length = window.width * c
    forEachRun(kernelRow: ky) { position, row, column, skipped, columns in
      let target = out + position * stride
      if columns == window.width {
        target.update(from: image + (row * w + column) * c, count: length)
      } else {
        target.update(repeating: 0, count: length)
        if columns > 0 {
          (target + skipped * c).update(from: image + (row * w + column) * c, count: columns * c)
        }
      }
    }
  }

  /// Adds rows of patches of kernel row `ky` to one image: the adjoint of `im2col`.
  @inline(__always)
  func col2im(
    _ patches: UnsafePointer<Scalar>, kernelRow ky: Int, onto image: UnsafeMutablePointer<Scalar>,
    stride: Int
  ) {
    forEachRun(kernelRow: ky) { position, row, column, skipped, columns in
      guard columns > 0 else { return }
      let source = patches + position * stride + skipped * c
      let target = image + (row * w + column) * c
      for i in 0..<columns * c { target[i] += source[i] }
    }
  }
}

/// Convolutions by im2col and OpenBLAS on every path: tests compare the other methods with it.
package struct ReferenceConvolution {
  private let sizes: ConvolutionSizes

  /// A convolution of images of shape `input` with a weight of shape `weight`.
  package init(input: [Int], weight: [Int], window: ConvolutionWindow) {
    sizes = ConvolutionSizes(input: input, weight: weight, window: window)
  }

  /// `convolution`.
  package func convolution(_ x: Tensor, weight: Tensor, bias: Tensor?) -> Tensor {
    im2colConvolution(x, weight: weight, bias: bias, sizes: sizes)
  }

  /// `convolutionInputPullback`.
  package func inputPullback(_ dy: Tensor, weight: Tensor) -> Tensor {
    im2colInputPullback(dy, weight: weight, sizes: sizes)
  }

  /// `convolutionWeightPullback`.
  package func weightPullback(_ dy: Tensor, input x: Tensor) -> Tensor {
    im2colWeightPullback(dy, input: x, sizes: sizes)
  }
}
