import Console
import Configuration
import Files

/// The tables of an evaluation, by the names of their rows.
struct VerdictTables {
  /// The direction of a translation.
  struct Direction {
    /// The name in the tables.
    let name: String
    /// What is generated, in words.
    let results: String
    /// What it is generated from, whose class is the limit.
    let source: Modality
    var target: Modality { source.other }
  }

  /// An accuracy with its interval.
  struct Accuracy {
    let value: Double
    let interval: ClosedRange<Double>
    /// The accuracy of each class that occurs.
    let classes: [(name: String, value: Double)]
    /// How often each class was predicted; empty where that is not known.
    let predictions: [Double]

    /// The accuracy in a row; nil where it has none.
    init?(_ row: JSONValue) {
      guard let value = row["accuracy"]?.number, let ends = row["interval"]?.elements,
        ends.count == 2, let low = ends[0].number, let high = ends[1].number, low <= high
      else { return nil }
      (self.value, interval) = (value, low...high)
      classes = (row["classes"]?.members ?? []).compactMap { member in
        member.value.number.map { (name: member.key, value: $0) }
      }
      let confusion = (row["confusion"]?.elements ?? []).map {
        $0.elements?.compactMap(\.number) ?? []
      }
      predictions = (confusion.first ?? []).indices.map { column in
        confusion.reduce(0) { $0 + ($1.indices.contains(column) ? $1[column] : 0) }
      }
    }
  }

  static let directions = [
    Direction(name: "sound to image", results: "Images from sounds", source: .sound),
    Direction(name: "image to sound", results: "Sounds from images", source: .image),
  ]

  private let document: JSONValue

  /// The tables of an evaluation in JSON.
  init(_ document: JSONValue) { self.document = document }

  /// Whether there is a table.
  func has(_ table: String) -> Bool { !rows(table).isEmpty }

  /// The rows of a table.
  func rows(_ table: String) -> [JSONValue] { document[table]?.elements ?? [] }

  /// How many pairs were evaluated.
  var pairs: Int { document["pairs"]?.wholeNumber ?? 0 }

  /// How many groups of like pairs there are; nil where that is not known.
  var groups: Int? {
    document["groups"]?.elements.map { Set($0.compactMap(\.wholeNumber)).count }
  }

  /// The names of the classes.
  var classes: [String] { document["classes"]?.elements?.compactMap(\.text) ?? [] }

  /// The standard deviation of the latent vectors for a modality.
  func temperature(_ modality: Modality) -> Double {
    document["temperatures"]?[modality.rawValue]?.number ?? 1
  }

  /// The row of a direction by the route that conversion uses, or of something real.
  ///
  /// - Parameters:
  ///   - table: the name of the table.
  ///   - evaluated: a direction such as `sound to image`, or `real image`.
  ///   - members: texts that the row has to have.
  /// - Returns: the row, or nil.
  func row(_ table: String, _ evaluated: String, _ members: [String: String] = [:]) -> JSONValue? {
    let route = document["routes"]?[evaluated]?.text
    return rows(table).first { row in
      row["evaluated"]?.text == evaluated && (route == nil || row["route"]?.text == route)
        && members.allSatisfy { row[$0]?.text == $1 }
    }
  }

  /// The accuracy of something by an evaluator: `trained` or `closed form`.
  func accuracy(_ evaluated: String, by evaluator: String = "trained") -> Accuracy? {
    row("accuracy", evaluated, ["evaluator": evaluator]).flatMap { Accuracy($0) }
  }

  /// The accuracy of guessing: by chance, and by always naming the largest class.
  var guessing: (chance: Double, largest: Double)? {
    func value(_ name: String) -> Double? {
      rows("accuracy").first { $0["evaluated"]?.text == name }?["accuracy"]?.number
    }
    guard let chance = value("chance"), let largest = value("majority class") else { return nil }
    return (chance, largest)
  }
}
