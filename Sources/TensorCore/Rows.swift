// Kernels on a tensor seen as a matrix: its last dimension is a row, all others count the rows.

extension Tensor {
  /// The size of the last dimension.
  public var channels: Int { shape.last ?? 1 }
  /// The number of rows when the last dimension is one row.
  public var rows: Int { count / max(1, channels) }
}

/// Rows to a part: fixed by the row's length, so that a part has about 32,768 elements.
private func rowsToAPart(_ channels: Int) -> Int { max(1, 32_768 / max(1, channels)) }

/// Adds one row to every row of `x`.
public func addingToRows(_ x: Tensor, _ row: Tensor) -> Tensor {
  let channels = x.channels
  precondition(row.count == channels, "a row of \(row.count) where \(channels) are needed")
  return Tensor(shape: x.shape) { out in
    x.withPointer { px in
      row.withPointer { pr in
        Workers.shared.forEachRange(x.rows, length: rowsToAPart(channels)) { rows in
          for r in rows {
            let (source, target) = (px + r * channels, out + r * channels)
            for c in 0..<channels { target[c] = source[c] + pr[c] }
          }
        }
      }
    }
  }
}

/// The sum of all rows: [channels].
public func sumOfRows(_ x: Tensor) -> Tensor {
  let channels = x.channels
  let length = rowsToAPart(channels)
  let parts = max(1, (x.rows + length - 1) / length)
  let partial = Tensor(shape: [parts, channels]) { out in
    out.update(repeating: 0, count: parts * channels)
    x.withPointer { px in
      Workers.shared.forEachRange(x.rows, length: length) { rows in
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

/// Puts the rows of `a` and `b` side by side.
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

/// The columns of `x` in a range: the pullback of `concatenatingRows` for one of its parts.
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
