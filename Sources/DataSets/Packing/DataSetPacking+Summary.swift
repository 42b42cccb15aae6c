extension DataSetPacking {
  /// What was packed.
  ///
  /// Its numbers are of the whole data set, also after an interruption.
  public struct Summary: Sendable, Equatable {
    /// The number of classes.
    public var classes = 0
    /// Pairs to train on.
    public var training = 0
    /// Pairs to validate on.
    public var validation = 0
    /// Different images.
    ///
    /// An image that several pairs use is stored once.
    public var images = 0
    /// Different sounds.
    ///
    /// A sound that several pairs use is stored once.
    public var sounds = 0
    /// Files of samples.
    public var shards = 0
    /// Those of them that an earlier, interrupted attempt had done.
    public var kept = 0
    /// Pairs that were left out because they cannot be read.
    public var skipped = 0
    /// The bytes of all files.
    public var bytes = 0
    /// What the data is; see `DataSet.digest`.
    public var digest = ""
  }
}
