import Configuration
import DataSets
import Files
import Models
import TensorCore
import TestSupport
import Testing
import Training

@Suite struct BatchMakerTests {
  /// A few performances in classes of unequal size, and a way back from a batch to them.
  private struct Setting {
    let store: SampleStore
    let maker: BatchMaker
    private let images: [[Scalar]: Int]
    private let sounds: [[Scalar]: Int]

    /// Pairs of each class by its size; no class at all where there is one number.
    init(_ classSizes: [Int], _ assignments: String...) throws {
      var configuration = try Configuration.tiny("training.batchSize=4")
      for assignment in assignments {
        configuration = try Self.changed(configuration, assignment)
      }
      var pairs: [Pair] = []
      for (number, size) in classSizes.enumerated() {
        for index in 0..<size {
          pairs.append(
            Pair(
              stem: "\(number)-\(index)", classIndex: number,
              origin: .orchestra(number % 2 == 0 ? .oboe : .tuba, index: 10 * number + index)))
        }
      }
      let classes = classSizes.count == 1 ? [] : classSizes.indices.map { "class \($0)" }
      let set = DataSet(classes: classes, training: pairs, validation: [])
      store = SampleStore(pairs, of: set, configuration)
      maker = try BatchMaker(store, classes: classes.count, configuration)
      try store.load(pairs.indices)
      func places(_ rows: Tensor) -> [[Scalar]: Int] {
        Dictionary(uniqueKeysWithValues: pairs.indices.map { (Array(rows.row($0)), $0) })
      }
      images = places(store.images(Array(pairs.indices)))
      sounds = places(store.sounds(Array(pairs.indices)))
    }

    private static func changed(
      _ configuration: Configuration, _ assignment: String
    ) throws -> Configuration {
      var document = try StrictJSON.parse(try configuration.document(), subject: "tiny")
      try document.set(assignment: assignment)
      return try document.decoded(subject: "tiny")
    }

    /// The numbers of the pairs that a step draws.
    func draw(step: Int) throws -> (
      image: [Int], sound: [Int], wrongImage: [Int], wrongSound: [Int]
    ) {
      let batch = try maker.batch(step: step)
      func numbers(_ rows: Tensor, _ places: [[Scalar]: Int]) throws -> [Int] {
        try (0..<rows.shape[0]).map { try #require(places[Array(rows.row($0))]) }
      }
      return (
        try numbers(batch.image, images), try numbers(batch.sound, sounds),
        try numbers(batch.wrongImage, images), try numbers(batch.wrongSound, sounds)
      )
    }

    /// The numbers of the pairs whose sounds these are.
    func numbers(ofSounds rows: Tensor) throws -> [Int] {
      try (0..<rows.shape[0]).map { try #require(sounds[Array(rows.row($0))]) }
    }

    func classOf(_ pair: Int) -> Int { store.pairs[pair].classIndex }
  }

  @Test func everyPairComesOnceAnEpoch() throws {
    let setting = try Setting([3, 1, 5, 3])
    var orders: [[Int]] = []
    for epoch in 0..<4 {
      let order = try (1...3).flatMap { try setting.draw(step: 3 * epoch + $0).sound }
      #expect(order.sorted() == Array(0..<12), "epoch \(epoch)")
      orders.append(order)
    }
    #expect(Set(orders).count == 4)
  }

  @Test func epochsThatEndInsideABatchLoseNothing() throws {
    let setting = try Setting([3, 4])
    let drawn = try (1...7).flatMap { try setting.draw(step: $0).sound }
    for epoch in 0..<4 {
      #expect(drawn[7 * epoch..<7 * epoch + 7].sorted() == Array(0..<7), "epoch \(epoch)")
    }
  }

  @Test func aImageStandsBesideItsSound() throws {
    let setting = try Setting([3, 4])
    for step in 1...10 {
      let drawn = try setting.draw(step: step)
      #expect(drawn.image == drawn.sound)
    }
  }

  @Test(arguments: ["false", "true"])
  func mismatchedPairsAreOfAnotherClass(balanced: String) throws {
    let setting = try Setting(
      [1, 6, 2], "data.balanced=\(balanced)", "data.classPartnerProbability=0.5")
    for step in 1...30 {
      let drawn = try setting.draw(step: step)
      for sample in 0..<4 {
        #expect(
          setting.classOf(drawn.wrongImage[sample]) != setting.classOf(drawn.sound[sample]))
        #expect(
          setting.classOf(drawn.wrongSound[sample]) != setting.classOf(drawn.image[sample]))
      }
    }
  }

  @Test func withoutClassesAnyOtherPairIsMismatched() throws {
    let setting = try Setting([5])
    for step in 1...30 {
      let drawn = try setting.draw(step: step)
      for sample in 0..<4 {
        #expect(drawn.wrongImage[sample] != drawn.sound[sample])
        #expect(drawn.wrongSound[sample] != drawn.image[sample])
      }
    }
  }

