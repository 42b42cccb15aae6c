import Configuration
import TensorCore

/// The mean feature vector F of each class, for each modality that a model encodes.
///
/// A mean stands in the place of the features of an input: what is generated from it shows the class,
/// and z chooses among all that the class can look or sound like.
public struct ClassMeans: Sendable, Equatable {
  /// By the modality that was encoded: [classes, features], scaled as F is.
  ///
  /// The row of a class without training pairs is zero.
  public let features: [Modality: Tensor]

  /// Means that are known.
  public init(_ features: [Modality: Tensor]) { self.features = features }

  /// The mean of a class.
  ///
  /// - Parameters:
  ///   - index: the number of the class.
  ///   - modality: the modality that was encoded.
  /// - Returns: one row, [1, features]; nil where the model does not encode the modality, or the class had
  ///   no training pairs.
  public func mean(ofClass index: Int, _ modality: Modality) -> Tensor? {
    guard let rows = features[modality] else { return nil }
    let row = Array(rows.row(index))
    guard row.contains(where: { $0 != 0 }) else { return nil }
    return Tensor(shape: [1, row.count], elements: row)
  }

  /// The modalities whose features a model can translate to the other modality.
  public static func modalities(of translator: Translator) -> [Modality] {
    Modality.allCases.filter { translator.canTranslate($0, to: $0.other, route: .direct) }
  }
}

extension ClassMeans {
  /// The sums of the feature vectors of each class, to which batches are added one after another.
  public struct Sums {
    private let classes: Int
    private var sums: [Modality: (values: [Double], counts: [Int])] = [:]

    /// Sums of no features yet.
    ///
    /// `classes` is how many classes there are.
    public init(classes: Int) { self.classes = classes }

    /// Adds the features of a batch.
    ///
    /// - Parameters:
    ///   - rows: feature vectors, [batch, features].
    ///   - labels: the class of each.
    ///   - modality: the modality that was encoded.
    public mutating func add(_ rows: Tensor, labels: [Int], _ modality: Modality) {
      let size = rows.count / labels.count
      var sum =
        sums[modality]
        ?? ([Double](repeating: 0, count: classes * size), [Int](repeating: 0, count: classes))
      for (row, label) in labels.enumerated() {
        for (index, value) in rows.row(row).enumerated() {
          sum.values[label * size + index] += Double(value)
        }
        sum.counts[label] += 1
      }
      sums[modality] = sum
    }

    /// The means, scaled as the encoders of a model scale F.
    ///
    /// The translator is that of the model.
    public func means(for translator: Translator) -> ClassMeans {
      ClassMeans(
        sums.mapValues { values, counts in
          let size = values.count / classes
          let means = values.indices.map {
            Scalar(values[$0] / Double(max(1, counts[$0 / size])))
          }
          return translator.scaledAsFeatures(Tensor(shape: [classes, size], elements: means))
        })
    }
  }
}
