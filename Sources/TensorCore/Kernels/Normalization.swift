/// The elements that share a mean and a variance in a normalisation.
public enum NormalizationKind: String, Codable, Sendable, CaseIterable {
  /// Batch normalisation: each channel over all pixels of all images (Ioffe and Szegedy, 2015).
  case batch
  /// Instance normalisation: each channel over the pixels of one image (Ulyanov et al., 2016).
  case instance
}

/// Means and variances of each channel.
///
/// There is one row for the whole batch with batch normalisation, and one row for each image with instance
/// normalisation.
public struct ChannelStatistics: Sendable {
  /// Means: [rows, channels].
  public let mean: Tensor
  /// Variances: [rows, channels].
  ///
  /// The sum of squares is divided by the count, not by the count less one.
  public let variance: Tensor
  /// The number of values behind each mean; 0 if it is not known.
  public let count: Int

  /// Makes statistics from earlier ones, such as running means: [1, channels] each.
  ///
  /// Both tensors must have the same shape.
  public init(mean: Tensor, variance: Tensor, count: Int = 0) {
    precondition(mean.shape == variance.shape, "means and variances come in pairs")
    self.mean = mean
    self.variance = variance
    self.count = count
  }
}

/// Replaces numbers by their sums over all processes that hold a part of the same batch.
///
/// Every process must call it at the same place, with as many numbers.
public typealias SumOverParts = (inout [Double]) -> Void

/// How rows of x fall into segments with statistics of their own, and segments into parts.
private struct Segments {
  let count, rows, channels, length: Int

  init(_ x: Tensor, _ kind: NormalizationKind) {
    precondition(x.shape.count >= 2, "a batch has at least two dimensions")
    count = kind == .batch ? 1 : x.shape[0]
    channels = x.channels
    rows = x.rows / max(1, count)
    length = max(1, min(rows, 32_768 / max(1, channels)))
  }

  var partsOfSegment: Int { (rows + length - 1) / length }

  /// Calls `body` with segment, part of all, and rows of x, for each part.
  func forEachPart(_ body: (_ segment: Int, _ part: Int, _ rows: Range<Int>) -> Void) {
    ThreadPool.shared.forEach(count * partsOfSegment) { part in
      let segment = part / partsOfSegment
      let first = part % partsOfSegment * length
      body(
        segment, part, segment * rows + first..<segment * rows + min(rows, first + length))
    }
  }

  /// Sums of the parts' two rows of partial sums: [segments, 2 x channels], in double precision.
  func total(_ partial: UnsafePointer<Scalar>) -> [Double] {
    var sums = [Double](repeating: 0, count: count * 2 * channels)
    for part in 0..<count * partsOfSegment {
      let segment = part / partsOfSegment
      for c in 0..<2 * channels {
        sums[segment * 2 * channels + c] += Double(partial[part * 2 * channels + c])
      }
    }
    return sums
  }
}

/// Means and variances of the channels of `x`.
///
/// Deviations are taken from the first row of each segment, so that a constant channel has a
/// variance of exactly zero and a large mean does not swallow a small variance.
///
/// - Parameters:
///   - x: [batch, ..., channels].
///   - kind: what a mean is taken over.
///   - sumOverParts: given where `x` is a part of a batch only; the statistics are those of the whole.
/// - Returns: one row of means and variances, or one for each image.
public func channelStatistics(
  _ x: Tensor, over kind: NormalizationKind, sumOverParts: SumOverParts? = nil
) -> ChannelStatistics {
  let segments = Segments(x, kind)
  let channels = segments.channels
  let sums: [Double] = x.withPointer { px in
    withScratch(segments.count * segments.partsOfSegment * 2 * channels) { partial in
      segments.forEachPart { segment, part, rows in
        let first = px + segment * segments.rows * channels
        let sum = partial + part * 2 * channels
        let square = sum + channels
        sum.update(repeating: 0, count: 2 * channels)
        for r in rows {
          let row = px + r * channels
          for c in 0..<channels {
            let standardDeviation = row[c] - first[c]
            sum[c] += standardDeviation
            square[c] += standardDeviation * standardDeviation
          }
        }
      }
      return segments.total(partial)
    }
  }
  var mean = Tensor(repeating: 0, shape: [segments.count, channels])
  var variance = mean
  let count = Double(segments.rows)
  for segment in 0..<segments.count {
    for c in 0..<channels {
      let shift = sums[segment * 2 * channels + c] / count
      let square = sums[segment * 2 * channels + channels + c] / count
      let first = x.elements[segment * segments.rows * channels + c]
      mean.elements[segment * channels + c] = first + Scalar(shift)
      variance.elements[segment * channels + c] = Scalar(max(0, square - shift * shift))
    }
  }
  let own = ChannelStatistics(mean: mean, variance: variance, count: segments.rows)
  guard let sumOverParts, kind == .batch else { return own }
  return own.joined(by: sumOverParts)
}

extension ChannelStatistics {
  /// The statistics of all parts of a batch, given those of this part: [1, channels].
  fileprivate func joined(by sumOverParts: SumOverParts) -> ChannelStatistics {
    let channels = mean.count
    let weight = Double(count)
    var sums = [weight]
    for m in mean.elements { sums.append(weight * Double(m)) }
    for (m, v) in zip(mean.elements, variance.elements) {
      sums.append(weight * (Double(v) + Double(m) * Double(m)))
    }
    sumOverParts(&sums)
    let total = max(1, sums[0])
    var (mean, variance) = (mean, variance)
    for c in 0..<channels {
      let m = sums[1 + c] / total
      mean.elements[c] = Scalar(m)
      variance.elements[c] = Scalar(max(0, sums[1 + channels + c] / total - m * m))
    }
    return ChannelStatistics(mean: mean, variance: variance, count: Int(sums[0]))
  }
}

/// Factor and addend of each channel that bring it to mean `bias` and standard deviation `gain`.
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

/// (x - mean) / sqrt(variance + epsilon) * gain + bias, for each channel, and `leakyReLU` of that.
///
/// x is [batch, ..., channels], gain and bias are [channels]; the statistics have one row for all
/// or one for each image. A `slope` of 1 leaves negative results as they are.
public func normalized(
  _ x: Tensor, by statistics: ChannelStatistics, gain: Tensor, bias: Tensor, epsilon: Scalar,
  slope: Scalar = 1
) -> Tensor {
  let kind: NormalizationKind = statistics.mean.shape[0] == 1 ? .batch : .instance
  let segments = Segments(x, kind)
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
/// Mean and variance depend on x too; their share is what centres the gradient and takes out its
/// component along the normalised x. Which results were negative is found again from x, so that
/// the result need not be kept. Where x is a part of a batch, whose whole the statistics are of,
/// `sumOverParts` gathers that share; the gradients of gain and bias are of this part's results alone.
public func normalizedPullback(
  _ dy: Tensor, _ x: Tensor, by statistics: ChannelStatistics, gain: Tensor, bias: Tensor,
  epsilon: Scalar, slope: Scalar = 1, sumOverParts: SumOverParts? = nil
) -> (x: Tensor, gain: Tensor, bias: Tensor) {
  let kind: NormalizationKind = statistics.mean.shape[0] == 1 ? .batch : .instance
  let segments = Segments(x, kind)
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
