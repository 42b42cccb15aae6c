import Threads

// Kernels on a tensor seen as a matrix: its last dimension is a row, all others count the rows.

extension Tensor {
  /// The size of the last dimension; 1 for a single number.
  public var channels: Int { shape.last ?? 1 }
  /// The number of rows, if the last dimension is one row.
  ///
  /// A batch of images [n, height, width, channels] has n x height x width rows.
  public var rows: Int { count / max(1, channels) }
}

/// The number of rows of a part of about 32,768 elements, decided by the length of a row alone.
func rowsToAPart(_ channels: Int) -> Int { max(1, 32_768 / max(1, channels)) }

/// Adds one row [channels] to every row of `x` [..., channels].
///
/// It adds the bias of a layer. The pullback for the row is `sumOfRows`.
public func addingToRows(_ x: Tensor, _ row: Tensor) -> Tensor {
  let channels = x.channels
  precondition(row.count == channels, "a row of \(row.count) where \(channels) are needed")
  return Tensor(shape: x.shape) { out in
    x.withPointer { px in
      row.withPointer { pr in
        ThreadPool.shared.forEachRange(x.rows, length: rowsToAPart(channels)) { rows in
          for r in rows {
            let (source, target) = (px + r * channels, out + r * channels)
            for c in 0..<channels { target[c] = source[c] + pr[c] }
          }
        }
      }
    }
  }
}

/// The sum of all rows of `x` [..., channels]: [channels].
///
/// Parts of a fixed size are summed in single precision and then in double precision, in a fixed order.
public func sumOfRows(_ x: Tensor) -> Tensor {
  let channels = x.channels
  let length = rowsToAPart(channels)
  let parts = max(1, (x.rows + length - 1) / length)
  let partial = Tensor(shape: [parts, channels]) { out in
    out.update(repeating: 0, count: parts * channels)
    x.withPointer { px in
      ThreadPool.shared.forEachRange(x.rows, length: length) { rows in
        let sums = out + rows.lowerBound / length * channels
        for r in rows {
          let source = px + r * channels
          for c in 0..<channels { sums[c] += source[c] }
        }
      }
    }
  }
  return Tensor(shape: [channels]) { out in
    partial.withPointer { sums in
      for c in 0..<channels {
        var total = 0.0
        for part in 0..<parts { total += Double(sums[part * channels + c]) }
        out[c] = Scalar(total)
      }
    }
  }
}

/// The mean over the positions of each image, from [n, height, width, channels] to [n, channels].
///
/// Also known as global average pooling.
public func meanOfPositions(_ x: Tensor) -> Tensor {
  let (count, channels) = (x.shape[0], x.channels)
  let positions = x.rows / max(1, count)
  return Tensor(shape: [count, channels]) { out in
    x.withPointer { px in
      for n in 0..<count {
        for c in 0..<channels {
          var sum = 0.0
          for p in 0..<positions { sum += Double(px[(n * positions + p) * channels + c]) }
          out[n * channels + c] = Scalar(sum / Double(positions))
        }
      }
    }
  }
}

/// The gradient of `meanOfPositions` for an input of `shape`, given that of its result.
///
/// Each position gets an equal share of `dy`.
public func meanOfPositionsPullback(_ dy: Tensor, shape: [Int]) -> Tensor {
  let channels = dy.channels
  let positions = shape.dropLast().reduce(1, *) / max(1, shape[0])
  return Tensor(shape: shape) { out in
    dy.withPointer { pdy in
      for n in 0..<shape[0] {
        for p in 0..<positions {
          for c in 0..<channels {
            out[(n * positions + p) * channels + c] = pdy[n * channels + c] / Scalar(positions)
          }
        }
      }
    }
  }
}

