import DataSets
import Files
import Safetensors
import TensorCore
import TestSupport
import Testing
import Training

/// Packed data sets whose checksums fit what a stranger put into them.
@Suite struct HostilePackTests {
  private let pairs: PackedPairs

  init() throws {
    pairs = try PackedPairs()
    try pairs.pack()
  }

  private func path(_ name: String) -> String { Folder.path(pairs.packed, name) }

  /// Another index of the same size: ten pairs of five each, four of two each.
  private func writeIndex(
    bounds: [Int64] = [0, 5, 10], _ change: (inout [Int32]) -> Void = { _ in }
  ) throws {
    var numbers = (0..<10).flatMap { [Int32($0), Int32($0)] }
    change(&numbers)
    let path = path("index.safetensors")
    var file = StoredTensors(metadata: try MappedTensors(path).metadata)
    file.append("training_classes", .integer64, shape: [3], numbers: bounds)
    file.append("validation_classes", .integer64, shape: [3], numbers: [0, 2, 4] as [Int64])
    file.append("training", .integer32, shape: [10, 2], numbers: numbers)
    file.append(
      "validation", .integer32, shape: [4, 2], numbers: [Int32](repeating: 1, count: 8))
    let size = InputFile.size(of: path)
    #expect(try file.write(to: path, replacing: true) == size)
  }

  /// What is said of the pairs in six steps.
  private func failures() throws -> [Failure] {
    let configuration = try pairs.configuration(pairs.packed, "data.balanced=true")
    let set = try DataSet(configuration)
    let store = SampleStore(set.training, of: set, configuration)
    let maker = try BatchMaker(store, classes: 2, configuration)
    for step in 1...6 { _ = try maker.batch(step: step) }
    return store.takeFailures()
  }

  @Test func anotherIndexIsUsed() throws {
    try writeIndex()
    #expect(try failures().isEmpty)
  }

  @Test(arguments: [
    (0, 14, "names image 14 (there are 14)"), (6, -1, "names image -1 (there are 14)"),
    (9, Int32.max, "names sound 2147483647 (there are 14)"),
    (3, Int32.min, "names sound -2147483648 (there are 14)"),
  ])
  func numbersOutOfRangeAreUnreadable(place: Int, number: Int32, problem: String) throws {
    try writeIndex { $0[place] = number }
    #expect(
      try failures() == [Failure(.badInput, path("index.safetensors"), problem)])
    let check = try DataSetCheck(pairs.packed)
    #expect(check.errors.map(\.problem) == [problem] && !check.isUsable)
  }

  @Test(
    arguments: [
      [0, 11, 10], [1, 5, 10], [0, -3, 10], [0, 5, 9], [0, .min, 10], [0, .max, 10],
    ] as [[Int64]])
  func classesThatAreNoneAreRefused(bounds: [Int64]) throws {
    try writeIndex(bounds: bounds)
    let failure = #expect(throws: Failure.self) { try DataSetLayout.open(pairs.packed) }
    #expect(
      failure
        == Failure(
          .badInput, path("index.safetensors"),
          "training_classes does not divide the 10 pairs (found \(bounds))"))
  }

  @Test func aClassMayBeEmpty() throws {
    try writeIndex(bounds: [0, 0, 10])
    let set = try DataSetLayout.open(pairs.packed)
    #expect(set.training.allSatisfy { $0.classIndex == 1 })
    #expect(set.training.indices(ofClass: 0).isEmpty)
    try writeIndex(bounds: [0, 10, 10])
    #expect(try DataSetLayout.open(pairs.packed).training.allSatisfy { $0.classIndex == 0 })
  }

  @Test(arguments: [Float.nan, .infinity, 1.5, -3e38])
  func levelsThatAreNoneAreUnreadable(level: Float) throws {
    try writeIndex()
    let path = path("sounds-00001.safetensors")
    var levels = [Float](repeating: 0.5, count: 32 * 17)
    levels[40] = level
    let sample = levels.withUnsafeBytes { [UInt8]($0) }
    let sum = Int64(sample.withUnsafeBytes { Checksum.crc32(of: $0) })
    var file = StoredTensors(metadata: try MappedTensors(path).metadata)
    file.append("crc32", .integer64, shape: [4], numbers: [sum, sum, sum, sum])
    file.append(
      "samples", .float32, shape: [4, 32, 17], bytes: sample + sample + sample + sample)
    try file.write(to: path, replacing: true)
    let found = try DataSetCheck(pairs.packed)
    #expect(found.errorCount == 4)
    #expect(
      found.errors.first
        == Failure(.badInput, path, "sound 4 has levels outside of -1 to 1"))
  }
}
