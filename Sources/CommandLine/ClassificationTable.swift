import Console
import Files
import Inference

/// The table of `cmcgan-classify` for many files: a line for each, as soon as it is classified.
struct ClassificationTable {
  private let columns: TextColumns
  private let top: Int

  /// A table with its columns as wide as they may have to be.
  ///
  /// - Parameters:
  ///   - files: the paths of all files.
  ///   - classes: the names of all classes.
  ///   - top: how many classes are shown of each file.
  init(files: [String], classes: [String], top: Int) {
    self.top = top
    let longest = classes.map(\.count).max() ?? 0
    let file = files.map { $0.printable.count }.max() ?? 0
    var widths = [max(4, file), max(5, longest), 11, 11]
    // Each of the next classes with its probability, a comma and spaces.
    if top > 1 { widths.append(max(12, (min(top, classes.count) - 1) * (longest + 8) - 2)) }
    columns = TextColumns(widths: widths + [0])
  }

  /// The names of the columns.
  var header: String {
    columns.line(
      ["file", "class", "probability", "familiarity"] + (top > 1 ? ["next classes"] : []) + ["note"]
    )
  }

  /// The line of a file.
  func line(_ file: String, _ verdict: PairClassification.Verdict) -> String {
    let classes = verdict.classes.prefix(top).map { ($0.name, $0.probability.fixed(3)) }
    let next = classes.dropFirst().map { "\($0) \($1)" }.joined(separator: ", ")
    return columns.line(
      [
        file.printable, classes.first?.0 ?? "-", classes.first?.1 ?? "-",
        verdict.familiarity?.fixed(2) ?? "-",
      ] + (top > 1 ? [next] : []) + [verdict.shortNotes.joined(separator: "; ")])
  }
}

extension PairClassification.Verdict {
  /// What is odd about the inputs, the familiarity of one in a few words.
  fileprivate var shortNotes: [String] {
    let isUnknown = familiarities.values.contains { $0.note != nil }
    return (isUnknown ? [Familiarity.unknown] : []) + notes + imageNotes
  }

  /// The line of `--json` for an input.
  func document(of input: PairInput) -> JSONValue {
    [
      "schema": 1, "sound": input.sound.map { .string($0.name) } ?? .null,
      "image": input.image.map { .string($0.name) } ?? .null,
      "generated": generated.map { .string($0.rawValue) } ?? .null,
      "windows": .integer(Int64(windows)), "class": .string(classes.first?.name ?? ""),
      "confidence": confidence.map { .real($0.rounded(decimals: 4)) } ?? .null,
      "familiarity": familiarity.map { .real($0.rounded(decimals: 4)) } ?? .null,
      "probabilities": .object(classes.map { .init($0.name, .real($0.probability)) }),
      "notes": .array((notes + imageNotes + unfamiliar).map { .string($0) }),
    ]
  }

  /// A sentence for each unfamiliar input.
  private var unfamiliar: [String] {
    familiarities.sorted { $0.key.rawValue < $1.key.rawValue }.compactMap { modality, found in
      found.note.map { familiarities.count > 1 ? "the \(modality.rawValue) \($0)" : $0 }
    }
  }
}
