import Configuration
import Files

extension CandidateFiles {
  /// All sounds and images at some paths, in their order; those of a folder are sorted by their paths.
  ///
  /// Folders are searched as by `find(_:at:)`. Other paths are taken as they are.
  ///
  /// - Throws: `Failure` of kind `badInput` for a folder without a sound or an image, or with one whose name cannot
  ///   be used; what listing throws.
  public static func all(at paths: [String]) throws -> [String] {
    try paths.flatMap { path in
      guard Folder.exists(path) else { return [path] }
      var unusable: Failure?
      let found = try Modality.allCases.flatMap {
        try find($0, at: [path]) { unusable = unusable ?? $0 }
      }
      if let unusable { throw unusable }
      guard !found.isEmpty else {
        throw Failure(.badInput, path, "a folder without a sound or an image")
      }
      return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
  }

  /// The files of a folder, and of those below, that are of one modality, whichever that is.
  ///
  /// `leftOut` is called with the failure of each file that is left out because of its name.
  ///
  /// - Throws: `Failure` of kind `badInput` for a folder without a sound or an image, `usage` for one with
  ///   both; what listing throws.
  static func ofOneModality(
    in folder: String, leftOut: (Failure) -> Void
  ) throws -> (modality: Modality, files: [String]) {
    let found = try Modality.allCases.map { ($0, try find($0, at: [folder], leftOut: leftOut)) }
      .filter { !$0.1.isEmpty }
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
}
