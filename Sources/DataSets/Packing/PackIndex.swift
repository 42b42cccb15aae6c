import Files
import Safetensors
import TensorCore

/// Which image and which sound each pair of a packed data set is made of.
///
/// `index.safetensors` holds for each split the pairs, I32 [n, 2] of image and sound, in the order of
/// their classes, and where each class begins and the last one ends, I64 [classes + 1]. It is read
/// where it lies.
struct PackIndex: Sendable {
  /// The format's name in the metadata.
  static let format = "cmcgan-pack-index"

  /// The pairs of one split.
  struct Split: Sendable {
    /// How many pairs there are.
    let count: Int
    private let pairs: MappedTensor
    /// Where each class begins, and where the last one ends.
    private let bounds: [Int]

    fileprivate init(
      _ name: String, _ file: MappedTensors, count: Int, classes: Int
    ) throws {
      self.count = count
      pairs = try file.require(name, .integer32, shape: [count, 2])
      let found = try file.require("\(name)_classes", .integer64, shape: [classes + 1])
      let bounds = (0...classes).map { Int(found.number(at: $0, as: Int64.self)) }
      guard bounds[0] == 0, bounds[classes] == count, zip(bounds, bounds.dropFirst()).allSatisfy(<=)
      else {
        throw Failure(
          .badInput, file.path,
          "\(name)_classes does not divide the \(count) pairs (found \(bounds.prefix(20)))")
      }
      self.bounds = bounds
    }

    /// The numbers of image and sound of the pair at an index; they may be out of range.
    func numbers(at index: Int) -> (image: Int, sound: Int) {
      (
        Int(pairs.number(at: 2 * index, as: Int32.self)),
        Int(pairs.number(at: 2 * index + 1, as: Int32.self))
      )
    }

    /// The indices of the pairs of a class.
    func range(ofClass number: Int) -> Range<Int> {
      number >= 0 && number + 1 < bounds.count ? bounds[number]..<bounds[number + 1] : 0..<0
    }

    /// The class of the pair at an index.
    func classIndex(at index: Int) -> Int {
      // The last class that begins at the index or before; classes without pairs begin where others do.
      var (low, high) = (0, bounds.count - 1)
      while high - low > 1 {
        let middle = (low + high) / 2
        if bounds[middle] <= index { low = middle } else { high = middle }
      }
      return low
    }
  }

  /// What is trained on.
  let training: Split
  /// What is never trained on.
  let validation: Split

  /// The index of a folder; the bytes of it are compared with their checksums.
  ///
  /// - Throws: `Failure` of kind `badInput` where it is damaged or does not fit the description.
  init(_ folder: String, _ description: PackDescription) throws {
    let file = try MappedTensors(Folder.path(folder, PackDescription.indexName))
    try file.require(format: Self.format, plan: description.plan.text())
    try file.verify()
    // A set without classes is one class.
    let classes = max(1, description.classes.count)
    training = try Split("training", file, count: description.trainingPairs, classes: classes)
    validation = try Split(
      "validation", file, count: description.validationPairs, classes: classes)
  }

  /// Writes the index of pairs that are in the order of their classes, and returns its size in bytes.
  static func write(
    _ splits: [(name: String, pairs: [(image: Int, sound: Int, classIndex: Int)])], classes: Int,
    plan: PackPlan, to folder: String
  ) throws -> Int {
    var file = StoredTensors(metadata: ["format": format, "plan": try plan.text()])
    for (name, pairs) in splits {
      var counts = [Int](repeating: 0, count: max(1, classes))
      for pair in pairs { counts[pair.classIndex] += 1 }
      var bounds: [Int64] = [0]
      for count in counts { bounds.append(bounds[bounds.count - 1] + Int64(count)) }
      // The wider numbers first, so that all lie where processors like them.
      file.append("\(name)_classes", .integer64, shape: [bounds.count], numbers: bounds)
    }
    for (name, pairs) in splits {
      file.append(
        name, .integer32, shape: [pairs.count, 2],
        numbers: pairs.flatMap { [Int32($0.image), Int32($0.sound)] })
    }
    return try file.write(
      to: Folder.path(folder, PackDescription.indexName), replacing: true)
  }
}

extension MappedTensors {
  /// Throws `.badInput` where the file is of another format, or of another packed data set than that
  /// whose plan has this text.
  func require(format: String, plan: String) throws {
    guard metadata["format"] == format else {
      throw Failure(
        .badInput, path, "format is \(metadata["format"] ?? "not named") (\(format) is needed)")
    }
    guard metadata["plan"] == plan else {
      throw Failure(
        .badInput, path, "belongs to another packed data set than \(PackDescription.name) beside it"
      )
    }
  }
}
