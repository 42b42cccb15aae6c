// Convolutions as matrix products of unfolded patches (im2col), by OpenBLAS: the portable way, and the
// reference for all others.

/// `convolution` without its activation.
func unfoldedConvolution(
  _ x: Tensor, weight: Tensor, bias: Tensor?, sizes: ConvolutionSizes
) -> Tensor {
  let window = sizes.window
  // Blocks of about 256 positions keep the unfolded patches in the second-level cache.
  let block = sizes.block(rows: 256)
  return Tensor(shape: sizes.output) { out in
    x.withPointer { px in
      weight.withPointer { pw in
        Workers.shared.forEachRange(sizes.n, length: block) { pictures in
          let rows = pictures.count * sizes.positions
          let result = out + pictures.lowerBound * sizes.positions * sizes.o
          if let bias {
            bias.withPointer { b in
              for row in 0..<rows { (result + row * sizes.o).update(from: b, count: sizes.o) }
            }
          }
          withScratch(rows * sizes.patch) { patches in
            for (index, picture) in pictures.enumerated() {
              for ky in 0..<window.height {
                sizes.unfold(
                  px + picture * sizes.h * sizes.w * sizes.c, kernelRow: ky,
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
func unfoldedInputPullback(_ dy: Tensor, weight: Tensor, sizes: ConvolutionSizes) -> Tensor {
  let window = sizes.window
  let block = sizes.block(rows: 256)
  return Tensor(shape: sizes.input) { out in
    dy.withPointer { pdy in
      weight.withPointer { pw in
        Workers.shared.forEachRange(sizes.n, length: block) { pictures in
          let rows = pictures.count * sizes.positions
          withScratch(rows * sizes.patch) { patches in
            multiply(
              MatrixPointer(
                start: pdy + pictures.lowerBound * sizes.positions * sizes.o, stride: sizes.o),
              MatrixPointer(start: pw, stride: sizes.o, transposed: true), rows: rows,
              columns: sizes.patch, inner: sizes.o, into: patches, stride: sizes.patch)
            for (index, picture) in pictures.enumerated() {
              let area = sizes.h * sizes.w * sizes.c
              let target = out + picture * area
              target.update(repeating: 0, count: area)
              for ky in 0..<window.height {
                sizes.fold(
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
/// Each part owns one row of the kernel and sees all pictures, so nothing is summed across workers
/// and the order of additions does not depend on their number.
func unfoldedWeightPullback(_ dy: Tensor, input x: Tensor, sizes: ConvolutionSizes) -> Tensor {
  let window = sizes.window
  let block = sizes.block(rows: 1024)
  let run = window.width * sizes.c
  return Tensor(shape: sizes.weight) { out in
    x.withPointer { px in
      dy.withPointer { pdy in
        Workers.shared.forEach(window.height) { ky in
          withScratch(block * sizes.positions * run) { patches in
            for start in stride(from: 0, to: sizes.n, by: block) {
              let pictures = start..<min(sizes.n, start + block)
              for (index, picture) in pictures.enumerated() {
                sizes.unfold(
                  px + picture * sizes.h * sizes.w * sizes.c, kernelRow: ky,
                  into: patches + index * sizes.positions * run, stride: run)
              }
              multiply(
                MatrixPointer(start: patches, stride: run, transposed: true),
                MatrixPointer(start: pdy + start * sizes.positions * sizes.o, stride: sizes.o),
                rows: run, columns: sizes.o, inner: pictures.count * sizes.positions,
                into: out + ky * run * sizes.o, stride: sizes.o, accumulating: start > 0)
            }
          }
        }
      }
    }
  }
}

extension ConvolutionSizes {
  /// Calls `body` with each run of pixels that one kernel row sees at one position.
  ///
  /// The arguments are the position, the first pixel column inside the picture, the columns left
  /// out before it, and the number of columns; rows outside the picture have no columns.
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

  /// Copies the patches of kernel row `ky` of one picture to rows of `out`, `stride` apart.
  @inline(__always)
  func unfold(
    _ picture: UnsafePointer<Scalar>, kernelRow ky: Int, into out: UnsafeMutablePointer<Scalar>,
    stride: Int
  ) {
    let length = window.width * c
    forEachRun(kernelRow: ky) { position, row, column, skipped, columns in
      let target = out + position * stride
      if columns == window.width {
        target.update(from: picture + (row * w + column) * c, count: length)
      } else {
        target.update(repeating: 0, count: length)
        if columns > 0 {
          (target + skipped * c).update(from: picture + (row * w + column) * c, count: columns * c)
        }
      }
    }
  }

  /// Adds rows of patches of kernel row `ky` to one picture: the adjoint of `unfold`.
  @inline(__always)
  func fold(
    _ patches: UnsafePointer<Scalar>, kernelRow ky: Int, onto picture: UnsafeMutablePointer<Scalar>,
    stride: Int
  ) {
    forEachRun(kernelRow: ky) { position, row, column, skipped, columns in
      guard columns > 0 else { return }
      let source = patches + position * stride + skipped * c
      let target = picture + (row * w + column) * c
      for i in 0..<columns * c { target[i] += source[i] }
    }
  }
}

/// Convolutions by unfolded patches and OpenBLAS, whatever the path: what tests hold the others against.
package struct ReferenceConvolution {
  private let sizes: ConvolutionSizes

  /// A convolution of pictures of shape `input` with a weight of shape `weight`.
  package init(input: [Int], weight: [Int], window: ConvolutionWindow) {
    sizes = ConvolutionSizes(input: input, weight: weight, window: window)
  }

  /// `convolution`.
  package func convolution(_ x: Tensor, weight: Tensor, bias: Tensor?) -> Tensor {
    unfoldedConvolution(x, weight: weight, bias: bias, sizes: sizes)
  }

  /// `convolutionInputPullback`.
  package func inputPullback(_ dy: Tensor, weight: Tensor) -> Tensor {
    unfoldedInputPullback(dy, weight: weight, sizes: sizes)
  }

  /// `convolutionWeightPullback`.
  package func weightPullback(_ dy: Tensor, input x: Tensor) -> Tensor {
    unfoldedWeightPullback(dy, input: x, sizes: sizes)
  }
}
