import Configuration
import Files

extension CandidateFiles {
  /// All sounds and images at some paths, in their order; those of a folder are sorted by their paths.
  ///
  /// Folders are searched as by `find(_:at:)`. Other paths are taken as they are.
  ///
  /// - Parameters:
  ///   - paths: files and folders.
  ///   - leftOut: called with the failure of each file that is left out because of its name.
  /// - Returns: their paths.
  /// - Throws: `Failure` of kind `badInput` for a folder without a sound or an image; what listing throws.
  public static func all(
    at paths: [String], leftOut: (Failure) -> Void = { _ in }
  ) throws -> [String] {
    try paths.flatMap { path in
      guard Folder.exists(path) else { return [path] }
      let found = try ofBothModalities(in: path, leftOut: leftOut).flatMap(\.files)
      guard !found.isEmpty else {
        throw Failure(.badInput, path, "a folder without a sound or an image")
      }
      return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
  }

  /// The files of a folder, and of those below, that are of one modality, whichever that is.
  ///
  /// - Parameters:
  ///   - folder: the folder.
  ///   - leftOut: called with the failure of each file that is left out because of its name.
  /// - Returns: the modality, and the paths.
  /// - Throws: `Failure` of kind `badInput` for a folder without a sound or an image, `usage` for one with
  ///   both; what listing throws.
  static func ofOneModality(
    in folder: String, leftOut: (Failure) -> Void
  ) throws -> (modality: Modality, files: [String]) {
    let found = try ofBothModalities(in: folder, leftOut: leftOut).filter { !$0.files.isEmpty }
    guard let only = found.first else {
      throw Failure(.badInput, folder, "a folder without a sound or an image")
    }
    guard found.count == 1 else {
      throw Failure(
        .usage, folder,
        "a folder with sounds and images; one with sounds only or images only is needed")
    }
    return only
  }

  private static func ofBothModalities(
    in folder: String, leftOut: (Failure) -> Void
  ) throws -> [(modality: Modality, files: [String])] {
    var failures: [Failure] = []
    let found = try Modality.allCases.map { modality in
      (modality: modality, files: try find(modality, at: [folder]) { failures.append($0) })
    }
    // A name that does not say what the file is may be that of either.
    for (index, failure) in failures.enumerated() where !failures[..<index].contains(failure) {
      leftOut(failure)
    }
    return found
  }
}
