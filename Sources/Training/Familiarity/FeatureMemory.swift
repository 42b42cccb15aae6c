import TensorCore

/// What a model remembers of the items of one modality, to tell how familiar an input is.
///
/// It holds prototypes of training items, and how similar known items were that it was not trained on.
public struct FeatureMemory: Sendable, Equatable {
  /// An input below this familiarity is unlike what the model was trained on.
  ///
  /// So many of the known items of each source are called unfamiliar at most.
  public static let threshold = 0.05

  /// The prototypes, each a row of length 1: [prototypes, features].
  public let prototypes: Tensor
  /// The similarities of known items that were not trained on, ascending: a list for each source, such as
  /// pairs and unpaired items.
  public let known: [[Double]]

  /// A memory of prototypes.
  ///
  /// - Parameters:
  ///   - prototypes: rows of length 1: [prototypes, features].
  ///   - known: the features of each known item that was not trained on, by source, a row for each of its
  ///     windows.
  public init(_ prototypes: Tensor, known: [[Tensor]]) {
    // What is measured now has to hold for the file too, which stores 16 bits.
    let prototypes = Tensor(
      shape: prototypes.shape, elements: prototypes.elements.map { Scalar(Float16($0)) })
    self.init(
      prototypes: prototypes,
      known: known.map { $0.map { Self.similarity(of: $0, to: prototypes) } })
  }

  /// A memory whose known items are measured already.
  init(prototypes: Tensor, known: [[Double]]) {
    precondition(prototypes.shape.count == 2 && prototypes.shape[0] > 0, "a memory has prototypes")
    self.prototypes = prototypes
    self.known = known.filter { !$0.isEmpty }.map { $0.sorted() }
  }

  /// The length of a feature vector.
  public var featureCount: Int { prototypes.shape[1] }

  /// How similar an input is to training items: the mean over its windows.
  ///
  /// The similarity of a window is the cosine of the angle to the nearest prototype. A vector of zeros has the
  /// similarity 0.
  ///
  /// - Parameter features: a row for each window, at least one: [windows, features].
  /// - Returns: a number in -1...1.
  public func similarity(of features: Tensor) -> Double {
    Self.similarity(of: features, to: prototypes)
  }

  /// How familiar a similarity is, 0 to 1, and never falling.
  ///
  /// It is the share of known items that are no more similar, of the source where this is largest: of n known
  /// items, i make i / (n + 1), between their similarities it is linear, down to 0 at -1 and up to 1 at 1. So
  /// an input that comes from where the items of a source come from is below p with a probability of about p
  /// at most, and strange inputs still differ (conformal prediction; Vovk, Gammerman, Shafer, 2005).
  public func familiarity(of similarity: Double) -> Double {
    known.map { Self.familiarity(of: similarity, among: $0) }.max() ?? 0
  }

  private static func familiarity(of similarity: Double, among known: [Double]) -> Double {
    let similarity = min(max(similarity, -1), 1)
    let below = known.partitioningIndex { $0 > similarity }
    let low = below == 0 ? -1 : known[below - 1]
    let high = below == known.count ? 1 : known[below]
    let part = high > low ? (similarity - low) / (high - low) : 0
    return (Double(below) + part) / Double(known.count + 1)
  }

  private static func similarity(of features: Tensor, to prototypes: Tensor) -> Double {
    let rows = features.shape[0]
    precondition(rows > 0 && features.shape[1] == prototypes.shape[1], "windows with such features")
    let cosines = matrixProduct(
      features.withUnitRows(), prototypes, transposingSecond: true)
    let sum = (0..<rows).reduce(0.0) { $0 + Double(cosines.row($1).max() ?? 0) }
    return min(max(sum / Double(rows), -1), 1)
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
