import Configuration
import DataSets
import Files
import Media
import Models
import TensorCore

/// Chooses the pairs of each training step; what it chooses is a function of seed and step alone.
///
/// So a resumed run sees the batches that an unbroken one would have seen.
public final class BatchMaker {
  private let configuration: Configuration
  private let store: SampleStore
  private let unpaired: UnpairedSounds?
  private let soundAugmentation: SoundAugmentation?
  private let unpairedImages: UnpairedStore<Image>?
  private let imageAugmentation: ImageAugmentation
  private let mixesSounds: Bool
  /// The pairs of each step's batch that are made.
  private let part: BatchPart
  /// The pairs of each class by its number; classes without pairs are empty here.
  private let ofClass: [PairList.Members]
  /// The classes that have pairs.
  private let members: [PairList.Members]

  /// A maker of batches from the training pairs of a store, and from unpaired sounds where there are.
  ///
  /// - Parameters:
  ///   - store: the pairs.
  ///   - unpaired: sounds without images that may replace encoder inputs.
  ///   - unpairedImages: images without sounds, likewise.
  ///   - classes: how many classes the pairs have.
  ///   - configuration: how pairs are chosen and changed.
  ///   - part: which of a batch's pairs are made; all where nothing else is said.
  /// - Throws: `Failure` of kind `badInput` where the pairs are too few.
  public init(
    _ store: SampleStore, unpaired: [UnpairedFile] = [], unpairedImages: [UnpairedFile] = [],
    classes: Int, _ configuration: Configuration, part: BatchPart? = nil
  ) throws {
    self.configuration = configuration
    self.part = part ?? BatchPart(whole: configuration.training.batchSize)
    self.store = store
    self.unpaired =
      unpaired.isEmpty
      ? nil : UnpairedSounds(unpaired, classes: classes, configuration.sound)
    let size = configuration.encodedImage
    self.unpairedImages =
      unpairedImages.isEmpty
      ? nil
      : UnpairedStore(
        images: unpairedImages, classes: classes, side: max(size.height, size.width))
    imageAugmentation = ImageAugmentation(configuration.augmentation.unpairedImages, size: size)
    var augmented = configuration
    // Without classes, no other sound is one of the same class.
    if classes == 0 { augmented.augmentation.encoder.soundMixShare = 0 }
    mixesSounds = augmented.augmentation.encoder.soundMixShare > 0
    soundAugmentation = SoundAugmentation(augmented)
    guard classes > 0 || !configuration.learnsLabels else {
      let switches =
        "losses.classificationWeight=0"
        + (configuration.training.encoderPretrainingSteps > 0
          ? " and training.encoderPretrainingSteps=0" : "")
      throw Failure(
        .badInput, configuration.data.root,
        "the pairs have no classes, which model \(configuration.model.rawValue) learns from",
        hint: "Put them into a folder for each class"
          + (configuration.model.needsClasses ? "." : ", or set \(switches)."))
    }
    ofClass = (0..<max(1, classes)).map { store.pairs.indices(ofClass: $0) }
    members = ofClass.filter { !$0.isEmpty }
    let batch = configuration.training.batchSize
    guard store.pairs.count >= max(2, batch) else {
      throw Failure(
        .badInput, configuration.data.root.isEmpty ? nil : configuration.data.root,
        "has too few training pairs (\(store.pairs.count); at least training.batchSize, \(batch), are needed)",
        hint: "Use a smaller batch: --set training.batchSize=N.")
    }
    guard classes == 0 || members.count > 1 else {
      throw Failure(
        .badInput, configuration.data.root,
        "training pairs of one class only; mismatched pairs need two or more")
    }
  }

  /// A maker of batches from a data set's training pairs, held by a store, and its unpaired sounds and images.
  package convenience init(
    _ store: SampleStore, of set: DataSet, _ configuration: Configuration, part: BatchPart? = nil
  ) throws {
    try self.init(
      store, unpaired: set.unpairedSounds.training, unpairedImages: set.unpairedImages.training,
      classes: set.classes.count, configuration, part: part)
  }

  /// A first batch of random numbers in the sizes of a configuration, where time or memory are all that
  /// matters.
  public static func noise(_ configuration: Configuration, classes: Int) -> Batch {
    let count = configuration.training.batchSize
    let part = BatchPart(whole: count)
    var stream = RandomPurpose.samples.stream(seed: configuration.seed)
    func noise(_ shape: [Int]) -> Tensor {
      .normal(shape: shape, standardDeviation: 0.5, from: &stream)
    }
    let image = [count, configuration.image.height, configuration.image.width, 3]
    let sound = [count, configuration.sound.bands, configuration.sound.frames, 1]
    return Batch(
      image: noise(image), sound: noise(sound), wrongImage: noise(image), wrongSound: noise(sound),
      latents: latents(configuration, part, step: 1),
      dropout: dropout(configuration, part, step: 1), labels: (0..<count).map { $0 % classes },
      augmentation: Augmentation(configuration, step: 1, part: part))
  }

