extension DataSetImport {
  /// What was imported.
  ///
  /// Its numbers are of the whole data set, also after an interruption.
  public struct Summary: Sendable, Equatable {
    /// The layout of the source, in words.
    public var layout: String
    /// The number of classes.
    public var classes: Int
    /// Pairs to train on.
    public var training: Int
    /// Pairs to validate on.
    public var validation: Int
    /// Pairs whose clip is silent.
    public var silent: Int
    /// Pairs that an earlier, interrupted import had written.
    public var kept = 0
    /// Pairs, or whole films, that were left out because they cannot be used.
    public var skipped = 0
    /// Clips that were louder than full scale and are now at full scale.
    ///
    /// Compressed files may exceed full scale, which 16 bits cannot store.
    public var attenuated = 0

    package init(
      layout: String = "", classes: Int = 0, training: Int = 0, validation: Int = 0, silent: Int = 0
    ) {
      self.layout = layout
      self.classes = classes
      self.training = training
      self.validation = validation
      self.silent = silent
    }
  }
}
