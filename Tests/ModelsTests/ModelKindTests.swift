import Autograd
import Configuration
import Files
import Models
import TensorCore
import TestSupport
import Testing

@Suite struct ModelKindTests {
  private func settings(_ kind: ModelKind) throws -> Configuration {
    var settings = try GoldenTraining("paper_model").configuration
    settings.model = kind
    if kind == .autoencoder {
      settings.losses.imageReconstructionWeight = 1
      settings.losses.soundTranslationWeight = 1
    }
    return settings
  }

  // MARK: What a kind can do

  /// A translation by its ends, `a` a sound and `v` an image, and `*` where it is remade first.
  private static let abilities: [ModelKind: Set<String>] = [
    .cmcgan: ["a>v", "a*>v", "v>a", "v*>a", "a>a", "a*>a", "v>v", "v*>v"],
    .autoencoder: ["a>v", "a*>v", "v>a", "v*>a", "a>a", "a*>a", "v>v", "v*>v"],
    .s2iC: ["a>v"], .s2iN: ["a>v"], .s2iA: ["a>v", "a*>v", "a>a", "a*>a"], .i2s: ["v>a"],
    .imageEvaluator: [], .soundEvaluator: [], .multimodal: [],
  ]

  @Test(arguments: ModelKind.allCases)
  func whatCanBeTranslatedFollowsFromTheParts(kind: ModelKind) throws {
    let settings = try settings(kind)
    let generator = Generator(emptyFor: settings)
    let translator = Translator(generator, settings, .fromEnvironment)
    #expect(generator.parts == kind.parts)
    var random = RandomStream(seed: 1, stream: 1)
    let batch = Batch.noise(for: settings, classes: 2, from: &random)
    var found: Set<String> = []
    for from in Modality.allCases {
      for to in Modality.allCases {
        for route in Route.allCases where translator.canTranslate(from, to: to, route: route) {
          let names: [Modality: String] = [.image: "v", .sound: "a"]
          found.insert(
            "\(names[from] ?? "")\(route == .reconstruction ? "*" : "")>\(names[to] ?? "")")
          // Whoever can, does: networks that were missing would trap here.
          let made = translator.translate(
            from == .image ? batch.image : batch.sound, from, to: to, latent: batch.latents.image,
            route: route)
          #expect(made.shape == (to == .image ? batch.image : batch.sound).shape)
        }
      }
    }
    #expect(found == Self.abilities[kind])
    #expect(kind.generates == !found.isEmpty)
  }