  /// The batch of a step, counted from 1.
  ///
  /// It throws a `Failure` where more pairs are unreadable than `faults.unreadableShare` allows.
  public func batch(step: Int) throws -> Batch {
    let samples = part.samples
    let sounds = try readable(samples.map { chosen(step: step, sample: $0) })
    let images = try readable(
      zip(samples, sounds).map { sample, index in repaired(index, step: step, sample: sample) })
    let wrongImages = try readable(
      zip(samples, sounds).map { sample, index in
        mismatched(with: index, step: step, sample: 2 * sample)
      })
    let wrongSounds = try readable(
      zip(samples, images).map { sample, index in
        mismatched(with: index, step: step, sample: 2 * sample + 1)
      })
    func mirrored(after first: Int) -> [Bool] {
      samples.map { sample in
        var random = RandomPurpose.mirroring.stream(
          seed: configuration.seed, step: step, sample: first + sample)
        return configuration.augmentation.mirroredImages && random.integer(below: 2) == 1
      }
    }
    return Batch(
      image: store.images(images, mirrored: mirrored(after: 0)),
      unpairedImages: chosenUnpairedImages(images, step: step),
      sound: store.sounds(sounds),
      encoderSound: try encoderSounds(sounds, of: part.samples, step: step),
      extraSounds: try extraSounds(step: step),
      wrongImage: store.images(wrongImages, mirrored: mirrored(after: part.total)),
      wrongSound: store.sounds(wrongSounds),
      latents: Self.latents(configuration, part, step: step),
      dropout: Self.dropout(configuration, part, step: step),
      labels: sounds.map { store.pairs[$0].classIndex },
      augmentation: Augmentation(configuration, step: step, part: part), part: part)
  }

  /// The latent vectors that a step may choose among; sounds and images share what both have.
  private static func latents(
    _ configuration: Configuration, _ part: BatchPart, step: Int
  ) -> Latents {
    func latentSamples(_ count: Int) -> Tensor {
      RandomPurpose.latent.latents(
        seed: configuration.seed, step: step,
        samples: (0..<count).flatMap { draw in part.samples.map { draw * part.total + $0 } },
        size: configuration.networks.latentSize)
    }
    let settings = configuration.training
    return Latents(
      image: latentSamples(settings.imageLatentSamples),
      sound: latentSamples(settings.soundLatentSamples))
  }

  /// What dropout leaves of the sounds' features in a step of a generating model.
  ///
  /// Draw 0 is that of the pairs' sounds; each draw gives one row for each pair.
  private static func dropout(
    _ configuration: Configuration, _ part: BatchPart, step: Int, draws: Range<Int> = 0..<1
  ) -> Tensor? {
    let share = configuration.augmentation.featureDropout
    guard share > 0, configuration.model.parts.contains(.soundEncoder) else { return nil }
    let features = configuration.networks.featureSize
    return Tensor(
      shape: [draws.count * part.count, features],
      elements: draws.flatMap { draw in
        var random = RandomPurpose.dropout.stream(
          seed: configuration.seed, step: step, sample: draw)
        return Tensor.dropout(share, part, features: features, &random).elements
      })
  }

  /// The sound encoder's input in a step; `nil` where it is the pairs' own sounds.
  ///
  /// Sounds are changed at random, or unpaired sounds of the same classes take their place. An unpaired
  /// sound is only an input: results are compared with the sound of the pair. So encoders learn to treat
  /// recordings of any kind like the sounds of pairs.
  private func encoderSounds(
    _ pairs: [Int], of samples: some Sequence<Int>, step: Int
  ) throws -> Tensor? {
    guard unpaired != nil || soundAugmentation != nil else { return nil }
    let seed = configuration.seed
    let sounds = try zip(samples, pairs).map { sample, index in
      let number = store.pairs[index].classIndex
      var random = RandomPurpose.unpairedSound.stream(seed: seed, step: step, sample: sample)
      var other: [Float]?
      if let unpaired, random.uniform() < configuration.data.unpairedShare {
        other = unpaired.levels(ofClass: number, &random)
      }
      let levels = other ?? store.levels(index)
      guard let soundAugmentation else { return levels }
      random = RandomPurpose.soundAugmentation.stream(seed: seed, step: step, sample: sample)
      // Which sound may be mixed in is drawn first: it may have to be loaded.
      let group = ofClass[number]
      var partner = group[random.integer(below: group.count)]
      if mixesSounds { partner = try readable([partner])[0] }
      return soundAugmentation.changed(levels, isPaired: other == nil, &random) {
        store.levels(partner)
      }
    }
    return configuration.sound.batch(sounds)
  }

