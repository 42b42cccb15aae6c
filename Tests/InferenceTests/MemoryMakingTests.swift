import Configuration
import DataSets
import Files
import Inference
import Media
import TensorCore
import TestSupport
import Testing
import Training

@Suite struct MemoryMakingTests {
  private let folder = TemporaryFolder()

  /// The data of the shared run, with pairs to validate on.
  private func set() throws -> DataSet {
    try DataSet(.tiny("data.orchestraTrainingPairs=2", "data.orchestraValidationPairs=2"))
  }

  @Test func trainingPairsAreRememberedAndValidationPairsAreKnown() throws {
    let (model, set) = (try TrainedRun.model(), try set())
    let memory = try MemoryMaking.memory(of: model, set) { Issue.record("\($0)") }
    #expect(Set(memory.parts.keys) == [.image, .sound] && memory.pairTemperatures == nil)
    for part in memory.parts.values {
      #expect(part.features.prototypes.shape == [26, model.configuration.networks.featureSize])
      #expect(part.features.known.map(\.count) == [26])
      #expect(part.classifier?.weights.shape.last == 13)
    }
    #expect(try MemoryMaking.memory(of: model, set) == memory)
  }

  @Test func withoutValidationPairsThereIsNoMemory() throws {
    let set = try DataSet(
      .tiny("data.orchestraTrainingPairs=1", "data.orchestraValidationPairs=0"))
    #expect(try MemoryMaking.memory(of: TrainedRun.model(), set).isEmpty)
  }

  @Test func otherClassesAreRefused() throws {
    let pair = Pair(stem: "a", classIndex: 0, origin: .orchestra(.flute, index: 0))
    let set = DataSet(classes: ["flute"], training: [pair], validation: [pair])
    #expect {
      try MemoryMaking.memory(of: TrainedRun.model(), set)
    } throws: {
      ($0 as? Failure)?.problem
        == "was trained on other classes than the data set has (13 and 1); its memory needs the same"
    }
  }

  /// What cannot be read is told and left out.
  @Test func unreadableItemsAreLeftOut() throws {
    var set = try set()
    let gone = Pair(
      stem: "gone", classIndex: 0,
      origin: .files(image: folder.path("gone.png"), sound: folder.path("gone.wav")))
    set = DataSet(
      classes: set.classes, training: set.training + [gone], validation: Array(set.validation),
      orchestra: set.orchestra)
    var warnings: [String] = []
    let memory = try MemoryMaking.memory(of: TrainedRun.model(), set) { warnings.append($0) }
    #expect(warnings.count == 2 && warnings.allSatisfy { $0.contains("gone.") })
    #expect(memory.parts[.image]?.features.prototypes.shape[0] == 26)
  }

  /// A sound without anything to hear is unlike everything; without memory nothing is told.
  @Test func silenceIsUnfamiliar() throws {
    let model = try TrainedRun.model()
    let silence = Sound(samples: [Float](repeating: 0, count: 8_000), sampleRate: 8_000)
    try OutputFile.write(
      try SoundFile.encodedWAV(silence), to: folder.path("silence.wav"), replacing: false)
    let source = try ConversionSource(folder.path("silence.wav"))
    #expect(try FamiliarityMeter(model).familiarity(of: source) == nil)
    #expect {
      try FamiliarityMeter(model).familiarity(of: source, isStrict: true)
    } throws: {
      ($0 as? Failure)?.problem == "has no memory of sounds, which --strict needs"
    }

    let path = folder.path("model.safetensors")
    let checkpoint = try TrainedModel.checked(TrainedRun.path()) { Issue.record("\($0)") }
    try checkpoint.writeModel(
      to: path, memory: MemoryMaking.memory(of: model, set()), replacing: false)
    let remembering = try TrainedModel(checked: path) { Issue.record("\($0)") }
    let found = try #require(try FamiliarityMeter(remembering).familiarity(of: source))
    #expect(found.value == 0 && found.isUnfamiliar && found.className == nil)
    #expect(found.note == nil, "that it is silent is said anyway")
    #expect(
      throws: Failure(
        .badInput, source.name, "is silent (peak below -60 dB of full scale)",
        hint: "Leave out --strict to use it all the same.")
    ) { try FamiliarityMeter(remembering).familiarity(of: source, isStrict: true) }
  }

  /// What one window of a pair has, the same pair has among others.
  @Test func knownItemsHaveTheSimilaritiesOfTheMemory() throws {
    let (model, set) = (try TrainedRun.model(), try set())
    let path = folder.path("model.safetensors")
    let checkpoint = try TrainedModel.checked(TrainedRun.path()) { Issue.record("\($0)") }
    let memory = try MemoryMaking.memory(of: model, set)
    try checkpoint.writeModel(to: path, memory: memory, replacing: false)
    let remembering = try TrainedModel(checked: path) { Issue.record("\($0)") }
    #expect(remembering.memory == memory)
    let store = SampleStore(set.validation, of: set, model.configuration)
    try store.load(set.validation.indices)
    let found = try FamiliarityMeter(remembering).familiarities(
      of: store.images(Array(set.validation.indices)), .image)
    let known = try #require(memory.parts[.image]?.features.known.first)
    // The weights of the file are rounded to 16 bits.
    for (one, other) in zip(found.compactMap(\.similarity).sorted(), known) {
      #expect(abs(one - other) < 0.01)
    }
  }
}
