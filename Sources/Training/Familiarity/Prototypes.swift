import TensorCore

/// Directions in the space of features, each of which stands for many items.
///
/// Each class is divided by spherical k-means (Dhillon and Modha, 2001). An item lies nearer to a mean of items like it
/// than to each of them, for what is odd about single items cancels out. So few prototypes tell known from unknown
/// inputs better than many items do, and they say less about each of these.
public enum Prototypes {
  /// How many numbers all of them have, where no class asks for more: so many fit half a megabyte.
  public static let mostNumbers = 240_000
  /// How many a class has at least, where it has so many items.
  private static let fewestOfClass = 4
  private static let rounds = 20

  /// Divides the items of each class into groups.
  ///
  /// - Parameters:
  ///   - features: a row for each item, of any length but 0: [items, features].
  ///   - labels: the class of each item.
  ///   - classes: how many classes there are.
  /// - Returns: the prototypes of all classes, each of length 1: [prototypes, features].
  public static func prototypes(of features: Tensor, labels: [Int], classes: Int) -> Tensor {
    precondition(features.shape[0] == labels.count, "a label for each item")
    let items = features.withUnitRows()
    let most = mostNumbers / max(1, features.shape[1])
    let count = max(fewestOfClass, most / max(1, classes))
    let parts = (0..<max(1, classes)).compactMap { number -> Tensor? in
      let members = labels.indices.filter { labels[$0] == number }
      return members.isEmpty ? nil : centres(of: items.items(members), count: count)
    }
    return Tensor(joining: parts)
  }

  /// The centres of groups of rows of length 1, which begin with rows evenly chosen.
  private static func centres(of rows: Tensor, count: Int) -> Tensor {
    let count = min(count, rows.shape[0])
    var centres = rows.items((0..<count).map { $0 * rows.shape[0] / count })
    var groups: [Int] = []
    for _ in 0..<rounds {
      let cosines = matrixProduct(rows, centres, transposingSecond: true)
      let nearest = (0..<rows.shape[0]).map { item -> Int in
        let own = Array(cosines.row(item))
        return own.indices.max { own[$0] < own[$1] } ?? 0
      }
      guard nearest != groups else { break }
      groups = nearest
      centres = Tensor(
        joining: (0..<count).map { group in
          let members = groups.indices.filter { groups[$0] == group }
          return members.isEmpty ? centres.items([group]) : rows.items(members).sumOfRows()
        }
      ).withUnitRows()
    }
    return centres
  }
}

extension Tensor {
  /// The rows of a matrix scaled to length 1; those of length 0 stay.
  func withUnitRows() -> Tensor {
    var scaled: [Scalar] = []
    scaled.reserveCapacity(count)
    for index in 0..<shape[0] {
      let row = row(index)
      let length = row.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      scaled += length > 0 ? row.map { Scalar(Double($0) / length) } : Array(row)
    }
    return Tensor(shape: shape, elements: scaled)
  }

  /// The sum of the rows of a matrix: [1, columns].
  fileprivate func sumOfRows() -> Tensor {
    var sums = [Double](repeating: 0, count: shape[1])
    for index in 0..<shape[0] {
      for (place, value) in row(index).enumerated() { sums[place] += Double(value) }
    }
    return Tensor(shape: [1, shape[1]], elements: sums.map { Scalar($0) })
  }
}
