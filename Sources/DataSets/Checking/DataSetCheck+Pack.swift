import Configuration
import Files

extension DataSetCheck {
  /// Reads every sample of a packed data set, compares all checksums and counts its pairs.
  ///
  /// Those of the headers, the index and the tables of checksums were compared when it was opened.
  /// A clip counts as silent where its spectrogram is at the floor throughout.
  init(_ pack: Pack, configuration: Configuration?, progress: (Int, Int) -> Void) throws {
    let plan = pack.description.plan
    root = pack.path
    layout = "packed (\(plan.images) images, \(plan.sounds) sounds)"
    self.configuration = configuration
    unpairedImages = []
    unpairedSounds = []
    var notes = pack.notes
    if pack.description.leftOut > 0 {
      notes.append("\(pack.description.leftOut) pair(s) could not be read when it was packed")
    }
    self.notes = notes
    classes = (pack.classes.isEmpty ? [""] : pack.classes).map { ClassCount(name: $0) }
    do {
      if let configuration { try pack.require(configuration) }
    } catch let failure as Failure {
      add(failure)
    }
    var isSilent: [Int: Bool] = [:]
    OrderedWork.run(plan.images) { number -> Failure? in
      Self.failure { _ = try pack.pixels(number) }
    } receive: { number, failure in
      if let failure { add(failure) }
      progress(number + 1, plan.images + plan.sounds)
    }
    OrderedWork.run(plan.sounds) { number -> (Bool, Failure?) in
      var isFloor = false
      let failure = Self.failure { isFloor = try pack.levels(number).allSatisfy { $0 == -1 } }
      return (isFloor, failure)
    } receive: { number, found in
      if let failure = found.1 { add(failure) }
      if found.0 { isSilent[number] = true }
      progress(plan.images + number + 1, plan.images + plan.sounds)
    }
    for (split, isTraining) in [(pack.training, true), (pack.validation, false)] {
      for index in 0..<split.count {
        let numbers = split.numbers(at: index)
        for (kind, number) in [(PackedKind.images, numbers.image), (.sounds, numbers.sound)]
        where number < 0 || number >= plan.count(kind) {
          add(pack.missing(kind, number))
        }
        classes[split.classIndex(at: index)].add(
          isTraining: isTraining, isSilent: isSilent[numbers.sound] ?? false)
      }
    }
    imageSizes = [ImageSize(width: plan.image.width, height: plan.image.height): plan.images]
    sampleRates = [plan.sound.sampleRate: plan.sounds]
    channelCounts = [1: plan.sounds]
    seconds = plan.sound.durationSeconds...plan.sound.durationSeconds
  }

  /// The failure of what is done, if it fails.
  private static func failure(_ work: () throws -> Void) -> Failure? {
    do {
      try work()
      return nil
    } catch {
      return error as? Failure ?? Failure(.internalError, nil, "\(error)")
    }
  }
}
