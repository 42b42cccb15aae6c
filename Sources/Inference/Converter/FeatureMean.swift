import TensorCore

/// The mean of feature vectors, for one or several latent samples.
struct FeatureMean {
  /// How many latent samples have a mean of their own.
  let samples: Int
  /// How many vectors each mean is over.
  var count = 0
  private var sums: [[Double]]

  init(samples: Int) {
    self.samples = samples
    sums = Array(repeating: [], count: samples)
  }

  /// Adds a vector to the sum of a latent sample; `count` is raised by the caller.
  mutating func add(_ features: ArraySlice<Scalar>, sample: Int) {
    if sums[sample].isEmpty { sums[sample] = [Double](repeating: 0, count: features.count) }
    for (index, feature) in features.enumerated() { sums[sample][index] += Double(feature) }
  }

  /// The means, one for each latent sample.
  var vectors: [[Scalar]] { sums.map { $0.map { Scalar($0 / Double(count)) } } }
}
