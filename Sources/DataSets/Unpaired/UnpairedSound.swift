import Files

/// A sound of a class, without an image of its own.
///
/// It takes the place of the encoder's sound of a pair of its class, as `data.unpairedShare` says.
public struct UnpairedSound: Sendable, Equatable {
  /// The name of the file without its ending.
  public let stem: String
  /// The number of its class in the data set's list.
  public let classIndex: Int
  /// The file.
  public let path: String
}

extension DataSet {
  /// The same with the sounds of a folder, `[SPLIT/]CLASS/STEM.ending`, to train and to validate on.
  ///
  /// Without split folders all are trained on.
  ///
  /// - Throws: `Failure` of kind `badInput` where a class is not one of the data set's, or none is there.
  public func adding(unpairedSounds root: String) throws -> DataSet {
    let listing = try FolderPairs.sounds(in: root)
    if let fault = listing.faults.first { throw fault }
    var training: [UnpairedSound] = []
    var validation: [UnpairedSound] = []
    for (key, path) in listing.files.sorted(by: { $0.value < $1.value }) {
      guard let index = classes.firstIndex(of: key.className) else {
        throw Failure(
          .badInput, path,
          "its class \"\(key.className)\" is not one of the \(classes.count) of the pairs",
          hint: "Put unpaired sounds into folders named after the classes.")
      }
      let sound = UnpairedSound(stem: key.stem, classIndex: index, path: path)
      if key.split == "validation" { validation.append(sound) } else { training.append(sound) }
    }
    guard !training.isEmpty else {
      throw Failure(.badInput, root, "no sounds to train on in class folders (0 found)")
    }
    var copy = self
    copy.unpairedTraining = training
    copy.unpairedValidation = validation
    return copy
  }
}
