import Glibc
import Threads

/// The softmax of each row of `x` [..., classes]: probabilities, which sum to 1.
///
/// The largest score of a row is subtracted first, so that large scores do not overflow. A score that is not
/// a number makes its row not a number.
public func softmax(_ x: Tensor) -> Tensor {
  let classes = x.channels
  let (vectors, rest) = Vector.parts(of: classes)
  return Tensor(shape: x.shape) { out in
    x.withPointer { px in
      ThreadPool.shared.forEachRange(x.rows, length: rowsToAPart(classes)) { rows in
        for r in rows {
          let (source, target) = (px + r * classes, out + r * classes)
          var largests = Vector(repeating: source[0])
          for c in vectors {
            // Not `pointwiseMax`, which is compiled to one comparison after another.
            let x = Vector(at: source + c)
            largests = largests.replacing(with: x, where: x .> largests)
          }
          var largest = largests.max()
          for c in rest { largest = max(largest, source[c]) }
          var totals = Vector.zero
          for c in vectors {
            let y = exponential(Vector(at: source + c) - largest)
            y.store(at: target + c)
            totals += y
          }
          var total = totals.sum()
          for c in rest {
            target[c] = exp(source[c] - largest)
            total += target[c]
          }
          for c in 0..<classes { target[c] /= total }
        }
      }
    }
  }
}

/// The gradient of a loss with respect to the scores, from its gradient `dy` with respect to the
/// probabilities, the result of `softmax`.
public func softmaxPullback(_ dy: Tensor, result y: Tensor) -> Tensor {
  let classes = y.channels
  let (vectors, rest) = Vector.parts(of: classes)
  return Tensor(shape: y.shape) { out in
    dy.withPointer { pd in
      y.withPointer { py in
        ThreadPool.shared.forEachRange(y.rows, length: rowsToAPart(classes)) { rows in
          for r in rows {
            let at = r * classes
            let (dy, y, target) = (pd + at, py + at, out + at)
            var means = Vector.zero
            for c in vectors { means += Vector(at: dy + c) * Vector(at: y + c) }
            var mean = means.sum()
            for c in rest { mean += dy[c] * y[c] }
            for c in 0..<classes { target[c] = y[c] * (dy[c] - mean) }
          }
        }
      }
    }
  }
}

/// The mean cross-entropy of rows of scores [n, classes] with the right classes, in nats.
///
/// With smoothing s from 0 to 1, the target probability is 1 - s + s / classes for the right class and
/// s / classes for every other class. There is one label for each row, from 0 to classes - 1.
public func meanCrossEntropy(_ x: Tensor, labels: [Int], smoothing: Scalar = 0) -> Scalar {
  check(x, labels)
  let classes = x.channels
  var total = 0.0
  for (r, label) in labels.enumerated() {
    let row = x.elements[r * classes..<(r + 1) * classes]
    let largest = Double(row.max() ?? 0)
    let normalizer = largest + log(row.reduce(0) { $0 + exp(Double($1) - largest) })
    let mean = row.reduce(0) { $0 + Double($1) } / Double(classes)
    let expected =
      (1 - Double(smoothing)) * Double(row[row.startIndex + label]) + Double(smoothing) * mean
    total += normalizer - expected
  }
  return Scalar(total / Double(max(1, labels.count)))
}

/// The gradient of `meanCrossEntropy` with respect to the scores, times `dy`: [n, classes].
///
/// It is the softmax minus the target probabilities, divided by n.
public func meanCrossEntropyPullback(
  _ dy: Scalar, _ x: Tensor, labels: [Int], smoothing: Scalar = 0
) -> Tensor {
  check(x, labels)
  let classes = x.channels
  let step = dy / Scalar(max(1, labels.count))
  var gradient = softmax(x)
  for (r, label) in labels.enumerated() {
    for c in 0..<classes {
      let expected = (c == label ? 1 - smoothing : 0) + smoothing / Scalar(classes)
      gradient.elements[r * classes + c] = step * (gradient.elements[r * classes + c] - expected)
    }
  }
  return gradient
}

private func check(_ x: Tensor, _ labels: [Int]) {
  precondition(x.rows == labels.count, "\(labels.count) labels for \(x.rows) rows")
  precondition(labels.allSatisfy { (0..<x.channels).contains($0) }, "a label without a column")
}
