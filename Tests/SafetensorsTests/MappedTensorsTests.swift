import Files
import Safetensors
import TensorCore
import TestSupport
import Testing

@Suite struct MappedTensorsTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.path("a.safetensors") }

  private func write() throws {
    var file = StoredTensors(metadata: ["format": "test"])
    file.append("wide", .integer64, shape: [2], numbers: [-1, 1 << 40] as [Int64])
    file.append("narrow", .integer32, shape: [1, 3], numbers: [1, -2, .max] as [Int32])
    file.append("bytes", .unsigned8, shape: [3], bytes: [7, 8, 255])
    #expect(try file.write(to: path, replacing: true) == InputFile.size(of: path))
  }

  @Test func elementsComeBackAsTheyWere() throws {
    try write()
    let file = try MappedTensors(path)
    try file.verify()
    #expect(file.metadata == ["format": "test"])
    #expect(file.shapes.map(\.name) == ["wide", "narrow", "bytes"])
    let wide = try file.require("wide", .integer64, shape: [2])
    let narrow = try file.require("narrow", .integer32, shape: [1, 3])
    let bytes = try file.require("bytes", .unsigned8, shape: [3])
    #expect((0..<2).map { wide.number(at: $0, as: Int64.self) } == [-1, 1 << 40])
    #expect((0..<3).map { narrow.number(at: $0, as: Int32.self) } == [1, -2, .max])
    #expect(bytes.withBytes(1..<3) { [UInt8]($0) } == [8, 255])
  }

  /// The form is that of every other tensor file, so one reader serves them all.
  @Test func tensorFileReadsWhatStoredTensorsWrites() throws {
    try write()
    let file = try TensorFile.read(path)
    #expect(file.names == ["wide", "narrow", "bytes"] && file.metadata == ["format": "test"])
    #expect(file["bytes"]?.elements == [7, 8, 255] && file["narrow"]?.shape == [1, 3])
    try TensorFile(metadata: [:]).write(to: folder.path("b"), replacing: false)
    #expect(try MappedTensors(folder.path("b")).shapes.isEmpty)
  }

  @Test func anotherTypeOrShapeIsRefused() throws {
    try write()
    let file = try MappedTensors(path)
    #expect(throws: Failure(.badInput, path, "no tensor is named x")) {
      try file.require("x", .unsigned8, shape: [3])
    }
    #expect(
      throws: Failure(
        .badInput, path, "tensor bytes is U8 of the shape [3] (F32 of [3] is needed)")
    ) { try file.require("bytes", .float32, shape: [3]) }
    #expect(
      throws: Failure(
        .badInput, path, "tensor wide is I64 of the shape [2] (I64 of [3] is needed)")
    ) { try file.require("wide", .integer64, shape: [3]) }
  }

  @Test func damageAndTruncationAreDetected() throws {
    try write()
    let whole = try InputFile.read(path)
    var bytes = whole
    bytes[bytes.count - 1] ^= 1
    try OutputFile.write(bytes, to: path, replacing: true)
    let file = try MappedTensors(path)
    try file.verify(["wide", "narrow"])
    let failure = #expect(throws: Failure.self) { try file.verify() }
    #expect(failure?.problem.hasPrefix("tensor bytes is damaged (CRC-32 ") == true)

    for count in [4, 40, whole.count - 1] {
      try OutputFile.write(Array(whole.prefix(count)), to: path, replacing: true)
      let failure = #expect(throws: Failure.self) { try MappedTensors(path) }
      #expect(failure?.kind == .badInput && failure?.problem.hasPrefix("truncated") == true)
    }
  }
}
