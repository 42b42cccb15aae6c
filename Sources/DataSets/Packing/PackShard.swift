import Files
import Safetensors
import TensorCore

/// One file of packed images or sounds, each with a checksum of its own.
///
/// `samples` is U8 [n, height, width, 3] or F32 [n, bands, frames], `crc32` the CRC-32 of the bytes of
/// each, I64 [n]. The metadata names what could not be read when it was packed; zeros are in its place.
struct PackShard: Sendable {
  /// The path of the file.
  var path: String { file.path }
  /// The size of the file.
  var byteCount: Int { file.byteCount }
  private let kind: PackedKind
  private let first: Int
  private let size: Int
  private let file: MappedTensors
  private let samples: MappedTensor
  private let checksums: MappedTensor

  /// Opens all shards of a kind.
  ///
  /// - Throws: `Failure` of kind `badInput` for the first that is damaged or of another plan.
  static func all(_ kind: PackedKind, of plan: PackPlan, in folder: String) throws -> [PackShard] {
    let text = try plan.text()
    return try plan.shards(kind).map { try PackShard(folder, $0, of: plan, text: text) }
  }

  /// Opens a shard of a plan; only its header is read, and the checksums of the samples are checked.
  ///
  /// - Throws: `Failure` of kind `badInput` where it is damaged or of another plan.
  init(_ folder: String, _ shard: PackPlan.Shard, of plan: PackPlan, text: String? = nil) throws {
    kind = shard.kind
    first = shard.samples.lowerBound
    size = plan.byteCount(kind)
    file = try MappedTensors(Folder.path(folder, shard.name))
    try file.require(format: kind.format, plan: text ?? plan.text())
    guard file.metadata["number"] == "\(shard.number)" else {
      throw Failure(
        .badInput, file.path,
        "is shard \(file.metadata["number"] ?? "without a number") (\(shard.number) is expected)")
    }
    let count = shard.samples.count
    samples = try file.require("samples", kind.type, shape: [count] + plan.shape(kind))
    checksums = try file.require("crc32", .integer64, shape: [count])
    try file.verify(["crc32"])
  }

  /// Calls `body` with the bytes of a sample, by its number in the data set.
  ///
  /// - Throws: `Failure` of kind `badInput` where their checksum is not the one that was packed, unless
  ///   `isVerified` says that it has been compared before.
  func withSample<Result>(
    _ number: Int, isVerified: Bool, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    let index = number - first
    return try samples.withBytes(index * size..<(index + 1) * size) { bytes in
      if !isVerified {
        let expected = checksums.number(at: index, as: Int64.self)
        let found = Checksum.crc32(of: bytes)
        guard Int64(found) == expected else {
          throw Failure(
            .badInput, path,
            "\(kind.named) \(number) is damaged (CRC-32 \(Checksum.text(found)); "
              + "\(Checksum.text(UInt32(truncatingIfNeeded: expected))) is recorded)")
        }
      }
      return try body(bytes)
    }
  }

  /// Compares everything with the checksums of the file itself.
  func verify() throws { try file.verify() }

  /// What could not be read, by the numbers of the samples.
  func failures() throws -> [Int: Failure] {
    let text = file.metadata["unreadable"] ?? "[]"
    var failures: [Int: Failure] = [:]
    for entry in try StrictJSON.parse(text, subject: path, kind: .badInput).elements ?? [] {
      guard let number = entry["number"]?.wholeNumber else { continue }
      failures[number] = Failure(
        .badInput, entry["file"]?.text, entry["problem"]?.text ?? "cannot be read")
    }
    return failures
  }

  /// Writes a shard.
  ///
  /// - Parameters:
  ///   - shard: which of the plan's.
  ///   - plan: what all shards hold.
  ///   - bytes: of all samples, one after the other.
  ///   - failures: what could not be read, by the numbers of the samples.
  ///   - folder: where it goes.
  /// - Returns: the size of the file in bytes.
  /// - Throws: what `OutputFile` throws.
  static func write(
    _ shard: PackPlan.Shard, of plan: PackPlan, bytes: [UInt8], failures: [Int: Failure],
    to folder: String
  ) throws -> Int {
    let size = plan.byteCount(shard.kind)
    let checksums = bytes.withUnsafeBytes { bytes in
      (0..<shard.samples.count).map { index in
        Int64(
          Checksum.crc32(
            of: UnsafeRawBufferPointer(rebasing: bytes[index * size..<(index + 1) * size])))
      }
    }
    let unreadable = failures.sorted { $0.key < $1.key }.map { number, failure -> JSONValue in
      [
        "number": .integer(Int64(number)),
        "file": failure.subject.map(JSONValue.string) ?? .null,
        "problem": .string(failure.problem),
      ]
    }
    var file = StoredTensors(metadata: [
      "format": shard.kind.format, "plan": try plan.text(), "number": "\(shard.number)",
      "unreadable": JSONValue.array(unreadable).encoded(),
    ])
    file.append("crc32", .integer64, shape: [checksums.count], numbers: checksums)
    file.append(
      "samples", shard.kind.type, shape: [checksums.count] + plan.shape(shard.kind), bytes: bytes)
    return try file.write(to: Folder.path(folder, shard.name), replacing: true)
  }
}

extension PackedKind {
  /// How their numbers are stored.
  var type: StoredType { self == .images ? .unsigned8 : .float32 }

  /// The name of the format in the metadata.
  var format: String { "cmcgan-pack-\(rawValue)" }
}
