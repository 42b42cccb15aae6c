import Configuration
import Files
import Media

/// A packed data set that is open: images and spectrograms as networks take them, read where they lie.
///
/// Opening reads `pack.json`, the headers of all files and the index once; a sample is read, and compared
/// with its checksum, when it is asked for. Nothing is kept, whatever the number of pairs.
public final class Pack: Sendable {
  /// The folder.
  public let path: String
  let description: PackDescription
  private let index: PackIndex
  private let images: [PackShard]
  private let sounds: [PackShard]

  /// Whether a folder holds a packed data set.
  static func isPack(_ folder: String) -> Bool {
    InputFile.exists(Folder.path(folder, PackDescription.name))
  }

  /// Opens the packed data set in a folder.
  ///
  /// - Throws: `Failure` of kind `badInput` for the first file that is missing, cut off, damaged in its
  ///   header, or of another packed data set.
  public init(_ folder: String) throws {
    path = folder
    description = try PackDescription.read(folder)
    for file in [description.index] + description.shards {
      let path = Folder.path(folder, file.file)
      guard let size = InputFile.size(of: path) else {
        throw Failure(.badInput, path, "is missing, though \(PackDescription.name) lists it")
      }
      guard size == file.bytes else {
        throw Failure(.badInput, path, "has \(size) bytes (\(file.bytes) were written)")
      }
    }
    index = try PackIndex(folder, description)
    let plan = description.plan
    images = try PackShard.all(.images, of: plan, in: folder)
    sounds = try PackShard.all(.sounds, of: plan, in: folder)
  }

  var classes: [String] { description.classes }
  var training: PackIndex.Split { index.training }
  var validation: PackIndex.Split { index.validation }
  var digest: String { description.digest }
  var notes: [String] { description.notes }
  var shards: [PackShard] { images + sounds }

  /// The data set.
  ///
  /// - Throws: `Failure` of kind `badInput` where its pairs are of one class.
  func set() throws -> DataSet {
    guard classes.count != 1 else {
      throw Failure(
        .badInput, path, "only one class (\(classes[0])); mismatched pairs need two or more")
    }
    return DataSet(self)
  }

  /// Throws `.badInput` where images or sounds were packed in another format than a configuration's.
  func require(_ configuration: Configuration) throws {
    let plan = description.plan
    guard plan.image != configuration.image || plan.sound != configuration.sound else { return }
    let packed: JSONValue = [
      "image": try JSONValue(encoding: plan.image), "sound": try JSONValue(encoding: plan.sound),
    ]
    let changes = ConfigurationKey.changes(
      of: ConfigurationKey.formats, from: packed, to: try JSONValue(encoding: configuration))
    throw Failure(
      .badInput, path, "was packed with \(changes.joined(separator: "; "))",
      hint: "Pack the data set again with this configuration.")
  }

  /// The image of a number, compared with its checksum: [height, width, 3].
  func pixels(_ number: Int) throws -> [UInt8] { try pixels(number, isVerified: false) }

  /// The same of an image that was just compared with it.
  package func pixels(verified number: Int) -> [UInt8] {
    (try? pixels(number, isVerified: true)) ?? []
  }

  private func pixels(_ number: Int, isVerified: Bool) throws -> [UInt8] {
    try shard(of: number, .images).withSample(number, isVerified: isVerified) { [UInt8]($0) }
  }

  /// The spectrogram of a number, compared with its checksum: [bands, frames] in [-1, 1].
  func levels(_ number: Int) throws -> [Float] { try levels(number, isVerified: false) }

  /// The same of a spectrogram that was just compared with it.
  package func levels(verified number: Int) -> [Float] {
    (try? levels(number, isVerified: true)) ?? []
  }

  private func levels(_ number: Int, isVerified: Bool) throws -> [Float] {
    let shard = try shard(of: number, .sounds)
    let levels = try shard.withSample(number, isVerified: isVerified) { bytes in
      [Float](unsafeUninitializedCapacity: bytes.count / 4) { levels, count in
        UnsafeMutableRawBufferPointer(levels).copyMemory(from: bytes)
        count = bytes.count / 4
      }
    }
    // Whoever made the file may have made its checksums too.
    guard isVerified || levels.allSatisfy({ abs($0) <= 1 }) else {
      throw Failure(.badInput, shard.path, "sound \(number) has levels outside of -1 to 1")
    }
    return levels
  }

  /// The image of a number.
  func image(_ number: Int) throws -> Image {
    let format = description.plan.image
    return Image(width: format.width, height: format.height, pixels: try pixels(number))
  }

  private func shard(of number: Int, _ kind: PackedKind) throws -> PackShard {
    let plan = description.plan
    guard number >= 0, number < plan.count(kind) else { throw missing(kind, number) }
    return (kind == .images ? images : sounds)[number / plan.shardSize]
  }

  /// That the index names an image or a sound which there is not.
  func missing(_ kind: PackedKind, _ number: Int) -> Failure {
    Failure(
      .badInput, Folder.path(path, PackDescription.indexName),
      "names \(kind.named) \(number) (there are \(description.plan.count(kind)))")
  }
}

extension Pack: Equatable {
  /// Whether both are the same object.
  public static func == (first: Pack, second: Pack) -> Bool { first === second }
}
