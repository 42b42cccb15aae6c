import Configuration
import Files
import Models
import TestSupport
import Testing

/// Which configurations a kind of model refuses.
@Suite struct KindConfigurationTests {
  @Test(arguments: [
    (
      ModelKind.s2iC, "conversion.soundToImage",
      "reconstruction, though model s2i-c does not reconstruct sounds (direct)"
    ),
    (
      .s2iN, "conversion.soundToImage",
      "reconstruction, though model s2i-n does not reconstruct sounds (direct)"
    ),
    (
      .i2s, "conversion.imageToSound",
      "reconstruction, though model i2s does not reconstruct images (direct)"
    ),
  ])
  func routesThatABaselineCannotGoAreRefused(
    kind: ModelKind, key: String, problem: String
  ) throws {
    var settings = try KindFixture.settings(kind)
    settings.conversion.soundToImage = .reconstruction
    settings.conversion.imageToSound = .reconstruction
    #expect(throws: Failure(.badConfiguration, "a.json: \(key)", problem)) {
      try settings.validate(subject: "a.json")
    }
    settings.conversion.soundToImage = .direct
    settings.conversion.imageToSound = .direct
    try settings.validate(subject: "a.json")
  }

  /// What a kind does not make at all needs no route.
  @Test(arguments: [
    ModelKind.cmcgan, .autoencoder, .linear, .s2iA, .imageEvaluator, .soundEvaluator, .multimodal,
  ])
  func otherKindsTakeAnyRoute(kind: ModelKind) throws {
    var settings = try KindFixture.settings(kind)
    settings.conversion.soundToImage = .reconstruction
    settings.conversion.imageToSound = .reconstruction
    try settings.validate(subject: "a.json")
  }

  @Test(arguments: [(1, 0), (0, 1), (5, 5), (2, 99)])
  func foldsThatAreNoneAreRefused(folds: Int, fold: Int) throws {
    var settings = try KindFixture.settings(.cmcgan)
    settings.data.folds = folds
    settings.data.fold = fold
    #expect(
      throws: Failure(
        .badConfiguration, "a.json: data.fold",
        "\(fold) of \(folds) (0, or 2 or more folds, from 0)")
    ) { try settings.validate(subject: "a.json") }
    (settings.data.folds, settings.data.fold) = (5, 4)
    try settings.validate(subject: "a.json")
  }

  @Test(arguments: ModelKind.allCases)
  func encodersThatLearnNoLabelsHaveNoStepsOfTheirOwn(kind: ModelKind) throws {
    var settings = try KindFixture.settings(kind)
    settings.losses.classificationWeight = 0
    settings.training.steps = 8
    settings.training.encoderPretrainingSteps = 9
    settings.conversion.soundToImage = .direct
    #expect(
      throws: Failure(
        .badConfiguration, "a.json: training.encoderPretrainingSteps",
        "9 of 8 steps (at most all of training.steps)")
    ) { try settings.validate(subject: "a.json") }
    settings.training.encoderPretrainingSteps = 8
    if [.s2iC, .s2iN, .i2s, .linear].contains(kind) {
      return try settings.validate(subject: "a.json")
    }
    #expect(
      throws: Failure(
        .badConfiguration, "a.json: training.encoderPretrainingSteps",
        "8, though the encoders of model \(kind.rawValue) learn no labels (0)")
    ) { try settings.validate(subject: "a.json") }
    settings.losses.classificationWeight = 1
    if kind == .cmcgan { try settings.validate(subject: "a.json") }
  }

  @Test func unpairedSoundsNeedAFolder() throws {
    var settings = try KindFixture.settings(.cmcgan)
    settings.data.unpairedShare = 0.1
    #expect(
      throws: Failure(
        .badConfiguration, "a.json: data.unpairedSounds",
        "empty, though data.unpairedShare is above 0")
    ) { try settings.validate(subject: "a.json") }
    settings.data.unpairedSounds = "sounds"
    try settings.validate(subject: "a.json")
  }

  /// A sum of nothing cannot be trained for.
  @Test(arguments: ModelKind.allCases)
  func lossesWithoutAWeightAreRefused(kind: ModelKind) throws {
    var settings = try KindFixture.settings(kind)
    let weights: [WritableKeyPath<LossSettings, Double>] = [
      \.imageReconstructionWeight, \.soundReconstructionWeight, \.imageTranslationWeight,
      \.soundTranslationWeight, \.adversarialWeight, \.imageConsistencyWeight,
      \.soundConsistencyWeight, \.featureMatchingWeight, \.classificationWeight,
    ]
    for weight in weights { settings.losses[keyPath: weight] = 0 }
    settings.conversion.soundToImage = .direct
    let nothing = Failure(
      .badConfiguration, "a.json: losses",
      "all weights that count for model \"\(kind.rawValue)\" are 0 (one above 0)")
    guard [.cmcgan, .autoencoder].contains(kind) else {
      // The others have a loss that always counts, and train with it alone.
      try settings.validate(subject: "a.json")
      #expect(
        KindFixture.trained(settings, on: KindFixture.learnable(settings), steps: 1).losses
          .areFinite)
      return
    }
    #expect(throws: nothing) { try settings.validate(subject: "a.json") }
    for (number, weight) in weights.enumerated() {
      settings.losses[keyPath: weight] = 0.5
      if kind == .cmcgan || number < 4 {
        try settings.validate(subject: "a.json")
        #expect(
          KindFixture.trained(settings, on: KindFixture.learnable(settings), steps: 1).losses
            .areFinite)
      } else {
        #expect(throws: nothing) { try settings.validate(subject: "a.json") }
      }
      settings.losses[keyPath: weight] = 0
    }
  }

  /// The evaluators' recipe is a configuration that may be trained, for any model that is judged.
  @Test(arguments: ["tiny", "demo", "paper", "sub-urmp", "images-128", "photographs"])
  func theRecipeOfEvaluatorsIsValid(name: String) throws {
    let settings = try Configuration.read("\(Golden.repository)/configs/\(name).json")
    for kind in [ModelKind.imageEvaluator, .soundEvaluator] {
      let recipe = settings.evaluator(kind)
      #expect(recipe.model == kind && recipe.networks.latentSize == 0)
      #expect(recipe.image == settings.image && recipe.sound == settings.sound)
      #expect(recipe.data.root == settings.data.root && recipe.data.fold == settings.data.fold)
      var checked = recipe
      if checked.data.source == .files { checked.data.root = "." }
      try checked.validate(subject: name)
    }
  }
}
