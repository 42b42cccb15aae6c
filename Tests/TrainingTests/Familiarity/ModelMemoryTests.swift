import Configuration
import Files
import Safetensors
import TensorCore
import TestSupport
import Testing
import Training

@Suite struct ModelMemoryTests {
  private let folder = TemporaryFolder()

  private func memory() throws -> ModelMemory {
    let items = try CalibrationGolden.tensor("items")
    let labels = (0..<items.shape[0]).map { $0 % 3 }
    let known = (0..<6).map { Tensor(shape: [1, 8], elements: Array(items.row($0))) }
    let classifier = try FeatureClassifier(
      items, labels: labels, classes: 3, known: known, knownLabels: Array(labels.prefix(6)))
    return ModelMemory(
      [
        .image: .init(FeatureMemory(items, known: [known, known]), classifier),
        .sound: .init(FeatureMemory(items, known: [known]), nil),
      ], pairTemperatures: PairTemperatures(image: 0.5, sound: 2, both: 1.25))
  }

  private func written(_ change: (inout TensorFile) -> Void = { _ in }) throws -> TensorFile {
    var file = TensorFile(metadata: ["format": "cmcgan-model"])
    try memory().append(to: &file)
    change(&file)
    try file.write(to: folder.path("m.safetensors"), as: .float16, replacing: true)
    return try TensorFile.read(folder.path("m.safetensors"))
  }

  /// Prototypes and weights are rounded as a file stores them before anything is measured with them.
  @Test func aMemoryIsReadAsItWasMade() throws {
    let read = try ModelMemory(written(), subject: "m", classes: 3)
    #expect(read == (try memory()))
  }

  @Test func aFileWithoutMemoryHasNone() throws {
    #expect(try ModelMemory(TensorFile(), subject: "m", classes: 3) == nil)
    var file = TensorFile()
    try ModelMemory().append(to: &file)
    #expect(file == TensorFile())
    // What a later version remembers is left alone.
    let later = try written { $0.metadata[ModelMemory.key] = #"{"version":3}"# }
    #expect(try ModelMemory(later, subject: "m", classes: 3) == nil)
  }

  @Test(arguments: [
    (#"{"version":2,"image":{"known":[[]]}}"#, "no similarities of known items"),
    (#"{"version":2,"image":{"known":[]}}"#, "no similarities of known items"),
    (#"{"version":2,"image":{"known":[[0.5,2]]}}"#, "no similarities of known items"),
    (#"{"version":2,"image":{"known":[[0.5,"a"]]}}"#, "no similarities of known items"),
    (#"{"version":2,"image":{"known":[[0.5]],"temperature":0}}"#, "a temperature is 0"),
    (#"{"version":2,"pairs":{"image":1,"sound":1}}"#, "a temperature is missing"),
  ])
  func damagedNumbersAreRefused(_ text: String, _ problem: String) throws {
    let file = try written { $0.metadata[ModelMemory.key] = text }
    #expect(throws: Failure(.badInput, "m", "its memory is damaged (\(problem))")) {
      try ModelMemory(file, subject: "m", classes: 3)
    }
  }

  @Test func tensorsHaveToFit() throws {
    // Four classes need other weights.
    #expect(throws: Failure.self) { try ModelMemory(written(), subject: "m", classes: 4) }
    var other = TensorFile(metadata: [ModelMemory.key: #"{"version":2,"sound":{"known":[[0]]}}"#])
    #expect(throws: Failure.self) { try ModelMemory(other, subject: "m", classes: 3) }
    other.append("memory.sound.prototypes", Tensor(shape: [0, 4], elements: []))
    #expect(
      throws: Failure(
        .badInput, "m", "its memory is damaged (its prototypes have the shape [0, 4])")
    ) { try ModelMemory(other, subject: "m", classes: 3) }
  }

  /// The classes of items lie in different directions, so all known items are classified correctly.
  @Test func theClassifierTellsClassesApart() throws {
    func value(_ index: Int, _ place: Int) -> Scalar {
      place == index % 3 ? 1 : Scalar((index * 7 + place * 5) % 11) / 110
    }
    let elements = (0..<30).flatMap { index in (0..<4).map { value(index, $0) } }
    let items = Tensor(shape: [30, 4], elements: elements)
    let labels = (0..<30).map { $0 % 3 }
    let rows = (0..<30).map { Tensor(shape: [1, 4], elements: Array(items.row($0))) }
    let classifier = try FeatureClassifier(
      items, labels: labels, classes: 3, known: rows, knownLabels: labels)
    for (row, label) in zip(rows, labels) {
      let found = classifier.probabilities(of: row)
      #expect(abs(found.reduce(0, +) - 1) < 1e-9)
      #expect(found.indices.max { found[$0] < found[$1] } == label && found[label] > 0.9)
    }
  }
}
