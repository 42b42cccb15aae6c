/// Trials in clusters whose members come out alike, such as frames of one recording.
package enum ClusteredTrials {
  /// How many independent trials would tell as much (Kish, 1965).
  ///
  /// That many single trials would have the variance of the mean that is found between clusters:
  /// p (1 - p) / v, where v is the sum of (rightₖ - p countₖ)² over the K clusters, divided by the
  /// squared number of trials, times K / (K - 1). It is never fewer than there are clusters nor
  /// more than there are trials. `right` may be a fraction: a mean over seeds.
  package static func effectiveCount(_ clusters: [(right: Double, count: Double)]) -> Double {
    let clusters = clusters.filter { $0.count > 0 }
    let trials = clusters.reduce(0) { $0 + $1.count }
    let (number, size) = (Double(clusters.count), max(1, trials))
    let share = clusters.reduce(0) { $0 + $1.right } / size
    let squares = clusters.reduce(0.0) { sum, cluster in
      let difference = cluster.right - share * cluster.count
      return sum + difference * difference
    }
    let variance = squares / (size * size) * number / max(1, number - 1)
    let equivalent = variance > 0 ? share * (1 - share) / variance : number
    return min(trials, max(number, equivalent))
  }
}