  /// 400 draws: a share of a third has a standard error of 0.024, a share of a twelfth 0.014.
  @Test func balancedLatentSamplesTakeEachClassEquallyOften() throws {
    func shares(_ balanced: Bool) throws -> [Double] {
      let setting = try Setting([1, 8, 3], "data.balanced=\(balanced)")
      var counts = [0.0, 0, 0]
      for step in 1...100 {
        for pair in try setting.draw(step: step).sound { counts[setting.classOf(pair)] += 1 }
      }
      return counts.map { $0 / 400 }
    }
    for share in try shares(true) { #expect(abs(share - 1.0 / 3) < 0.1) }
    for (share, expected) in zip(try shares(false), [1.0 / 12, 8.0 / 12, 3.0 / 12]) {
      #expect(abs(share - expected) < 0.01)
    }
  }

  @Test func repairingStaysInTheClass() throws {
    let setting = try Setting([6, 6], "data.classPartnerProbability=0.5")
    var others = 0
    for step in 1...50 {
      let drawn = try setting.draw(step: step)
      for (image, sound) in zip(drawn.image, drawn.sound) {
        #expect(setting.classOf(image) == setting.classOf(sound))
        if image != sound { others += 1 }
      }
    }
    // Half of 200 are drawn again, one in six of these the same: 83, with a standard deviation of 7.
    #expect((48...118).contains(others))
  }

  @Test func whatAStepSeesDependsOnSeedAndStepAlone() throws {
    let changes = [
      "augmentation.mirroredImages=true", "data.classPartnerProbability=0.3",
      "augmentation.discriminator.imageShift=0.2",
    ]
    func setting(_ seed: Int) throws -> Setting {
      try Setting([3, 4, 2], "seed=\(seed)", changes[0], changes[1], changes[2])
    }
    func same(_ a: Batch, _ b: Batch) -> Bool {
      a.image == b.image && a.sound == b.sound && a.wrongImage == b.wrongImage
        && a.wrongSound == b.wrongSound && a.latents.image == b.latents.image
        && a.augmentation == b.augmentation
    }
    let (forwards, backwards) = (try setting(1).maker, try setting(1).maker)
    let batches = try (1...6).map { try forwards.batch(step: $0) }
    for step in (1...6).reversed() {
      #expect(same(try backwards.batch(step: step), batches[step - 1]), "step \(step)")
    }
    #expect(!same(batches[0], batches[1]))
    #expect(batches[0].latents.image != batches[1].latents.image)
    #expect(!same(try setting(2).maker.batch(step: 1), batches[0]))
  }

  /// What both modalities may choose among is the same; the one with more draws goes on alone.
  @Test func eachModalityHasLatentSamplesOfItsOwn() throws {
    let setting = try Setting(
      [3, 4, 2], "training.imageLatentSamples=2", "training.soundLatentSamples=3")
    let batch = try setting.maker.batch(step: 1)
    let count = batch.image.shape[0]
    #expect(batch.latents.image.shape[0] == 2 * count)
    #expect(batch.latents.sound.shape[0] == 3 * count)
    let (image, sound) = (batch.latents.image.elements, batch.latents.sound.elements)
    #expect(image == Array(sound.prefix(image.count)))
  }

  /// What the pairs are does not depend on how many sounds come with them.
  @Test func extraSoundsAreDrawnAsThoseOfPairs() throws {
    let plain = try Setting([3, 4, 2], "augmentation.featureDropout=0.25")
    let setting = try Setting(
      [3, 4, 2], "augmentation.featureDropout=0.25", "training.soundsPerPair=3")
    #expect(try plain.maker.batch(step: 1).extraSounds == nil)
    for step in 1...4 {
      let batch = try setting.maker.batch(step: step)
      let extra = try #require(batch.extraSounds)
      let pairs = try setting.numbers(ofSounds: extra.sounds)
      #expect(pairs.count == 8 && pairs.map(setting.classOf) == extra.labels)
      let (dropout, own) = (try #require(extra.dropout), try #require(batch.dropout))
      #expect(dropout.shape[0] == 8 && dropout.shape[1] == own.shape[1])
      #expect(dropout.items([0]) != own.items([0]))
      let same = try plain.maker.batch(step: step)
      #expect(batch.sound == same.sound && batch.image == same.image)
      #expect(batch.dropout == same.dropout && batch.latents.image == same.latents.image)
    }
  }

  @Test func dropoutDependsOnTheStepAndKeepsTheMean() throws {
    #expect(try Setting([3, 4, 2]).maker.batch(step: 1).dropout == nil)
    let images = try Setting(
      [3, 4, 2], "augmentation.featureDropout=0.25", "model=evaluator-image")
    #expect(try images.maker.batch(step: 1).dropout == nil)
    let setting = try Setting(
      [3, 4, 2], "augmentation.featureDropout=0.25", "networks.featureSize=500")
    let factors = try (1...2).map { try #require(try setting.maker.batch(step: $0).dropout) }
    #expect(factors[0] == (try setting.maker.batch(step: 1).dropout))
    #expect(factors[0] != factors[1])
    #expect(factors[0].shape == [try setting.maker.batch(step: 1).image.shape[0], 500])
    let values = factors.flatMap(\.elements)
    #expect(Set(values) == [0, Scalar(1 / 0.75)])
    // A thousand or more factors: their mean lies within 0.1 of 1.
    #expect(abs(values.reduce(0, +) / Scalar(values.count) - 1) < 0.1)
  }

  @Test func halfOfTheMirroredImagesAreMirrored() throws {
    let setting = try Setting([4, 4], "augmentation.mirroredImages=true")
    let plain = setting.store.images(Array(0..<8))
    let mirrored = setting.store.images(
      Array(0..<8), mirrored: [Bool](repeating: true, count: 8))
    let width = plain.shape[2]
    for index in stride(from: 0, to: plain.count, by: 3) {
      let x = index / 3 % width
      let other = index + 3 * (width - 1 - 2 * x)
      #expect(plain.elements[index..<index + 3] == mirrored.elements[other..<other + 3])
    }
    var count = 0
    for step in 1...50 {
      let images = try setting.maker.batch(step: step).image
      for row in 0..<4 {
        let isPlain = (0..<8).contains { plain.row($0) == images.row(row) }
        let isMirrored = (0..<8).contains { mirrored.row($0) == images.row(row) }
        #expect(isPlain != isMirrored)
        if isMirrored { count += 1 }
      }
    }
    #expect((65...135).contains(count))
  }

  @Test func tooFewPairsAreRefused() {
    #expect(
      throws: Failure(
        .badInput, nil,
        "has too few training pairs (3; at least training.batchSize, 4, are needed)",
        hint: "Use a smaller batch: --set training.batchSize=N.")
    ) { try Setting([2, 1]) }
  }

  @Test func trainingPairsOfOneClassAreRefused() {
    #expect(
      throws: Failure(
        .badInput, "", "training pairs of one class only; mismatched pairs need two or more")
    ) { try Setting([5, 0]) }
  }
}

@Suite struct UnreadablePairsTests {
  private let place = TemporaryFolder()

