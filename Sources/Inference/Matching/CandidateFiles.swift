import Configuration
import Files
import Films

/// The files among which the partner of a sound or an image is looked for.
///
/// Links are followed; a folder that was already searched is not searched again.
public enum CandidateFiles {
  /// All files of a modality at some paths, in their order.
  ///
  /// Folders are searched with all folders below them, each once; what their files are is told by their
  /// content and, where it says nothing, by their names.
  ///
  /// - Parameters:
  ///   - modality: the modality of the files.
  ///   - paths: files and folders.
  ///   - leftOut: called with the failure of each file that is left out because of its name.
  /// - Returns: paths.
  /// - Throws: `Failure` of kind `usage` where a path that is no folder has the other modality, and what
  ///   listing and opening throw.
  public static func find(
    _ modality: Modality, at paths: [String], leftOut: (Failure) -> Void = { _ in }
  ) throws -> [String] {
    // An image that cannot be read is named as such when it is read.
    func isOne(_ kind: FileKind) -> Bool {
      modality == .sound ? kind.isSound : kind.isImage || FileKind.unreadImages.contains(kind)
    }
    // Without ffmpeg, what may be a film counts as one.
    func isCandidate(_ path: String) -> Bool {
      let kind = FileKind.meant(by: path)
      return isOne(kind.isFilm ? (try? MediaInput.kind(of: path)) ?? kind : kind)
    }
    // A link may lead back to a folder above it.
    var visited: Set<ExactPath> = []
    func below(_ folder: String) throws -> [String] {
      guard visited.insert(ExactPath(RealPath.of(folder) ?? folder)).inserted else { return [] }
      let files = try Folder.files(in: folder).filter(isCandidate)
      for name in try Folder.unusableNames(in: folder)
      where FileKind.promised(by: name).map(isOne) ?? !name.contains(".") {
        leftOut(Folder.notUTF8(Folder.path(folder, name)))
      }
      return try files + Folder.folders(in: folder).flatMap(below)
    }
    return try paths.flatMap { path in
      guard !Folder.exists(path) else { return try below(path) }
      // What is looked at in a pipe is lost for the one who reads it.
      guard !InputFile.isPipe(path) else { return [path] }
      let kind = try MediaInput.kind(of: path)
      guard isOne(kind) else { throw wrong(kind, path, isFor: modality) }
      return [path]
    }
  }

  /// The failure that refuses a file of the other modality.
  static func wrong(_ kind: FileKind, _ path: String, isFor modality: Modality) -> Failure {
    Failure(
      .usage, path, "is \(kind.named), \(modality == .sound ? "a sound" : "an image") is needed")
  }
}
