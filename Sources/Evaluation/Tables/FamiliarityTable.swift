import Configuration
import Files
import Inference
import Metrics
import Training

extension TableKind {
  /// How often known and unknown inputs are called unfamiliar, and how sure the class is.
  ///
  /// It is missing where the model remembers nothing.
  static let familiarity = TableKind(
    "familiarity", "Familiarity, and how sure the class is",
    [
      .init("inputs", "inputs"), .init("count", "number"),
      .init("unfamiliar", "called unfamiliar"),
      .init("area_under_curve", "area under ROC, known from unknown"),
      .init("accuracy", "accuracy"), .init("expected_calibration_error", "calibration error"),
      .init("temperature", "temperature"),
    ]
  ) { _, subject in
    try subject.model.memory.flatMap {
      $0.parts.isEmpty ? nil : try FamiliarInputs(subject, $0).rows(subject.model.classes)
    }
  }
}

/// How familiar the real items of a split are to a model, and inputs of which it knows nothing.
package struct FamiliarInputs {
  /// Inputs of one kind.
  package struct Kind {
    /// What they are, such as `real image`.
    let name: String
    let modality: Modality
    let found: [Familiarity]
    /// The class of each; nil where they have none.
    let labels: [Int]?
    /// What their scores were divided by, if their class is told.
    let temperature: Double?

    /// Nothing is less similar than silence.
    fileprivate var similarities: [Double] { found.map { $0.similarity ?? -1 } }

    /// Inputs whose familiarity is known already.
    package init(
      _ name: String, _ modality: Modality, _ found: [Familiarity], labels: [Int]? = nil,
      temperature: Double? = nil
    ) {
      (self.name, self.modality, self.found) = (name, modality, found)
      (self.labels, self.temperature) = (labels, temperature)
    }
  }

  private var kinds: [Kind] = []

  /// Kinds that are known already.
  package init(_ kinds: [Kind]) { self.kinds = kinds }

  init(_ subject: EvaluatedModel, _ memory: ModelMemory) throws {
    let meter = FamiliarityMeter(subject.model)
    let store = subject.store
    func add(_ name: String, _ modality: Modality, _ found: [Familiarity], _ labels: [Int]?) {
      guard !found.isEmpty else { return }
      kinds.append(
        Kind(
          name, modality, found, labels: labels,
          temperature: labels.flatMap { _ in memory.parts[modality]?.classifier?.temperature }))
    }
    for modality in Modality.allCases where memory.parts[modality] != nil {
      let found = try store.pairs.indices.batches.flatMap { batch in
        let inputs = modality == .image ? store.images(Array(batch)) : store.sounds(Array(batch))
        return try meter.familiarities(of: inputs, modality)
      }
      add("real \(modality.rawValue)", modality, found, store.pairs.map(\.classIndex))
      if modality == .sound {
        let sounds = subject.unpairedSounds
        add(
          "recorded sound", .sound,
          try sounds.compactMap { try meter.familiarity(of: ConversionSource($0.path)) },
          sounds.map(\.classIndex))
      }
      add(
        "unknown \(modality.rawValue)", modality,
        try (subject.unknown[modality] ?? []).compactMap {
          try meter.familiarity(of: ConversionSource($0))
        }, nil)
    }
  }

  /// A row for each kind.
  ///
  /// Known inputs have the area under the curve against the unknown ones of their modality.
  package func rows(_ classes: [String]) -> [JSONValue] {
    kinds.map { kind in
      var row: JSONValue = [
        "inputs": .string(kind.name), "count": .integer(Int64(kind.found.count)),
        "unfamiliar": .real(
          Proportion(right: kind.found.count(where: \.isUnfamiliar), count: kind.found.count).value),
      ]
      guard let labels = kind.labels else { return row }
      let unknown = kinds.first { $0.labels == nil && $0.modality == kind.modality }
      if let unknown {
        row["area_under_curve"] = .real(
          Separation.areaUnderCurve(
            positives: kind.similarities, negatives: unknown.similarities))
      }
      guard let temperature = kind.temperature else { return row }
      let isRight = zip(kind.found, labels).map { $0.className == classes[$1] }
      row["accuracy"] = .real(
        Proportion(right: isRight.count { $0 }, count: isRight.count).value)
      row["expected_calibration_error"] = .real(
        CalibrationError.expected(
          confidences: kind.found.map { $0.confidence ?? 0 }, isRight: isRight))
      row["temperature"] = .real(temperature)
      return row
    }
  }
}
