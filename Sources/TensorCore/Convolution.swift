/// The window of a convolution: its size, its step and the zeros around the picture.
public struct ConvolutionWindow: Sendable, Hashable {
  /// Rows of the window.
  public let height: Int
  /// Columns of the window.
  public let width: Int
  /// Pixels from one position to the next, down and across.
  public let stride: Int
  /// Zeros on each side of the picture.
  public let padding: Int

  /// Makes a window.
  public init(height: Int, width: Int, stride: Int = 1, padding: Int = 0) {
    precondition(height > 0 && width > 0 && stride > 0 && padding >= 0, "no such window")
    self.height = height
    self.width = width
    self.stride = stride
    self.padding = padding
  }

  /// The number of positions of the window over a picture, down and across.
  public func positions(height h: Int, width w: Int) -> (height: Int, width: Int) {
    precondition(
      h + 2 * padding >= height && w + 2 * padding >= width,
      "a window of \(height) x \(width) does not fit \(h) x \(w)")
    return ((h + 2 * padding - height) / stride + 1, (w + 2 * padding - width) / stride + 1)
  }
}

/// The sizes of one convolution: input x [n, h, w, c], weight [kh, kw, c, o], output [n, ph, pw, o].
private struct ConvolutionSizes {
  let n, h, w, c, o, ph, pw: Int
  let window: ConvolutionWindow

  init(input: [Int], weight: [Int], window: ConvolutionWindow) {
    precondition(input.count == 4 && weight.count == 4, "a convolution takes pictures and weights")
    precondition(
      weight[0] == window.height && weight[1] == window.width && weight[2] == input[3],
      "weight \(weight) does not fit input \(input) and its window")
    (n, h, w, c, o) = (input[0], input[1], input[2], input[3], weight[3])
    (ph, pw) = window.positions(height: h, width: w)
    self.window = window
  }

  var output: [Int] { [n, ph, pw, o] }
  var positions: Int { ph * pw }
  var patch: Int { window.height * window.width * c }
  /// One window covers the whole picture, so that the patch is the picture itself.
  var coversInput: Bool {
    window.padding == 0 && window.height == h && window.width == w
  }

  /// Pictures to a block, so that a block has at least `rows` window positions.
  func block(rows: Int) -> Int { max(1, min(n, (rows + positions - 1) / positions)) }

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

/// Slides weights over pictures: the convolution of deep learning, which does not mirror the kernel.
///
/// It takes pictures [n, height, width, in], a weight [window height, window width, in, out] and a
/// bias [out] to [n, positions down, positions across, out].
public func convolution(
  _ x: Tensor, weight: Tensor, bias: Tensor? = nil, window: ConvolutionWindow
) -> Tensor {
  let sizes = ConvolutionSizes(input: x.shape, weight: weight.shape, window: window)
  if sizes.coversInput {
    let y = matrixProduct(
      x.reshaped([sizes.n, sizes.patch]), weight.reshaped([sizes.patch, sizes.o])
    ).reshaped(sizes.output)
    return bias.map { addingToRows(y, $0) } ?? y
  }
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

/// The gradient of `convolution` with respect to its pictures, given that of its result.
///
/// It is also the transposed convolution: `weight` is [window height, window width, out, in] then.
public func convolutionInputPullback(
  _ dy: Tensor, weight: Tensor, inputShape: [Int], window: ConvolutionWindow
) -> Tensor {
  let sizes = ConvolutionSizes(input: inputShape, weight: weight.shape, window: window)
  precondition(dy.shape == sizes.output, "gradient \(dy.shape) where \(sizes.output) is needed")
  if sizes.coversInput {
    return matrixProduct(
      dy.reshaped([sizes.n, sizes.o]), weight.reshaped([sizes.patch, sizes.o]),
      transposingSecond: true
    ).reshaped(inputShape)
  }
  let block = sizes.block(rows: 256)
  return Tensor(shape: inputShape) { out in
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

/// The gradient of `convolution` with respect to its weight, given that of its result.
///
/// Each part owns one row of the kernel and sees all pictures, so nothing is summed across workers
/// and the order of additions does not depend on their number.
public func convolutionWeightPullback(
  _ dy: Tensor, input x: Tensor, weightShape: [Int], window: ConvolutionWindow
) -> Tensor {
  let sizes = ConvolutionSizes(input: x.shape, weight: weightShape, window: window)
  precondition(dy.shape == sizes.output, "gradient \(dy.shape) where \(sizes.output) is needed")
  if sizes.coversInput {
    return matrixProduct(
      x.reshaped([sizes.n, sizes.patch]), dy.reshaped([sizes.n, sizes.o]), transposingFirst: true
    ).reshaped(weightShape)
  }
  let block = sizes.block(rows: 1024)
  let run = window.width * sizes.c
  return Tensor(shape: weightShape) { out in
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

/// Calls `body` with room for `count` numbers, whose values are arbitrary.
func withScratch<R>(_ count: Int, _ body: (UnsafeMutablePointer<Scalar>) -> R) -> R {
  let scratch = UnsafeMutablePointer<Scalar>.allocate(capacity: max(1, count))
  defer { scratch.deallocate() }
  return body(scratch)
}
