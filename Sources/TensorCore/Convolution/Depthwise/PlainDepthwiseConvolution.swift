import Threads

// Depthwise convolutions by plain loops, on any processor and in double precision: the reference of the others.

extension DepthwiseSizes {
  /// `depthwiseConvolution` without bias and ReLU.
  func plainConvolution(_ x: Tensor, weight: Tensor) -> Tensor {
    Tensor(shape: output) { out in
      x.withPointer { px in
        weight.withPointer { weight in
          ThreadPool.shared.forEach(n * ph) { row in
            let (image, y) = (row / ph, row % ph)
            let target = out + row * pw * c
            target.update(repeating: 0, count: pw * c)
            forEachTap(y) { ky, iy, x, kx, ix in
              let source = px + ((image * h + iy) * w + ix) * c
              let (factor, sum) = (weight + (ky * window + kx) * c, target + x * c)
              for channel in 0..<c { sum[channel] += source[channel] * factor[channel] }
            }
          }
        }
      }
    }
  }

  /// `depthwiseConvolutionInputPullback`, without ReLU.
  func plainInputPullback(_ dy: Tensor, weight: Tensor) -> Tensor {
    Tensor(shape: input) { out in
      dy.withPointer { dy in
        weight.withPointer { weight in
          ThreadPool.shared.forEach(n) { image in
            let target = out + image * h * w * c
            target.update(repeating: 0, count: h * w * c)
            for y in 0..<ph {
              forEachTap(y) { ky, iy, x, kx, ix in
                let source = dy + ((image * ph + y) * pw + x) * c
                let (factor, sum) = (weight + (ky * window + kx) * c, target + (iy * w + ix) * c)
                for channel in 0..<c { sum[channel] += source[channel] * factor[channel] }
              }
            }
          }
        }
      }
    }
  }

  /// `depthwiseConvolutionWeightPullback`: each part sums one row of the window over all images.
  func plainWeightPullback(_ dy: Tensor, input x: Tensor) -> Tensor {
    Tensor(shape: weight) { out in
      x.withPointer { px in
        dy.withPointer { dy in
          ThreadPool.shared.forEach(window) { part in
            (out + part * window * c).update(repeating: 0, count: window * c)
            for row in 0..<n * ph {
              let image = row / ph
              forEachTap(row % ph, kernelRows: part..<part + 1) { ky, iy, x, kx, ix in
                let source = px + ((image * h + iy) * w + ix) * c
                let (factor, sum) = (
                  dy + (row * pw + x) * c, out + (ky * window + kx) * c
                )
                for channel in 0..<c { sum[channel] += source[channel] * factor[channel] }
              }
            }
          }
        }
      }
    }
  }

  /// Calls `body` for each tap inside the image, for all results of a row.
  ///
  /// The arguments are the tap's row, the image's row, the result's column, the tap's column and the image's
  /// column.
  @inline(__always)
  private func forEachTap(
    _ y: Int, kernelRows: Range<Int>? = nil, _ body: (Int, Int, Int, Int, Int) -> Void
  ) {
    let rows = taps(y, before: before.down, count: h)
    for ky in rows.taps where kernelRows?.contains(ky) ?? true {
      for x in 0..<pw {
        let columns = taps(x, before: before.right, count: w)
        for kx in columns.taps { body(ky, rows.first + ky, x, kx, columns.first + kx) }
      }
    }
  }
}