  /// More sounds for the sound encoder of a step, drawn as those of the pairs are; `nil` where none are wanted.
  private func extraSounds(step: Int) throws -> ExtraSounds? {
    let draws = 1..<configuration.training.soundsPerPair
    guard !draws.isEmpty, !members.isEmpty else { return nil }
    let samples = draws.flatMap { draw in part.samples.map { draw * part.total + $0 } }
    let pairs = try readable(samples.map { chosen(step: step, sample: $0) })
    return ExtraSounds(
      sounds: try encoderSounds(pairs, of: samples, step: step) ?? store.sounds(pairs),
      dropout: Self.dropout(configuration, part, step: step, draws: draws),
      labels: pairs.map { store.pairs[$0].classIndex })
  }

  /// What the image encoder sees in the place of some images of a step; `nil` where it sees the pairs' own.
  private func chosenUnpairedImages(_ pairs: [Int], step: Int) -> UnpairedImages? {
    guard let unpairedImages else { return nil }
    var places: [Int] = []
    var elements: [Scalar] = []
    for (place, (sample, index)) in zip(part.samples, pairs).enumerated() {
      var random = RandomPurpose.unpairedImage.stream(
        seed: configuration.seed, step: step, sample: sample)
      guard random.uniform() < configuration.data.unpairedImageShare,
        let image = unpairedImages.content(ofClass: store.pairs[index].classIndex, &random)
      else { continue }
      places.append(place)
      elements += imageAugmentation.changed(image, &random).map { Scalar($0) }
    }
    guard !places.isEmpty else { return nil }
    let size = configuration.encodedImage
    return UnpairedImages(
      places: places,
      images: Tensor(shape: [places.count, size.height, size.width, 3], elements: elements))
  }

  /// What could not be read since this was asked for the last time.
  package func takeFailures() -> [Failure] {
    store.takeFailures() + (unpaired?.takeFailures() ?? [])
      + (unpairedImages?.takeFailures() ?? [])
  }

  /// The pairs, loaded; in the place of one that cannot be read, the next of its class.
  ///
  /// What stands in for it depends on nothing but which pairs are unreadable, so that a resumed run
  /// chooses alike.
  private func readable(_ chosen: [Int]) throws -> [Int] {
    store.tryToLoad(chosen)
    guard store.unreadableCount > 0 else { return chosen }
    try requireEnough()
    return try chosen.map { first in
      guard let failure = store.failure(of: first) else { return first }
      let group = ofClass[store.pairs[first].classIndex]
      let place = group.firstIndex(of: first) ?? 0
      let others = (1..<group.count).lazy.map { group[(place + $0) % group.count] }
      guard let next = others.first(where: store.isReadable) else { throw failure }
      return next
    }
  }

  private func requireEnough() throws {
    let (count, total) = (store.unreadableCount, store.pairs.count)
    let share = configuration.faults.unreadableShare
    guard Double(count) > share * Double(total) else { return }
    let first = store.firstFailure
    throw Failure(
      .badInput, first?.subject,
      "\(first?.problem ?? "unreadable"); \(count) of \(total) training pairs cannot be read "
        + "(at most \(share) of them may, faults.unreadableShare)",
      hint: "Use cmcgan-data check to list them all.")
  }

  /// A training pair: of a class drawn first, or the next in this epoch's order.
  private func chosen(step: Int, sample: Int) -> Int {
    if configuration.data.balanced {
      var random = RandomPurpose.order.stream(seed: configuration.seed, step: step, sample: sample)
      let group = members[random.integer(below: members.count)]
      return group[random.integer(below: group.count)]
    }
    let count = store.pairs.count
    let position = (step - 1) * configuration.training.batchSize + sample
    let order = EpochOrder(count: count, seed: configuration.seed, epoch: position / count)
    return order[position % count]
  }

  /// The pair whose image stands beside the sound of pair `index`.
  private func repaired(_ index: Int, step: Int, sample: Int) -> Int {
    guard configuration.data.classPartnerProbability > 0, members.count > 1 else { return index }
    var random = RandomPurpose.classPartnerProbability.stream(
      seed: configuration.seed, step: step, sample: sample)
    guard random.uniform() < configuration.data.classPartnerProbability else { return index }
    let group = ofClass[store.pairs[index].classIndex]
    return group[random.integer(below: group.count)]
  }

  /// A pair of another class; without classes, any other pair.
  private func mismatched(with index: Int, step: Int, sample: Int) -> Int {
    var random = RandomPurpose.mismatch.stream(
      seed: configuration.seed, step: step, sample: sample)
    let own = store.pairs[index].classIndex
    if configuration.data.balanced, members.count > 1 {
      let others = members.filter { store.pairs[$0[0]].classIndex != own }
      let group = others[random.integer(below: others.count)]
      return group[random.integer(below: group.count)]
    }
    while true {
      let other = random.integer(below: store.pairs.count)
      if members.count > 1 ? store.pairs[other].classIndex != own : other != index { return other }
    }
  }
}
