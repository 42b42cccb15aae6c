import DataSets
import Training

/// The splits of a data set that a model can be evaluated on.
public enum EvaluationSplit: String, Sendable, CaseIterable {
  /// Pairs that no model was trained on.
  case validation
  /// Pairs that the model was trained on; their numbers say nothing about new data.
  case training
}

extension DataSet {
  /// The pairs of a split.
  func pairs(of split: EvaluationSplit) -> PairList {
    split == .validation ? validation : training
  }
}

extension Range<Int> {
  /// Parts of up to 32 indices, which pass through the networks at once.
  var batches: [Range<Int>] {
    stride(from: lowerBound, to: upperBound, by: 32).map { $0..<Swift.min(upperBound, $0 + 32) }
  }
}
