import Threads

// Bilinear interpolation of images [batch, height, width, channels].

/// Images of another size, from [n, h, w, channels] to [n, height, width, channels].
///
/// New pixel i lies at (i + 1/2) * ratio - 1/2 of the old ones and is interpolated between its neighbours; the
/// outermost pixels are repeated. An image that shrinks by more than half leaves pixels out.
public func resized(_ x: Tensor, height: Int, width: Int) -> Tensor {
  let (n, h, w, c) = (x.shape[0], x.shape[1], x.shape[2], x.channels)
  guard (h, w) != (height, width) else { return x }
  let (down, across) = (Interpolation(from: h, to: height), Interpolation(from: w, to: width))
  return Tensor(shape: [n, height, width, c]) { out in
    x.withPointer { px in
      ThreadPool.shared.forEach(n) { image in
        withUnsafeTemporaryAllocation(of: Scalar.self, capacity: w * c) { row in
          for y in 0..<height {
            let (upper, lower, share) = down[y]
            let (a, b) = (px + (image * h + upper) * w * c, px + (image * h + lower) * w * c)
            for i in 0..<w * c { row[i] = a[i] + share * (b[i] - a[i]) }
            let target = out + (image * height + y) * width * c
            for column in 0..<width {
              let (left, right, share) = across[column]
              for i in 0..<c {
                let value = row[left * c + i]
                target[column * c + i] = value + share * (row[right * c + i] - value)
              }
            }
          }
        }
      }
    }
  }
}

/// The gradient of `resized` with respect to images of `height` x `width`, given that of its result.
public func resizedPullback(_ dy: Tensor, height: Int, width: Int) -> Tensor {
  let (n, h, w, c) = (dy.shape[0], dy.shape[1], dy.shape[2], dy.channels)
  guard (h, w) != (height, width) else { return dy }
  let (down, across) = (Interpolation(from: height, to: h), Interpolation(from: width, to: w))
  return Tensor(shape: [n, height, width, c]) { out in
    out.update(repeating: 0, count: n * height * width * c)
    dy.withPointer { pdy in
      ThreadPool.shared.forEach(n) { image in
        withUnsafeTemporaryAllocation(of: Scalar.self, capacity: width * c) { row in
          for y in 0..<h {
            row.update(repeating: 0)
            let source = pdy + (image * h + y) * w * c
            for column in 0..<w {
              let (left, right, share) = across[column]
              for i in 0..<c {
                let gradient = source[column * c + i]
                row[left * c + i] += (1 - share) * gradient
                row[right * c + i] += share * gradient
              }
            }
            let (upper, lower, share) = down[y]
            let (a, b) = (
              out + (image * height + upper) * width * c, out + (image * height + lower) * width * c
            )
            for i in 0..<width * c {
              a[i] += (1 - share) * row[i]
              b[i] += share * row[i]
            }
          }
        }
      }
    }
  }
}

/// Between which two old pixels each new one lies along one side, and the share of the second.
private struct Interpolation {
  private let ratio: Scalar
  private let last: Int

  init(from oldSize: Int, to newSize: Int) {
    ratio = Scalar(oldSize) / Scalar(newSize)
    last = oldSize - 1
  }

  subscript(index: Int) -> (first: Int, second: Int, share: Scalar) {
    let position = min(Scalar(last), max(0, (Scalar(index) + 0.5) * ratio - 0.5))
    let first = Int(position)
    return (first, min(last, first + 1), position - Scalar(first))
  }
}
