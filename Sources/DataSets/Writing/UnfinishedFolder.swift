import Files
import Glibc

/// A folder that a data set is being written to, marked until it is complete.
///
/// Until then the folder holds `unfinished.json`, which describes the work. The same work resumes, other
/// work is refused, and nobody trains on half a data set.
struct UnfinishedFolder {
  /// The name of the file that marks a folder as not yet complete.
  static let markerName = "unfinished.json"

  /// Whether this work was interrupted before, so that existing files can be kept.
  let isContinued: Bool
  private let folder: String
  private let work: JSONValue
  private let lock: FolderLock

  /// Takes the folder, which is made if needed, for work that `work` describes completely.
  ///
  /// - Throws: `Failure` of kind `cannotCreate` where the folder holds something else and `replacing`
  ///   is not asked for, `unavailable` where another process writes there, `inputOutput` where so many
  ///   `bytes` cannot fit on the medium.
  init(_ folder: String, work: JSONValue, bytes: Int, replacing: Bool) throws {
    try Folder.create(folder)
    self.folder = folder
    self.work = work
    lock = try FolderLock(folder, holder: "another process is writing a data set")
    let names = try Folder.names(in: folder)
    // Files of an older data set look like those of this one: work begun beside such keeps none.
    var restarted = work
    restarted["restarted"] = true
    if names.contains(Self.markerName), !replacing {
      let found = try? StrictJSON.read(
        Folder.path(folder, Self.markerName), kind: .badInput)
      guard found == work || found == restarted else {
        throw Failure(
          .cannotCreate, folder,
          "holds other unfinished work (\(found?.encoded() ?? "unreadable \(Self.markerName)"))",
          hint: "Use --force to begin anew.")
      }
      isContinued = found == work
    } else {
      guard names.isEmpty || replacing else {
        let isDataSet = ["manifest.jsonl", PackDescription.name].contains { names.contains($0) }
        throw Failure(
          .cannotCreate, folder,
          isDataSet ? "already holds a data set" : "is not empty (found \(names[0]))",
          hint: "Use --force to write into it.")
      }
      isContinued = false
      try Self.requireSpace(in: folder, bytes: bytes)
      try mark(names.isEmpty ? work : restarted)
      // What was packed here would hide what is written now.
      unlink(Folder.path(folder, PackDescription.name))
    }
    try OutputFile.removeTemporaries(in: folder)
  }

  /// Records that nothing of older work is left, so that from now on finished files can be kept.
  func markClean() throws { try mark(work) }

  /// Removes the marker, once everything is written.
  func finish() { unlink(Folder.path(folder, Self.markerName)) }

  private func mark(_ work: JSONValue) throws {
    try OutputFile.write(
      work.encoded() + "\n", to: Folder.path(folder, Self.markerName), replacing: true)
  }

  /// Refuses to begin what cannot fit on the medium.
  private static func requireSpace(in folder: String, bytes needed: Int) throws {
    // Some network file systems say 0 because they do not know.
    guard let free = Folder.freeBytes(at: folder), free > 0, free < needed else { return }
    throw Failure(
      .inputOutput, folder,
      "too little space (about \(needed >> 20) MiB needed, \(free >> 20) MiB free)")
  }
}
