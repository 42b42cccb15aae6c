import TensorCore

/// What a model remembers of the items of one modality, to tell how familiar an input is.
///
/// It holds features of training items, and how similar known items were that it was not trained on.
public struct FeatureMemory: Sendable, Equatable {
  /// How many of the nearest training items count.
  ///
  /// The nearest one alone may be a stray item, or nearly the same file.
  public static let neighbours = 5
  /// How many training items are kept at most.
  public static let mostItems = 1_000
  /// An input below this familiarity is unlike what the model was trained on.
  ///
  /// So many of the known items are called unfamiliar at most.
  public static let threshold = 0.05

  /// The features of training items, each a row of length 1: [items, features].
  public let items: Tensor
  /// The similarities of known items that were not trained on, ascending.
  public let known: [Double]

  /// A memory of training items.
  ///
  /// - Parameters:
  ///   - features: one row for each training item, of any length but 0: [items, features].
  ///   - known: the features of each known item that was not trained on, a row for each of its windows.
  public init(_ features: Tensor, known: [Tensor]) {
    let items = Self.stored(features)
    self.init(items: items, known: known.map { Self.meanSimilarity(of: $0, to: items) })
  }

  /// A memory whose items have the length 1 already.
  init(items: Tensor, known: [Double]) {
    precondition(items.shape.count == 2 && items.shape[0] > 0, "a memory holds items")
    (self.items, self.known) = (items, known.sorted())
  }

  /// The length of a feature vector.
  public var featureCount: Int { items.shape[1] }

  /// How similar an input is to training items: the mean over its windows.
  ///
  /// The similarity of a window is the mean cosine of the angles to the five nearest items. A vector of
  /// zeros has the similarity 0.
  ///
  /// - Parameter features: a row for each window, at least one: [windows, features].
  /// - Returns: a number in -1...1.
  public func similarity(of features: Tensor) -> Double {
    Self.meanSimilarity(of: features, to: items)
  }

  /// How familiar a similarity is, 0 to 1, and never falling.
  ///
  /// It is the share of known items that are no more similar: i of n known items make i / (n + 1), between
  /// their similarities it is linear, down to 0 at -1 and up to 1 at 1. So an input that comes from where
  /// the known items come from is below p with a probability of about p at most, and strange inputs still
  /// differ (conformal prediction; Vovk, Gammerman, Shafer, 2005).
  public func familiarity(of similarity: Double) -> Double {
    let similarity = min(max(similarity, -1), 1)
    let below = known.partitioningIndex { $0 > similarity }
    let low = below == 0 ? -1 : known[below - 1]
    let high = below == known.count ? 1 : known[below]
    let part = high > low ? (similarity - low) / (high - low) : 0
    return (Double(below) + part) / Double(known.count + 1)
  }

  private static func meanSimilarity(of features: Tensor, to items: Tensor) -> Double {
    let rows = features.shape[0]
    precondition(rows > 0 && features.shape[1] == items.shape[1], "windows with such features")
    let cosines = matrixProduct(unit(features), items, transposingSecond: true)
    let count = min(neighbours, items.shape[0])
    let sum = (0..<rows).reduce(0.0) { sum, row in
      cosines.row(row).sorted(by: >).prefix(count).reduce(sum) { $0 + Double($1) }
    }
    return min(max(sum / Double(rows * count), -1), 1)
  }

  /// Rows of length 1, as a file stores them, so that what is measured now holds for the file too.
  private static func stored(_ rows: Tensor) -> Tensor {
    let unit = unit(rows)
    return Tensor(shape: unit.shape, elements: unit.elements.map { Scalar(Float16($0)) })
  }

  /// The rows scaled to length 1; those of length 0 stay.
  private static func unit(_ rows: Tensor) -> Tensor {
    var elements: [Scalar] = []
    elements.reserveCapacity(rows.count)
    for index in 0..<rows.shape[0] {
      let row = rows.row(index)
      let length = row.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      elements += length > 0 ? row.map { Scalar(Double($0) / length) } : Array(row)
    }
    return Tensor(shape: rows.shape, elements: elements)
  }
}

extension [Double] {
  /// The first index of an ascending list at which a condition holds, which holds from there on.
  fileprivate func partitioningIndex(_ holds: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
