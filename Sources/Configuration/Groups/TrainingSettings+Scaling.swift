extension TrainingSettings {
  /// The same course in another number of steps: each phase keeps its share.
  ///
  /// A phase whose share is less than a step is left out. The memory of averaged weights, in steps, has its share
  /// of the run too.
  ///
  /// - Parameter steps: the steps of the whole run.
  /// - Returns: the settings.
  public func scaled(toSteps steps: Int) -> TrainingSettings {
    guard self.steps > 0 else { return self }
    let factor = Double(steps) / Double(self.steps)
    func share(_ count: Int) -> Int { count * steps / self.steps }
    var copy = self
    copy.steps = steps
    copy.encoderPretrainingSteps = share(encoderPretrainingSteps)
    copy.autoencoderPretrainingSteps = share(autoencoderPretrainingSteps)
    copy.translationPretrainingSteps = share(translationPretrainingSteps)
    if averageDecay > 0, factor > 0 {
      copy.averageDecay = min(0.9999, max(min(averageDecay, 0.9), 1 - (1 - averageDecay) / factor))
    }
    return copy
  }

  /// The phases in words: `encoder pre-training 200, main training 600`.
  public var phasesInWords: String {
    phases.map { "\($0.name) \($0.steps.count)" }.joined(separator: ", ")
  }
}