/// Puts the rows of `a` [..., m] and `b` [..., n] side by side: [..., m + n].
///
/// All dimensions but the last must be equal. `columns(_:_:)` is the pullback.
public func concatenatingRows(_ a: Tensor, _ b: Tensor) -> Tensor {
  precondition(
    a.shape.dropLast() == b.shape.dropLast(), "rows of \(a.shape) and \(b.shape) do not match")
  let (ca, cb) = (a.channels, b.channels)
  return Tensor(shape: a.shape.dropLast() + [ca + cb]) { out in
    a.withPointer { pa in
      b.withPointer { pb in
        for r in 0..<a.rows {
          (out + r * (ca + cb)).update(from: pa + r * ca, count: ca)
          (out + r * (ca + cb) + ca).update(from: pb + r * cb, count: cb)
        }
      }
    }
  }
}

extension Tensor {
  /// Batches of equal shapes but for the first dimension, one after another.
  public init(joining batches: [Tensor]) {
    self.init(
      shape: [batches.reduce(0) { $0 + $1.shape[0] }] + batches[0].shape.dropFirst(),
      elements: batches.flatMap(\.elements))
  }

  /// Some items of the first dimension, in the order of `indices`.
  public func items(_ indices: [Int]) -> Tensor {
    let length = count / max(1, shape[0])
    return Tensor(
      shape: [indices.count] + shape.dropFirst(),
      elements: indices.flatMap { elements[$0 * length..<($0 + 1) * length] })
  }

  /// The same with other items in the places `indices` of the first dimension.
  public func replacingItems(_ indices: [Int], with others: Tensor) -> Tensor {
    precondition(
      others.shape == [indices.count] + shape.dropFirst(),
      "items of \(others.shape) do not fit into \(shape)")
    let length = count / max(1, shape[0])
    var result = elements
    for (row, index) in indices.enumerated() {
      result.replaceSubrange(
        index * length..<(index + 1) * length,
        with: others.elements[row * length..<(row + 1) * length])
    }
    return Tensor(shape: shape, elements: result)
  }
}

/// The columns of `x` [..., channels] in a range.
///
/// It is the pullback of `concatenatingRows` for one of its parts.
public func columns(_ x: Tensor, _ range: Range<Int>) -> Tensor {
  precondition(range.upperBound <= x.channels, "columns \(range) of \(x.channels)")
  return Tensor(shape: x.shape.dropLast() + [range.count]) { out in
    x.withPointer { px in
      for r in 0..<x.rows {
        (out + r * range.count).update(
          from: px + r * x.channels + range.lowerBound, count: range.count)
      }
    }
  }
}

/// Each row divided by its root mean square; `epsilon` is added to the mean square.
///
/// Source: Zhang and Sennrich, "Root mean square layer normalization", 2019.
public func scaledToUnitMeanSquare(_ x: Tensor, epsilon: Scalar) -> Tensor {
  let channels = x.channels
  return Tensor(shape: x.shape) { out in
    x.withPointer { px in
      for r in 0..<x.rows {
        let (source, target) = (px + r * channels, out + r * channels)
        let scale = reciprocalRootMeanSquare(source, channels, epsilon)
        for c in 0..<channels { target[c] = scale * source[c] }
      }
    }
  }
}

/// The gradient of `scaledToUnitMeanSquare` with respect to `x`, given that of its result.
public func scaledToUnitMeanSquarePullback(_ dy: Tensor, _ x: Tensor, epsilon: Scalar) -> Tensor {
  let channels = x.channels
  return Tensor(shape: x.shape) { out in
    x.withPointer { px in
      dy.withPointer { pdy in
        for r in 0..<x.rows {
          let (source, target) = (px + r * channels, out + r * channels)
          let gradient = pdy + r * channels
          let scale = reciprocalRootMeanSquare(source, channels, epsilon)
          var product: Scalar = 0
          for c in 0..<channels { product += gradient[c] * source[c] }
          let share = product * scale * scale / Scalar(channels)
          for c in 0..<channels { target[c] = scale * (gradient[c] - share * source[c]) }
        }
      }
    }
  }
}

private func reciprocalRootMeanSquare(
  _ row: UnsafePointer<Scalar>, _ channels: Int, _ epsilon: Scalar
) -> Scalar {
  var sum: Scalar = 0
  for c in 0..<channels { sum += row[c] * row[c] }
  return 1 / (sum / Scalar(channels) + epsilon).squareRoot()
}
