extension Configuration {
  /// The same training in another number of steps: phases and intervals of outputs keep their shares.
  public func scaled(toSteps steps: Int) -> Configuration {
    let factor = Double(steps) / Double(max(1, training.steps))
    func interval(_ count: Int) -> Int {
      max(1, Int(min(1_000_000, (Double(count) * factor).rounded())))
    }
    var copy = self
    copy.training = training.scaled(toSteps: steps)
    copy.output.logEvery = interval(output.logEvery)
    copy.output.sampleEvery = interval(output.sampleEvery)
    copy.output.checkpointEvery = interval(output.checkpointEvery)
    return copy
  }

  /// The same training for data that may have few pairs, or no classes.
  ///
  /// A batch has at most as many pairs as there are. Without classes, nothing is learnt from them.
  public func fitted(toPairs pairs: Int, hasClasses: Bool) -> Configuration {
    var copy = self
    copy.training.batchSize = max(2, min(training.batchSize, pairs))
    guard !hasClasses, !model.needsClasses else { return copy }
    copy.training.encoderPretrainingSteps = 0
    copy.losses.classificationWeight = 0
    copy.losses.codeClassificationWeight = 0
    return copy
  }
}
