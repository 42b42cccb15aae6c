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

/// Means and variances of the channels of `x`.
///
/// Deviations are computed from the first row, not from zero. So a constant channel has a variance of
/// exactly zero, and a large mean does not swallow a small variance.
///
/// - Parameters:
///   - x: [batch, ..., channels].
///   - kind: the elements that share a mean.
///   - sumOverParts: sums over processes if `x` is only a part of a batch; then the statistics are those of
///     the whole batch.
/// - Returns: one row of means and variances, or one for each image.
public func channelStatistics(
  _ x: Tensor, over kind: NormalizationKind, sumOverParts: SumOverParts? = nil
) -> ChannelStatistics {
  let segments = NormalizationSegments(x, kind)
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
            let deviation = row[c] - first[c]
            sum[c] += deviation
            square[c] += deviation * deviation
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
  /// The statistics of a whole batch from those of its parts: [1, channels].
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
