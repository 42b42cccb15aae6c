import Configuration
import Files
import TestSupport
import Testing

@Suite struct ConfigurationFileTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.path("run.json") }

  /// Writes `configs/tiny.json` with one text in the place of another, and reads it.
  private func read(
    replacing found: String = "", with other: String = "", _ assignments: [String] = []
  ) throws -> Configuration {
    let text = String(
      decoding: try InputFile.read(Golden.repository + "/configs/tiny.json"), as: UTF8.self)
    guard !found.isEmpty else {
      try OutputFile.write(text, to: path, replacing: true)
      return try .read(path, assignments: assignments)
    }
    let parts = text.split(separator: found, omittingEmptySubsequences: false)
    #expect(parts.count == 2, "\(found) is to be in the file once")
    try OutputFile.write(parts.joined(separator: other), to: path, replacing: true)
    return try .read(path, assignments: assignments)
  }

  @Test(arguments: [
    (
      "\"spectralNorm\": false", "\"spectralNrom\": false", "networks.spectralNrom",
      "unknown setting", "Did you mean networks.spectralNorm?"
    ),
    (
      "\"spectralNorm\": false", "\"spectralNorm\": false, \"depht\": 0.5", "networks.depht",
      "unknown setting", "Did you mean networks.depth?"
    ),
    (
      "\"averageDecay\": 0", "\"averageDecay\": 1", "training.averageDecay",
      "1.0 is out of range (0.0 to 0.999999)", nil
    ),
    (
      "\"batchSize\": 8", "\"batchSize\": 1", "training.batchSize",
      "1 is out of range (2 to 65536)",
      nil
    ),
    (
      "\"hopLength\": 250", "\"hopLength\": 513", "sound.hopLength",
      "out of range (513; 1 to half the window, 256)", nil
    ),
    (
      "\"hopLength\": 250", "\"hopLength\": 2", "sound.hopLength",
      "2 does not give 8 to 1024 frames a clip", nil
    ),
    (
      "\"minimumFrequency\": 0", "\"minimumFrequency\": 4000", "sound.minimumFrequency",
      "out of range (4000.0; 0 to less than maximumFrequency)", nil
    ),
    ("\"seed\": 1,", "", "seed", "missing (a whole number is needed)", nil),
    (
      "\"classPartnerProbability\": 0,\n", "", "data.classPartnerProbability",
      "missing (a number is needed)", nil
    ),
    (
      "\"featureSize\": 32", "\"featureSize\": \"32\"", "networks.featureSize",
      "\"32\", a whole number is needed", nil
    ),
    (
      "\"featureSize\": 32", "\"featureSize\": 32.5", "networks.featureSize",
      "32.5, a whole number is needed", nil
    ),
    ("\"balanced\": false", "\"balanced\": 0", "data.balanced", "0, true or false is needed", nil),
    (
      "\"adversarial\": \"crossEntropy\"", "\"adversarial\": \"crossentropy\"",
      "losses.adversarial", "\"crossentropy\", one of crossEntropy, hinge is needed",
      "Did you mean crossEntropy?"
    ),
    (
      "\"source\": \"orchestra\"", "\"source\": \"files\"", "data.root",
      "empty, though data.source is files", nil
    ),
  ])
  func aBadSettingIsNamed(
    found: String, other: String, key: String, problem: String, hint: String?
  ) {
    #expect(throws: Failure(.badConfiguration, "\(path): \(key)", problem, hint: hint)) {
      try read(replacing: found, with: other)
    }
  }

  @Test func syntaxIsReportedByLineAndColumn() {
    let failure = #expect(throws: Failure.self) {
      try read(replacing: "\"batchSize\": 8,", with: "\"batchSize\": 8")
    }
    #expect(failure?.kind == .badConfiguration)
    #expect(failure?.subject?.hasPrefix("\(path):65") == true, "\(failure?.description ?? "")")
  }

  @Test func assignmentsAreCheckedLikeTheFile() throws {
    let configuration = try read([
      "training.steps=7", "losses.adversarial=hinge", "networks.spectralNorm=true",
    ])
    #expect(configuration.training.steps == 7)
    #expect(configuration.losses.adversarial == .hinge && configuration.networks.spectralNorm)
    #expect(
      throws: Failure(
        .badConfiguration, "training.step", "unknown setting", hint: "Did you mean training.steps?")
    ) { try read(["training.step=7"]) }
    #expect(
      throws: Failure(
        .badConfiguration, "\(path): training.steps", "-1 is out of range (0 to 100000000)")
    ) { try read(["training.steps=-1"]) }
    #expect(throws: Failure(.usage, nil, "--set steps is not of the form path=value")) {
      try read(["steps"])
    }
  }

  @Test func aMissingFileIsNamed() {
    let failure = #expect(throws: Failure.self) { try Configuration.read(folder.path("none.json")) }
    #expect(failure?.kind == .missingInput && failure?.subject == folder.path("none.json"))
  }

  @Test(arguments: [
    "tiny", "demo", "paper", "sub-urmp", "paper-small", "multimodal", "evaluator-image",
    "evaluator-sound",
  ])
  func whatIsWrittenIsReadAgain(name: String) throws {
    let configuration = try Configuration.read("\(Golden.repository)/configs/\(name).json")
    try OutputFile.write(try configuration.document(), to: path, replacing: true)
    #expect(try Configuration.read(path) == configuration)
  }

  /// The judges of an evaluation are trained by a recipe in the program, which stands in files too.
  @Test(arguments: [ModelKind.imageEvaluator, .soundEvaluator])
  func theRecipeOfAnEvaluatorIsItsFile(kind: ModelKind) throws {
    let folder = "\(Golden.repository)/configs"
    let file = try Configuration.read("\(folder)/\(kind.rawValue).json")
    var run = try Configuration.read("\(folder)/sub-urmp.json")
    #expect(run.evaluator(kind) == file)
    run.training.precision = .bfloat16
    #expect(run.evaluator(kind) == file, "judges do not depend on how a run was computed")
  }

  /// The recommended row of the paper's tables is trained with the recommended recipe, but for sizes and
  /// length.
  @Test func theSmallRecipeIsTheLargeOne() throws {
    let folder = "\(Golden.repository)/configs"
    let large = try Configuration.read("\(folder)/sub-urmp.json")
    let table = try StrictJSON.read(
      "\(Golden.repository)/Benchmarks/paper_rows.json", limit: 1 << 20)
    let row = table["rows"]?.elements?.first { $0["name"] == "recommended" }
    let changes = (row?["set"]?.members ?? []).map { member in
      "\(member.key)=\(member.value.text ?? member.value.encoded())"
    }
    #expect(changes.count > 5)
    var small = try Configuration.read("\(folder)/paper-small.json", assignments: changes)
    #expect(small.networks.width < large.networks.width)
    #expect(small.training.steps < large.training.steps && small.data.unpairedShare > 0)
    small.networks.width = large.networks.width
    small.networks.discriminatorWidth = large.networks.discriminatorWidth
    small.training.steps = large.training.steps
    small.training.averageDecay = large.training.averageDecay
    small.data.unpairedSounds = large.data.unpairedSounds
    small.data.unpairedShare = large.data.unpairedShare
    small.output = large.output
    #expect(small == large)
  }

  /// `configs/paper.json` is what speed is measured on; it has all switches off.
  @Test func thePaperHasAllSwitchesOff() throws {
    let paper = try Configuration.read("\(Golden.repository)/configs/paper.json")
    let losses = paper.losses
    #expect(losses.adversarial == .crossEntropy && losses.pairs == .joint && losses.correspondence)
    #expect(losses.imageConsistencyWeight == 10 && losses.soundConsistencyWeight == 10)
    let ours = [
      losses.imageReconstructionWeight, losses.soundReconstructionWeight,
      losses.imageTranslationWeight, losses.soundTranslationWeight,
      Double(paper.training.encoderPretrainingSteps), losses.augmentation.imageShift,
      losses.augmentation.imageContrast,
      losses.augmentation.imageBrightness, losses.augmentation.soundShift,
      losses.augmentation.soundLevel, losses.featureMatchingWeight, losses.classificationWeight,
      paper.training.averageDecay, paper.data.classPartnerProbability, paper.data.unpairedShare,
    ]
    #expect(ours.allSatisfy { $0 == 0 })
    #expect(
      !losses.augmentation.encodedImages && !losses.sharedClassification
        && !paper.networks.normalizedFeatures)
    #expect(
      losses.augmentation.soundBandShift == 0 && paper.training.imageLatentSamples == 1
        && paper.training.soundLatentSamples == 1)
    #expect(!paper.networks.pooledSounds && paper.training.schedule == .constant)
    #expect(!paper.networks.spectralNorm && !paper.data.balanced && !paper.data.mirrored)
    #expect(paper.networks.normalization == .batch && paper.networks.upsampling == .transposed)
    #expect(paper.training.generatorUpdates == 1 && paper.training.batchSize == 32)
    #expect(
      paper.training.generator
        == .init(learningRate: 2e-4, beta1: 0.5, beta2: 0.999, epsilon: 1e-8))
    #expect(paper.training.discriminator == paper.training.generator)
  }

  /// Every key of a file is in the list of keys, in its order, and the other way round.
  @Test func theListOfKeysIsThatOfTheFile() throws {
    func paths(_ value: JSONValue, _ above: String) -> [String] {
      guard let members = value.members else { return [above] }
      return members.flatMap { paths($0.value, above.isEmpty ? $0.key : "\(above).\($0.key)") }
    }
    #expect(
      try paths(JSONValue(encoding: Configuration.tiny()), "") == ConfigurationKey.all.map(\.path))
  }

  @Test func theCommittedSchemaIsTheGeneratedOne() throws {
    let path = Golden.repository + "/configs/schema.json"
    let text = String(decoding: try InputFile.read(path), as: UTF8.self)
    #expect(text == ConfigurationSchema.document.encoded(pretty: true) + "\n")
    let batch = ConfigurationSchema.document
    #expect(
      batch.value(at: "properties.training.properties.batchSize") == [
        "description": "pairs in a batch, of all ranks together", "type": "integer", "minimum": 2,
        "maximum": 65536,
      ])
    #expect(batch.value(at: "properties.losses.additionalProperties") == false)
  }

  /// Each bound is accepted by the schema's word and by `validate`, and what lies past it by neither.
  @Test func boundsAreThoseOfTheSchema() throws {
    let document = try JSONValue(encoding: Configuration.tiny())
    for key in ConfigurationKey.all {
      guard case .number(let range) = key.values else { continue }
      for past in [range.lowerBound - 1e-3, range.upperBound + 1e-3] {
        var changed = document
        try changed.set(path: key.path, to: String(past))
        let configuration: Configuration = try changed.decoded(subject: "x")
        #expect(
          throws: Failure(
            .badConfiguration, "x: \(key.path)",
            "\(past) is out of range (\(range.lowerBound) to \(range.upperBound))")
        ) { try configuration.validate(subject: "x") }
      }
    }
  }
}
