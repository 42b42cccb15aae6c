import Configuration
import Files
import Safetensors
import TensorCore

/// The memory in a safetensors file: tensors under `memory.`, and numbers as a JSON text in the metadata.
extension ModelMemory {
  /// The metadata key of the numbers.
  package static let key = "memory"
  private static let version: JSONValue = 2

  /// Adds the memory to a file.
  package func append(to file: inout TensorFile) throws {
    guard !isEmpty else { return }
    var numbers: JSONValue = ["version": Self.version]
    for modality in Modality.allCases {
      guard let part = parts[modality] else { continue }
      file.append(Self.name(modality, "prototypes"), part.features.prototypes)
      var own: JSONValue = [
        "known": .array(part.features.known.map { .array($0.map { .real($0) }) })
      ]
      if let classifier = part.classifier {
        file.append(Self.name(modality, "classifier"), classifier.weights)
        own["temperature"] = .real(classifier.temperature)
      }
      numbers[modality.rawValue] = own
    }
    if let pairs = pairTemperatures {
      numbers["pairs"] = [
        "image": .real(pairs.image), "sound": .real(pairs.sound), "both": .real(pairs.both),
      ]
    }
    file.metadata[Self.key] = numbers.encoded()
  }

  /// The memory in a file; nil where there is none.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - subject: its path, for messages.
  ///   - classes: how many classes the model has.
  /// - Throws: `Failure` of kind `badInput` where it is not whole.
  package init?(_ file: TensorFile, subject: String, classes: Int) throws {
    guard let text = file.metadata[Self.key] else { return nil }
    let numbers = try StrictJSON.parse(text, subject: subject, kind: .badInput)
    // What a later version of the program remembers is not needed to convert.
    guard numbers["version"] == Self.version else { return nil }
    func bad(_ problem: String) -> Failure {
      Failure(.badInput, subject, "its memory is damaged (\(problem))")
    }
    func temperature(_ value: JSONValue?) throws -> Double {
      guard let number = value?.number, TemperatureScaling.range.contains(number) else {
        throw bad("a temperature is \(value?.named ?? "missing")")
      }
      return number
    }
    var parts: [Modality: Part] = [:]
    for modality in Modality.allCases {
      guard let own = numbers[modality.rawValue] else { continue }
      let prototypes = try file.require(Self.name(modality, "prototypes"))
      guard prototypes.shape.count == 2, !prototypes.shape.contains(0) else {
        throw bad("its prototypes have the shape \(prototypes.shape)")
      }
      let known = try (own["known"]?.elements ?? []).map { source in
        let similarities = source.elements?.compactMap(\.number) ?? []
        guard !similarities.isEmpty, similarities.allSatisfy((-1...1).contains),
          similarities.count == source.elements?.count
        else { throw bad("no similarities of known items") }
        return similarities
      }
      guard !known.isEmpty else { throw bad("no similarities of known items") }
      let classifier = try own["temperature"].map { value in
        try FeatureClassifier(
          weights: file.require(
            Self.name(modality, "classifier"), shape: [prototypes.shape[1] + 1, classes]),
          temperature: temperature(value))
      }
      parts[modality] = Part(FeatureMemory(prototypes: prototypes, known: known), classifier)
    }
    let pairs = try numbers["pairs"].map { pairs in
      try PairTemperatures(
        image: temperature(pairs["image"]), sound: temperature(pairs["sound"]),
        both: temperature(pairs["both"]))
    }
    self.init(parts, pairTemperatures: pairs)
  }

  private static func name(_ modality: Modality, _ what: String) -> String {
    "memory.\(modality.rawValue).\(what)"
  }
}
