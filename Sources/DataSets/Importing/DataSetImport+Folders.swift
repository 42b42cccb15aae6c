import Files

extension DataSetImport {
  /// Refuses an output folder that shares files with the source.
  static func requireApart(_ source: String, _ folder: String) throws {
    let root = Folder.exists(source) ? source : Folder.parent(of: source)
    guard let realSource = RealPath.of(root) else { return }
    // The nearest folder above the output that exists decides where a new one comes to lie.
    var above = folder
    while !InputFile.exists(above), above != Folder.parent(of: above) {
      above = Folder.parent(of: above)
    }
    guard let realOutput = RealPath.of(above) else { return }
    let isNew = above != folder
    if RealPath.isInside(realOutput, realSource) {
      throw Failure(.cannotCreate, folder, "lies in the source (\(source)), which stays as it is")
    }
    if !isNew, RealPath.isInside(realSource, realOutput) {
      throw Failure(.cannotCreate, folder, "contains the source (\(source)), which stays as it is")
    }
  }
}
