import Files
import Films

/// Films that pairs are cut from: one film, or all below a folder as `[SPLIT/][CLASS/]NAME.mp4`.
///
/// A film never gives pairs to train on and pairs to validate on. Without a split, one film in ten, chosen by the
/// hash of its name, is kept for validation; of each class that has several at least one.
struct FilmCollection {
  /// One film, and where its pairs go.
  struct Member {
    let path: String
    /// What the keys of its pairs have in common.
    let key: PairKey
  }

  let members: [Member]
  let classes: [String]
  let faults: [Failure]
  let notes: [String]

  /// The films at a path; nil where there are none, or it has a layout of pairs.
  ///
  /// - Throws: `Failure` of kind `missingInput` where nothing is there.
  init?(_ source: String) throws {
    guard InputFile.exists(source) else {
      throw Failure(.missingInput, source, "no such file or folder")
    }
    guard Folder.exists(source) else {
      guard try FileKind.of(source).isFilm else { return nil }
      let stem = DataSetLayout.stemAndEnding(of: source).stem
      if let problem = PairKey.problem(ofStem: stem) {
        throw Failure(.badInput, source, problem, hint: "Rename it.")
      }
      members = [
        Member(path: source, key: PairKey(split: "train", className: "", stem: stem))
      ]
      (classes, faults, notes) = ([], [], [])
      return
    }
    let isUnfinished = InputFile.exists(Folder.path(source, UnfinishedFolder.markerName))
    guard !DataSetLayout.isKnown(source), !isUnfinished else { return nil }
    let found = try FolderPairs.films(in: source)
    guard !found.files.isEmpty else { return nil }
    let classes = Set(found.files.keys.map(\.className)).subtracting([""]).sorted()
    let keys = found.files.keys.sorted {
      ($0.className, $0.stem, $0.split) < ($1.className, $1.stem, $1.split)
    }
    let loose = classes.isEmpty ? [] : keys.filter { $0.className.isEmpty }
    let inClasses = keys.filter { classes.isEmpty || !$0.className.isEmpty }
    let validated = Set(
      Dictionary(grouping: inClasses, by: \.className).values.flatMap(Self.validated))
    members = inClasses.compactMap { key in
      guard let path = found.files[key] else { return nil }
      return Member(
        path: path,
        key: PairKey(
          split: validated.contains(key) ? "validation" : "train", className: key.className,
          stem: key.stem))
    }
    self.classes = classes
    faults = found.faults
    notes =
      found.notes
      + (loose.first.map {
        ["\(loose.count) film(s) outside the class folders are left out, such as \($0.stem)"]
      } ?? [])
  }

  /// Those films of one class that are validated on.
  private static func validated(_ films: [PairKey]) -> [PairKey] {
    guard films.allSatisfy(\.split.isEmpty) else {
      return films.filter { $0.split == "validation" }
    }
    let order = films.sorted {
      (DataSetListing.hash($0.stem), $0.stem) < (DataSetListing.hash($1.stem), $1.stem)
    }
    let chosen = order.filter { DataSetListing.split(of: $0, hashing: $0.stem) == "validation" }
    // Something has to be left on either side, as far as there are films.
    return Array(
      (chosen.isEmpty ? order : chosen).prefix(max(1, chosen.count)).prefix(films.count - 1))
  }
}