  /// Eight pairs in two classes, of which one or more are damaged, and a maker of batches of two.
  private func maker(damaged: [String], share: Double) throws -> (BatchMaker, SampleStore) {
    let files = PairFiles(in: place.path("data"))
    for (number, name) in (0..<8).map({ ($0, "train/\($0 % 2 == 0 ? "a" : "b")/\($0)") }) {
      try files.writePair(number, image: "images/\(name).png", sound: "sounds/\(name).wav")
    }
    for name in damaged { try files.write("no sound", "sounds/train/\(name).wav") }
    let configuration = try Configuration.tiny(
      "training.batchSize=4", "data.source=files", "data.root=\(files.root)",
      "faults.unreadableShare=\(share)")
    let set = try DataSet(configuration.data, seed: 1)
    let store = SampleStore(set.training, of: set, configuration)
    return (try BatchMaker(store, classes: set.classes.count, configuration), store)
  }

  @Test func theNextOfTheClassStandsIn() throws {
    let (damaged, store) = try maker(damaged: ["a/2"], share: 0.2)
    let steps = try (1...6).map { try damaged.batch(step: $0) }
    let failures = store.takeFailures()
    #expect(failures.map(\.subject) == [place.path("data/sounds/train/a/2.wav")])
    #expect(store.takeFailures().isEmpty)

    // What stands in does not depend on when the damage was found.
    let (again, _) = try maker(damaged: ["a/2"], share: 0.2)
    for step in (1...6).reversed() {
      let batch = try again.batch(step: step)
      #expect(batch.sound == steps[step - 1].sound && batch.image == steps[step - 1].image)
    }
    let (whole, _) = try maker(damaged: [], share: 0)
    let differing = try (1...6).filter { try whole.batch(step: $0).sound != steps[$0 - 1].sound }
    #expect(!differing.isEmpty)
  }

  @Test func tooManyEndTheRun() throws {
    let (damaged, _) = try maker(damaged: ["a/2", "b/3"], share: 0.2)
    let failure = #expect(throws: Failure.self) {
      for step in 1...10 { _ = try damaged.batch(step: step) }
    }
    #expect(failure?.kind == .badInput && failure?.subject?.hasSuffix(".wav") == true)
    #expect(
      failure?.problem.hasSuffix(
        "; 2 of 8 training pairs cannot be read (at most 0.2 of them may, faults.unreadableShare)")
        == true, "\(failure?.problem ?? "")")
    #expect(failure?.hint == "Use cmcgan-data check to list them all.")
  }

  @Test func aClassWithoutAReadablePairEndsTheRun() throws {
    let (damaged, _) = try maker(damaged: ["a/0", "a/2", "a/4", "a/6"], share: 1)
    let failure = #expect(throws: Failure.self) {
      for step in 1...10 { _ = try damaged.batch(step: step) }
    }
    #expect(failure?.kind == .badInput)
  }
}
