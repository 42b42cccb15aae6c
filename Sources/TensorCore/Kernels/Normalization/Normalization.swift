/// The factor and addend of each channel that give it the mean `bias` and the standard deviation `gain`.
private func channelMap(
  _ statistics: ChannelStatistics, gain: Tensor, bias: Tensor, epsilon: Scalar
) -> (scale: Tensor, shift: Tensor) {
  var scale = statistics.variance
  var shift = statistics.mean
  for i in 0..<scale.count {
    let c = i % gain.count
    scale.elements[i] = gain.elements[c] / (statistics.variance.elements[i] + epsilon).squareRoot()
    shift.elements[i] = bias.elements[c] - statistics.mean.elements[i] * scale.elements[i]
  }
  return (scale, shift)
}

/// Normalises each channel: (x - mean) / sqrt(variance + epsilon) * gain + bias, then `leakyReLU`.
///
/// x is [batch, ..., channels], gain and bias are [channels]. The statistics have one row for the batch or
/// one row for each image. A `slope` of 1 leaves negative results as they are.
public func normalized(
  _ x: Tensor, by statistics: ChannelStatistics, gain: Tensor, bias: Tensor, epsilon: Scalar,
  slope: Scalar = 1
) -> Tensor {
  let kind: NormalizationKind = statistics.mean.shape[0] == 1 ? .batch : .instance
  let segments = NormalizationSegments(x, kind)
  let channels = segments.channels
  let (scale, shift) = channelMap(statistics, gain: gain, bias: bias, epsilon: epsilon)
  return Tensor(shape: x.shape) { out in
    x.withPointer { px in
      scale.withPointer { ps in
        shift.withPointer { pb in
          segments.forEachPart { segment, _, rows in
            let (s, b) = (ps + segment * channels, pb + segment * channels)
            for r in rows {
              let (source, target) = (px + r * channels, out + r * channels)
              for c in 0..<channels {
                let y = source[c] * s[c] + b[c]
                target[c] = y > 0 ? y : slope * y
              }
            }
          }
        }
      }
    }
  }
}

/// The gradients of `normalized` by the statistics of x itself, given that of its result.
///
/// Mean and variance depend on x too. Their share centres the gradient and removes its component along
/// the normalised x. The signs of the results are computed again from x, so the result need not be kept.
/// If x is a part of a batch and the statistics are those of the whole, `sumOverParts` sums this share over
/// all parts. The gradients of gain and bias are those of this part alone.
public func normalizedPullback(
  _ dy: Tensor, _ x: Tensor, by statistics: ChannelStatistics, gain: Tensor, bias: Tensor,
  epsilon: Scalar, slope: Scalar = 1, sumOverParts: SumOverParts? = nil
) -> (x: Tensor, gain: Tensor, bias: Tensor) {
  let kind: NormalizationKind = statistics.mean.shape[0] == 1 ? .batch : .instance
  let segments = NormalizationSegments(x, kind)
  let channels = segments.channels
  var inverse = statistics.variance
  for i in 0..<inverse.count {
    inverse.elements[i] = 1 / (inverse.elements[i] + epsilon).squareRoot()
  }
  let (scale, shift) = channelMap(statistics, gain: gain, bias: bias, epsilon: epsilon)
  let sums: [Double] = withPointers([x, dy, statistics.mean, inverse, scale, shift]) { p in
    withScratch(segments.count * segments.partsOfSegment * 2 * channels) { partial in
      segments.forEachPart { segment, part, rows in
        let at = segment * channels
        let (mean, inverse, s, b) = (p[2] + at, p[3] + at, p[4] + at, p[5] + at)
        let sum = partial + part * 2 * channels
        let product = sum + channels
        sum.update(repeating: 0, count: 2 * channels)
        for r in rows {
          let (row, gradient) = (p[0] + r * channels, p[1] + r * channels)
          for c in 0..<channels {
            let g = row[c] * s[c] + b[c] > 0 ? gradient[c] : slope * gradient[c]
            sum[c] += g
            product[c] += g * (row[c] - mean[c]) * inverse[c]
          }
        }
      }
      return segments.total(partial)
    }
  }
  // dx = gain / standard deviation * (dy - mean(dy) - xhat * mean(dy * xhat)) = a dy + b x + d
  var a = inverse
  var b = inverse
  var d = inverse
  var gainGradient = Tensor(repeating: 0, shape: [channels])
  var biasGradient = gainGradient
  for segment in 0..<segments.count {
    for c in 0..<channels {
      biasGradient.elements[c] += Scalar(sums[segment * 2 * channels + c])
      gainGradient.elements[c] += Scalar(sums[segment * 2 * channels + channels + c])
    }
  }
  var whole = sums
  var rows = Double(segments.rows)
  if let sumOverParts, kind == .batch {
    sumOverParts(&whole)
    rows = Double(statistics.count)
  }
  for segment in 0..<segments.count {
    for c in 0..<channels {
      let i = segment * channels + c
      let sum = whole[segment * 2 * channels + c]
      let product = whole[segment * 2 * channels + channels + c]
      let scale = Double(inverse.elements[i])
      let factor = Double(gain.elements[c]) * scale
      let slope = -factor * scale * product / rows
      a.elements[i] = Scalar(factor)
      b.elements[i] = Scalar(slope)
      d.elements[i] = Scalar(-factor * sum / rows - slope * Double(statistics.mean.elements[i]))
    }
  }
  let xGradient = Tensor(shape: x.shape) { out in
    withPointers([x, dy, a, b, d, scale, shift]) { p in
      segments.forEachPart { segment, _, rows in
        let at = segment * channels
        let (a, b, d, s, t) = (p[2] + at, p[3] + at, p[4] + at, p[5] + at, p[6] + at)
        for r in rows {
          let (row, gradient) = (p[0] + r * channels, p[1] + r * channels)
          let target = out + r * channels
          for c in 0..<channels {
            let g = row[c] * s[c] + t[c] > 0 ? gradient[c] : slope * gradient[c]
            target[c] = a[c] * g + b[c] * row[c] + d[c]
          }
        }
      }
    }
  }
  return (xGradient, gainGradient, biasGradient)
}

/// Calls `body` with the addresses of several tensors.
private func withPointers<R>(
  _ tensors: [Tensor], _ body: ([UnsafePointer<Scalar>]) -> R
) -> R {
  var addresses: [UnsafePointer<Scalar>] = []
  func next(_ rest: ArraySlice<Tensor>) -> R {
    guard let first = rest.first else { return body(addresses) }
    return first.withPointer {
      addresses.append($0)
      return next(rest.dropFirst())
    }
  }
  return next(tensors[...])
}