  @Test(arguments: ModelKind.allCases)
  func theUsualRouteIsAskedForWhereNoneIsNamed(kind: ModelKind) throws {
    var settings = try settings(kind)
    for route in Route.allCases {
      settings.conversion.soundToImage = route
      settings.conversion.imageToSound = route
      let translator = Translator(Generator(emptyFor: settings), settings, .fromEnvironment)
      for (from, to) in [(Modality.sound, Modality.image), (.image, .sound)] {
        #expect(
          translator.canTranslate(from, to: to)
            == translator.canTranslate(from, to: to, route: route))
      }
    }
  }

  /// The parts of networks by the first words of their names: what is used later, and what judges.
  private static let networks: [ModelKind: [Set<String>]] = [
    .cmcgan: [
      ["imageEncoder", "soundEncoder", "imageDecoder", "soundDecoder"], ["discriminator"],
    ],
    .autoencoder: [["imageEncoder", "soundEncoder", "imageDecoder", "soundDecoder"]],
    .s2iC: [["soundEncoder", "imageDecoder", "head"], ["discriminator"]],
    .s2iN: [["soundEncoder", "imageDecoder", "head"], ["discriminator"]],
    .s2iA: [["soundEncoder", "imageDecoder", "soundDecoder"], ["discriminator"]],
    .i2s: [["imageEncoder", "soundDecoder", "head"], ["discriminator"]],
    .imageEvaluator: [["classifier"]], .soundEvaluator: [["classifier"]],
    .multimodal: [["multimodal"]],
  ]

  @Test(arguments: ModelKind.allCases)
  func aModelHasItsNetworksAndNoOthers(kind: ModelKind) throws {
    let settings = try settings(kind)
    let model = settings.freshModel(classes: 2)
    let names = model.networks.all.map { networks in
      Set(
        (networks.parameters + networks.buffers).compactMap { $0.name.split(separator: ".").first })
    }
    #expect(names.map { Set($0.map(String.init)) } == Self.networks[kind])
    #expect(Set(model.state.map(\.name)).count == model.state.count, "names are unique")

    // What is used after training is a part of it, by the same names and shapes.
    let used = settings.emptyNetworks(classes: 2)
    let trained = Dictionary(
      uniqueKeysWithValues: model.networkState.map { ($0.name, $0.value.shape) })
    for parameter in used.parameters + used.buffers {
      #expect(trained[parameter.name] == parameter.value.shape, "\(parameter.name)")
    }
    #expect(!used.parameters.isEmpty)
  }

  // MARK: Training

  /// Four members of two classes; all of a class look and sound alike but for a little noise.
  private func learnable(_ settings: Configuration) -> Batch {
    var random = RandomStream(seed: 7, stream: 1)
    let noise = Batch.noise(for: settings, classes: 2, from: &random)
    func levels(_ x: Tensor) -> Tensor {
      let length = x.count / x.shape[0]
      return Tensor(
        shape: x.shape,
        elements: x.elements.enumerated().map { place, value in
          (place / length % 2 == 0 ? 0.6 : -0.6) + 0.1 * value
        })
    }
    return noise.with(image: levels(noise.image), sound: levels(noise.sound))
  }

  private static let falling: [ModelKind: [Losses.Name]] = [
    .cmcgan: [.consistency, .classification], .s2iC: [.classification, .imageTranslation],
    .autoencoder: [
      .imageReconstruction, .soundReconstruction, .imageTranslation, .soundTranslation,
    ], .s2iN: [.classification, .imageTranslation],
    .s2iA: [.soundReconstruction, .imageTranslation],
    .i2s: [.classification, .soundTranslation], .imageEvaluator: [.classification],
    .soundEvaluator: [.classification], .multimodal: [.classification],
  ]

  @Test(arguments: ModelKind.allCases)
  func trainingLowersWhatIsTrainedFor(kind: ModelKind) throws {
    var settings = try settings(kind)
    settings.losses.imageReconstructionWeight = 10
    settings.losses.soundReconstructionWeight = 10
    settings.losses.imageTranslationWeight = 10
    settings.losses.soundTranslationWeight = 10
    settings.losses.classificationWeight = kind == .cmcgan ? 1 : 0
    settings.training.generator.learningRate = 5e-3
    let model = settings.freshModel(classes: 2)
    let batch = learnable(settings)
    let before = model.train(on: batch, step: 1)
    for step in 2...40 { _ = model.train(on: batch, step: step) }
    let after = model.train(on: batch, step: 41)
    for name in Self.falling[kind] ?? [] {
      #expect(after[name] < 0.6 * before[name], "\(name): \(before[name]) to \(after[name])")
    }
    #expect(before.areFinite && after.areFinite)
    #expect(Self.falling[kind]?.isEmpty == false)
    if !kind.generates { #expect(model.error(on: batch) == 0, "two classes far apart") }
  }

  private func trained(
    _ settings: Configuration, on batch: Batch, steps: Int = 2
  ) -> (losses: Losses, values: [String: Tensor]) {
    let model = settings.freshModel(classes: 2)
    var losses = Losses()
    for step in 1...steps { losses = model.train(on: batch, step: step) }
    return (
      losses, Dictionary(uniqueKeysWithValues: model.networkState.map { ($0.name, $0.value) })
    )
  }

  /// The encoder of a baseline learns from what comes in alone: its code is a constant for the rest.
  @Test(arguments: [ModelKind.s2iC, .s2iN, .s2iA, .i2s])
  func theEncoderOfABaselineLearnsByItself(kind: ModelKind) throws {
    var settings = try settings(kind)
    let batch = learnable(settings)
    let first = trained(settings, on: batch)
    // Another target for the decoder, and other weights of all that it learns from.
    settings.losses.adversarialWeight = 7
    settings.losses.imageTranslationWeight = 3
    settings.losses.soundTranslationWeight = 3
    var random = RandomStream(seed: 8, stream: 1)
    let other = Batch.noise(for: settings, classes: 2, from: &random)
    let second = trained(
      settings,
      on: kind == .i2s
        ? batch.with(sound: other.sound, wrongSound: other.wrongSound)
        : batch.with(image: other.image, wrongImage: other.wrongImage))
    let own =
      switch kind {
      case .s2iA: ["soundEncoder", "soundDecoder"]
      case .i2s: ["imageEncoder", "head"]
      default: ["soundEncoder", "head"]
      }
    var counts = (same: 0, changed: 0)
    for (name, value) in first.values {
      let isOwn = own.contains { name.hasPrefix("\($0).") }
      if isOwn {
        #expect(second.values[name] == value, "\(name)")
        counts.same += 1
      } else if second.values[name] != value {
        counts.changed += 1
      }
    }
    #expect(counts.same > 0 && counts.changed > 0)

    // And it does learn: the start is another.
    let start = settings.freshModel(classes: 2).networkState
    for parameter in start where parameter.name.hasPrefix("\(own[0]).") {
      #expect(first.values[parameter.name] != parameter.value, "\(parameter.name)")
    }
  }

  /// S2I-N is S2I-C without mismatched pairs; nobody looks at those of the other modality.
  @Test(arguments: [ModelKind.s2iC, .s2iN, .s2iA, .i2s])
  func mismatchedPairsAreSeenByAllButSN(kind: ModelKind) throws {
    let settings = try settings(kind)
    let batch = learnable(settings)
    var random = RandomStream(seed: 9, stream: 1)
    let other = Batch.noise(for: settings, classes: 2, from: &random)
    let plain = trained(settings, on: batch)
    let image = trained(settings, on: batch.with(wrongImage: other.wrongImage))
    let sound = trained(settings, on: batch.with(wrongSound: other.wrongSound))
    #expect((image.values == plain.values) == [.s2iN, .i2s].contains(kind))
    #expect((image.losses == plain.losses) == [.s2iN, .i2s].contains(kind))
    #expect((sound.values == plain.values) == (kind != .i2s))
  }

  /// Labels are learnt by those that say so: S2I-A and the unsupervised two do not look at them.
  @Test(arguments: ModelKind.allCases)
  func labelsMatterToThoseThatNeedThem(kind: ModelKind) throws {
    let settings = try settings(kind)
    let batch = learnable(settings)
    let other = batch.with(labels: batch.labels.map { 1 - $0 })
    #expect(
      (trained(settings, on: batch).values == trained(settings, on: other).values)
        == !kind.needsClasses)
  }

  /// What is heard goes into encoders; it is never what is to be met, nor what is judged.
  @Test func whatIsHeardGoesIntoEncodersAlone() throws {
    var settings = try settings(.cmcgan)
    let batch = learnable(settings)
    var random = RandomStream(seed: 10, stream: 1)
    let heard = Batch.noise(for: settings, classes: 2, from: &random).sound
    func hearing(_ heard: Tensor, _ batch: Batch) -> Batch {
      Batch(
        image: batch.image, sound: batch.sound, encoderSound: heard, wrongImage: batch.wrongImage,
        wrongSound: batch.wrongSound, latents: batch.latents, labels: batch.labels)
    }
    let (plain, changed) = (
      trained(settings, on: batch, steps: 1), trained(settings, on: hearing(heard, batch), steps: 1)
    )
    #expect(plain.losses[.soundReconstruction] != changed.losses[.soundReconstruction])
    // The discriminator sees real sounds as they are: without generated members it learns the same.
    settings.model = .s2iC
    let silent = trained(settings, on: hearing(batch.sound, batch.with(sound: heard)), steps: 1)
    #expect(trained(settings, on: batch, steps: 1).values == silent.values)
  }

  @Test func extraLossesAreThoseThatAreAskedFor() throws {
    var settings = try settings(.cmcgan)
    let batch = learnable(settings)
    let plain = trained(settings, on: batch, steps: 1)
    #expect(
      plain.losses.entries.map(\.name) == [
        .discriminator, .generator, .consistency, .soundConsistency, .imageReconstruction,
        .soundReconstruction, .imageTranslation, .soundTranslation, .total,
      ])
    let (weight, share) = (Scalar(2), Scalar(3))
    settings.losses.featureMatchingWeight = Double(weight)
    settings.losses.classificationWeight = Double(share)
    let more = trained(settings, on: batch, steps: 1)
    #expect(
      more.losses.entries.map(\.name).suffix(3) == [.featureMatching, .classification, .total])
    let added =
      weight * more.losses[.featureMatching] + share * more.losses[.classification]
    #expect(abs(more.losses[.total] - plain.losses[.total] - added) < 1e-4 * added)
    #expect(
      more.values.keys.contains("head.image.weight") && more.values.count > plain.values.count)
    // Two heads that know nothing of two classes yet.
    #expect(abs(more.losses[.classification] - 2 * 0.693) < 0.1)
  }

  // MARK: The multimodal classifier

  /// Which members of the pairs of a step count: no normalisation ties the pairs of a batch together.
  private func counting(
    _ settings: Configuration, step: Int
  ) throws -> [(image: Bool, sound: Bool)] {
    var random = RandomStream(seed: 11, stream: 1)
    let batch = Batch.noise(for: settings, classes: 2, from: &random)
    let start = MultimodalModel(settings, classes: 2).networks.used.parameters.map {
      Tensor.unlikeAnyStart($0, from: &random)
    }
    func loss(_ batch: Batch) -> Scalar {
      let model = MultimodalModel(settings, classes: 2)
      for (parameter, value) in zip(model.networks.used.parameters, start) {
        parameter.value = value
      }
      return model.train(on: batch, step: step)[.total]
    }
    func changed(_ x: Tensor, _ row: Int) -> Tensor {
      let length = x.count / x.shape[0]
      var copy = x
      for place in row * length..<(row + 1) * length { copy.elements[place] *= -1 }
      return copy
    }
    let plain = loss(batch)
    return (0..<settings.training.batchSize).map { row in
      (
        loss(batch.with(image: changed(batch.image, row))) != plain,
        loss(batch.with(sound: changed(batch.sound, row))) != plain
      )
    }
  }

  @Test func aModalityThatIsLeftOutDoesNotCount() throws {
    var settings = try settings(.multimodal)
    settings.networks.normalization = .none
    #expect(try counting(settings, step: 1).allSatisfy { $0.image && $0.sound })

    settings.augmentation.modalityDropout = 1
    let all = try (1...4).flatMap { try counting(settings, step: $0) }
    #expect(all.allSatisfy { $0.image != $0.sound }, "\(all)")
    // Sixteen pairs: fewer than three of a side have a probability of 0.002.
    #expect((3...13).contains(all.count(where: \.image)), "\(all.count(where: \.image)) of 16")

    settings.augmentation.modalityDropout = 0.5
    let half = try (1...4).flatMap { try counting(settings, step: $0) }
    #expect(half.allSatisfy { $0.image || $0.sound })
    #expect((3...13).contains(half.count { $0.image && $0.sound }))
  }

  @Test func aMissingModalityCountsAsZeros() throws {
    let settings = try settings(.multimodal)
    let model = MultimodalModel(settings, classes: 3)
    var random = RandomStream(seed: 12, stream: 1)
    for parameter in model.networks.used.parameters {
      parameter.value = .unlikeAnyStart(parameter, from: &random)
    }
    let batch = Batch.noise(for: settings, classes: 3, from: &random)
    let classifier = model.classifier
    let both = classifier.probabilities(
      image: batch.image, sound: batch.sound, with: .fromEnvironment)
    let seen = classifier.probabilities(image: batch.image, sound: nil, with: .fromEnvironment)
    let heard = classifier.probabilities(image: nil, sound: batch.sound, with: .fromEnvironment)
    #expect(both != seen && both != heard && seen != heard)
    for row in 0..<both.rows {
      #expect(abs(seen.elements[row * 3..<row * 3 + 3].reduce(0, +) - 1) < 1e-5)
    }

    // An encoder whose last layer is silent says zeros, whatever it is shown.
    func silence(_ name: String) {
      for parameter in model.networks.used.parameters
      where parameter.name.hasPrefix("multimodal.\(name).feature.") {
        parameter.value = Tensor(repeating: 0, shape: parameter.value.shape)
      }
    }
    silence("sound")
    #expect(
      classifier.probabilities(image: batch.image, sound: batch.sound, with: .fromEnvironment)
        == seen)
    #expect(
      classifier.probabilities(image: batch.image, sound: nil, with: .fromEnvironment) == seen)
    silence("image")
    let nothing = classifier.probabilities(image: batch.image, sound: nil, with: .fromEnvironment)
    #expect(
      classifier.probabilities(image: nil, sound: batch.sound, with: .fromEnvironment) == nothing)
    #expect(nothing != seen)
  }

  /// Dropout changes training from step to step and is gone afterwards.
  @Test(arguments: [ModelKind.imageEvaluator, .soundEvaluator, .multimodal])
  func dropoutIsForTrainingOnly(kind: ModelKind) throws {
    var settings = try settings(kind)
    let batch = learnable(settings)
    func losses(_ steps: ClosedRange<Int>) -> [Scalar] {
      steps.map { settings.freshModel(classes: 2).train(on: batch, step: $0)[.total] }
    }
    #expect(Set(losses(1...3)).count == 1)
    settings.augmentation.featureDropout = 0.5
    #expect(Set(losses(1...3)).count == 3)
    #expect(losses(1...3) == losses(1...3))
    let model = settings.freshModel(classes: 2)
    #expect(model.error(on: batch) == model.error(on: batch))
  }

  /// Generators are told what dropout leaves of the sounds' features; nothing of the images' goes.
  @Test func dropoutLeavesOutFeaturesOfSounds() throws {
    let settings = try settings(.cmcgan)
    let generator = CMCGANModel(settings).generator
    let batch = learnable(settings)
    func stageOne(_ dropout: Tensor?) -> Generator.StageOne {
      generator.stageOne(
        image: Variable(batch.image), sound: Variable(batch.sound), latents: batch.latents,
        dropout: dropout, in: .rehearsal(in: .fromEnvironment))
    }
    let whole = stageOne(nil)
    let shape = whole.soundFeatures.shape
    let half = Tensor(
      shape: shape, elements: (0..<shape[0] * shape[1]).map { $0.isMultiple(of: 2) ? 0 : 2 })
    let part = stageOne(half)
    #expect(part.soundFeatures.value == product(whole.soundFeatures.value, half))
    #expect(part.imageFeatures.value == whole.imageFeatures.value)
    #expect(part.generatedImage.value != whole.generatedImage.value)
    #expect(part.generatedSound.value == whole.generatedSound.value)
  }

  // MARK: Losses

  @Test func lossesStandInTheOrderInWhichTheyAreSet() {
    var losses = Losses()
    #expect(losses.entries.isEmpty && losses[.total] == 0 && losses.areFinite)
    losses[.total] = 3
    losses[.generator] = 2
    losses[.total] = 1
    #expect(losses.entries.map(\.name) == [.total, .generator])
    #expect(losses.entries.map(\.value) == [1, 2])
    #expect(losses[.discriminator] == 0)
    losses[.discriminator] = .nan
    #expect(!losses.areFinite)
    losses[.discriminator] = 0
    #expect(losses.areFinite)
    losses.gradientsAreFinite = false
    #expect(!losses.areFinite)
  }

  @Test(arguments: ModelKind.allCases)
  func aGradientThatIsNoNumberIsNoticed(kind: ModelKind) throws {
    let settings = try settings(kind)
    let batch = learnable(settings)
    #expect(settings.freshModel(classes: 2).train(on: batch, step: 1).areFinite)
    for index in settings.freshModel(classes: 2).networks.all.indices {
      let model = settings.freshModel(classes: 2)
      let first = try #require(model.networks.all[index].parameters.first)
      first.value = Tensor(repeating: .nan, shape: first.value.shape)
      let losses = model.train(on: batch, step: 1)
      #expect(!losses.areFinite && !losses.gradientsAreFinite, "networks \(index)")
    }
  }

  // MARK: Configurations

  @Test(arguments: [
    (
      ModelKind.s2iC, "conversion.soundToImage",
      "reconstruction, though model s2i-c does not remake sounds (direct)"
    ),
    (
      .s2iN, "conversion.soundToImage",
      "reconstruction, though model s2i-n does not remake sounds (direct)"
    ),
    (
      .i2s, "conversion.imageToSound",
      "reconstruction, though model i2s does not remake images (direct)"
    ),
  ])
  func routesThatABaselineCannotGoAreRefused(
    kind: ModelKind, key: String, problem: String
  ) throws {
    var settings = try settings(kind)
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
    ModelKind.cmcgan, .autoencoder, .s2iA, .imageEvaluator, .soundEvaluator, .multimodal,
  ])
  func otherKindsTakeAnyRoute(kind: ModelKind) throws {
    var settings = try settings(kind)
    settings.conversion.soundToImage = .reconstruction
    settings.conversion.imageToSound = .reconstruction
    try settings.validate(subject: "a.json")
  }

  @Test(arguments: [(1, 0), (0, 1), (5, 5), (2, 99)])
  func foldsThatAreNoneAreRefused(folds: Int, fold: Int) throws {
    var settings = try settings(.cmcgan)
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
    var settings = try settings(kind)
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
    if [.s2iC, .s2iN, .i2s].contains(kind) { return try settings.validate(subject: "a.json") }
    #expect(
      throws: Failure(
        .badConfiguration, "a.json: training.encoderPretrainingSteps",
        "8, though the encoders of model \(kind.rawValue) learn no labels (0)")
    ) { try settings.validate(subject: "a.json") }
    settings.losses.classificationWeight = 1
    if kind == .cmcgan { try settings.validate(subject: "a.json") }
  }

  @Test func unpairedSoundsNeedAFolder() throws {
    var settings = try settings(.cmcgan)
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
    var settings = try settings(kind)
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
      #expect(trained(settings, on: learnable(settings), steps: 1).losses.areFinite)
      return
    }
    #expect(throws: nothing) { try settings.validate(subject: "a.json") }
    for (number, weight) in weights.enumerated() {
      settings.losses[keyPath: weight] = 0.5
      if kind == .cmcgan || number < 4 {
        try settings.validate(subject: "a.json")
        #expect(trained(settings, on: learnable(settings), steps: 1).losses.areFinite)
      } else {
        #expect(throws: nothing) { try settings.validate(subject: "a.json") }
      }
      settings.losses[keyPath: weight] = 0
    }
  }

  /// The evaluators' recipe is a configuration that may be trained, for any model that is judged.
  @Test(arguments: ["tiny", "demo", "paper", "sub-urmp"])
  func theRecipeOfEvaluatorsIsValid(name: String) throws {
    let settings: Configuration = try StrictJSON.read(
      "\(Golden.repository)/configs/\(name).json", limit: 1 << 20
    ).decoded(subject: name)
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
