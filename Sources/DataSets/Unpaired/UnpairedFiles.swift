import Configuration
import Files

/// An image or a sound of a class, without a partner of its own.
///
/// It takes the place of the encoder's image or sound of a pair of its class, as `data.unpairedImageShare` or
/// `data.unpairedShare` says.
public struct UnpairedFile: Sendable, Equatable {
  /// The name of the file without its ending.
  public let stem: String
  /// The number of its class in the data set's list.
  public let classIndex: Int
  /// The file.
  public let path: String
}

/// The images or the sounds without partners of a data set.
public struct UnpairedFiles: Sendable, Equatable {
  /// The folder of images or sounds that belong to no class, such as other instruments; it is left out.
  public static let otherClass = "other"
  /// Those to train on.
  public let training: [UnpairedFile]
  /// Those that are never trained on.
  public let validation: [UnpairedFile]
  /// Those that can be evaluated: the held-out ones, or all of a folder without any.
  public var evaluated: [UnpairedFile] { validation.isEmpty ? training : validation }
  /// What was left out, for the user; `nil` where nothing was.
  let note: String?

  /// No files.
  static let none = UnpairedFiles()

  private init() { (training, validation, note) = ([], [], nil) }

  /// The files of a folder, `[SPLIT/]CLASS/STEM.ending`; without split folders all are trained on.
  ///
  /// - Parameters:
  ///   - modality: the name of what is looked for, `images` or `sounds`, for messages.
  ///   - root: the folder.
  ///   - classes: the classes of the data set.
  ///   - listing: the files below the folder by their keys, and what is wrong with them.
  /// - Throws: `Failure` of kind `badInput` where a class is not one of the data set's, or none is there.
  init(
    _ modality: String, in root: String, classes: [String],
    _ listing: (files: [PairKey: String], faults: [Failure])
  ) throws {
    if let fault = listing.faults.first { throw fault }
    var training: [UnpairedFile] = []
    var validation: [UnpairedFile] = []
    var others = 0
    for (key, path) in listing.files.sorted(by: { $0.value < $1.value }) {
      guard let index = classes.firstIndex(of: key.className) else {
        if key.className == Self.otherClass {
          others += 1
          continue
        }
        throw Failure(
          .badInput, path,
          "its class \"\(key.className)\" is not one of the \(classes.count) of the pairs",
          hint: "Put unpaired \(modality) into folders named after the classes.")
      }
      let file = UnpairedFile(stem: key.stem, classIndex: index, path: path)
      if key.split == "validation" { validation.append(file) } else { training.append(file) }
    }
    guard !training.isEmpty else {
      throw Failure(.badInput, root, "no \(modality) to train on in class folders (0 found)")
    }
    (self.training, self.validation) = (training, validation)
    note =
      others == 0
      ? nil
      : "\(others) unpaired \(modality) of no class are left out: those in folders named \"\(Self.otherClass)\""
  }
}

extension DataSet {
  /// The images or the sounds without partners.
  public func unpaired(_ modality: Modality) -> UnpairedFiles {
    modality == .image ? unpairedImages : unpairedSounds
  }

  /// The same with the sounds of a folder, `[SPLIT/]CLASS/STEM.ending`, to train and to validate on.
  ///
  /// - Throws: `Failure` of kind `badInput` where a class is not one of the data set's, or none is there.
  public func adding(unpairedSounds root: String) throws -> DataSet {
    try adding("sounds", to: \.unpairedSounds, in: root, FolderPairs.sounds)
  }

  /// The same with the images of a folder, `[SPLIT/]CLASS/STEM.ending`, to train and to validate on.
  ///
  /// - Throws: `Failure` of kind `badInput` where a class is not one of the data set's, or none is there.
  public func adding(unpairedImages root: String) throws -> DataSet {
    try adding("images", to: \.unpairedImages, in: root, FolderPairs.images)
  }

  private func adding(
    _ modality: String, to property: WritableKeyPath<DataSet, UnpairedFiles>, in root: String,
    _ list: (String) throws -> (files: [PairKey: String], faults: [Failure])
  ) throws -> DataSet {
    let files = try UnpairedFiles(modality, in: root, classes: classes, list(root))
    var copy = self
    copy[keyPath: property] = files
    copy.notes += files.note.map { [$0] } ?? []
    return copy
  }
}
