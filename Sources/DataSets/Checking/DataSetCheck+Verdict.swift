import Console

extension DataSetCheck {
  /// Why nothing can be trained on this data set; none if it is usable.
  ///
  /// Each is a part of a sentence, such as `1 training pairs (at least 2 are needed)`.
  public var problems: [String] {
    var problems: [String] = []
    if errorCount > 0 { problems.append("\(errorCount) file(s) or line(s) cannot be used") }
    let needed = max(2, configuration?.training.batchSize ?? 2)
    if training < needed {
      let rule = configuration == nil ? "at least 2" : "training.batchSize is \(needed), as many"
      problems.append("\(training) training pairs (\(rule) are needed)")
    }
    let trained = classes.filter { $0.training > 0 }
    if let only = trained.first, trained.count == 1, !only.name.isEmpty {
      problems.append(
        "training pairs of one class only (\(only.name)); mismatched pairs need two or more")
    }
    return problems
  }

  /// Whether training can begin and go through.
  ///
  /// It needs readable files, as many training pairs as a batch has, and two classes or none.
  public var isUsable: Bool { problems.isEmpty }

  /// What the user should know although it hinders nothing.
  ///
  /// Among them are silent clips, sounds of other lengths and rates, and pairs in both splits.
  public var warnings: [String] {
    var warnings = notes
    func warn(_ finding: Finding, _ text: String) {
      if let first = finding.first { warnings.append("\(finding.count) \(text), such as \(first)") }
    }
    if validation == 0 { warnings.append("no validation pairs: nothing can be evaluated") }
    for name in classes.filter({ $0.training == 0 && $0.validation > 0 }).map(\.name)
    where !name.isEmpty {
      warnings.append("class \(name) has no training pairs")
    }
    for name in classes.filter({ $0.training > 0 && $0.silentTraining == $0.training }).map(\.name)
    {
      warnings.append(
        (name.isEmpty ? "all" : "class \(name):") + " training clips are silent")
    }
    let clip = "the clip of \(clipSeconds) s"
    warn(shortSounds, "sound(s) are shorter than \(clip) and are followed by silence")
    if let longest = seconds?.upperBound, longest >= 2 * clipSeconds {
      warnings.append(
        "some sounds are longer than \(clip) (up to \(longest.fixed(1)) s); "
          + "their beginning is used")
    }
    warn(shortenedSounds, "sound(s) are read in spite of a fault")
    warn(oddImages, "image(s) are read in spite of a fault or without their colour profile")
    warn(differingChannels, "sound(s) have channels that differ; one channel is made of them")
    warn(
      repeatedImages, "validation image(s) are byte for byte among the training images: leakage"
    )
    warn(repeatedSounds, "validation sound(s) are byte for byte among the training sounds: leakage")
    warn(dividedRecordings, "recording(s) are in training and validation: leakage")
    return warnings + configured
  }

  /// Warnings that follow from the configuration.
  private var configured: [String] {
    guard let configuration else { return [] }
    var warnings: [String] = []
    let (width, height) = (configuration.image.width, configuration.image.height)
    let small = imageSizes.filter { $0.key.width < width || $0.key.height < height }
      .reduce(0) { $0 + $1.value }
    if small > 0 {
      warnings.append("\(small) image(s) are smaller than \(width) x \(height) and are enlarged")
    }
    let rate = configuration.sound.sampleRate
    let low = sampleRates.filter { $0.key < rate }.reduce(0) { $0 + $1.value }
    if low > 0 {
      warnings.append("\(low) sound(s) have fewer samples a second than \(rate): no highest bands")
    }
    return warnings
  }
}
