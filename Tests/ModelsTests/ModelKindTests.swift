import Autograd
import Configuration
import Models
import TensorCore
import TestSupport
import Testing

/// What a model of each kind consists of, and what it translates.
@Suite struct ModelKindTests {
  /// A translation by its ends, `a` a sound and `v` an image, and `*` where the input is reconstructed first.
  private static let abilities: [ModelKind: Set<String>] = [
    .cmcgan: ["a>v", "a*>v", "v>a", "v*>a", "a>a", "a*>a", "v>v", "v*>v"],
    .autoencoder: ["a>v", "a*>v", "v>a", "v*>a", "a>a", "a*>a", "v>v", "v*>v"],
    .linear: ["a>v", "a*>v", "v>a", "v*>a", "a>a", "a*>a", "v>v", "v*>v"],
    .s2iC: ["a>v"], .s2iN: ["a>v"], .s2iA: ["a>v", "a*>v", "a>a", "a*>a"], .i2s: ["v>a"],
    .imageEvaluator: [], .soundEvaluator: [], .multimodal: [],
  ]

  @Test(arguments: ModelKind.allCases)
  func whatCanBeTranslatedFollowsFromTheParts(kind: ModelKind) throws {
    let settings = try KindFixture.settings(kind)
    let generator = Generator(emptyFor: settings, classes: 2)
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
    var settings = try KindFixture.settings(kind)
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
    .linear: [["imageEncoder", "soundEncoder", "imageDecoder", "soundDecoder", "linear"]],
    .s2iC: [["soundEncoder", "imageDecoder", "head"], ["discriminator"]],
    .s2iN: [["soundEncoder", "imageDecoder", "head"], ["discriminator"]],
    .s2iA: [["soundEncoder", "imageDecoder", "soundDecoder"], ["discriminator"]],
    .i2s: [["imageEncoder", "soundDecoder", "head"], ["discriminator"]],
    .imageEvaluator: [["classifier"]], .soundEvaluator: [["classifier"]],
    .multimodal: [["multimodal"]],
  ]

  @Test(arguments: ModelKind.allCases)
  func aModelHasItsNetworksAndNoOthers(kind: ModelKind) throws {
    let settings = try KindFixture.settings(kind)
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
    // The linear baseline is fitted, so no optimizer changes it.
    #expect(used.parameters.isEmpty == (kind == .linear) && used.learnedCount > 0)
  }
}
