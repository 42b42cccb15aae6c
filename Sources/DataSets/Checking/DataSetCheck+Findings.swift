extension DataSetCheck {
  /// The pairs of one class.
  ///
  /// Pairs whose files cannot be read are counted too.
  public struct ClassCount: Sendable, Equatable {
    /// The class; empty in a set without classes.
    public let name: String
    /// Pairs to train on.
    public internal(set) var training = 0
    /// Pairs to validate on.
    public internal(set) var validation = 0
    /// Pairs of both kinds whose clip is silent.
    public internal(set) var silent = 0
    /// Pairs to train on whose clip is silent.
    var silentTraining = 0

    mutating func add(isTraining: Bool, isSilent: Bool) {
      if isTraining { training += 1 } else { validation += 1 }
      if isSilent { silent += 1 }
      if isSilent, isTraining { silentTraining += 1 }
    }
  }

  /// The sides of an image.
  ///
  /// In pixels.
  public struct ImageSize: Sendable, Hashable {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int

    /// Makes a size.
    public init(width: Int, height: Int) {
      self.width = width
      self.height = height
    }
  }

  /// Something that was found several times.
  ///
  /// It keeps the first file as an example.
  public struct Finding: Sendable, Equatable {
    /// How often.
    public internal(set) var count = 0
    /// The first file it was found in.
    public internal(set) var first: String?

    mutating func add(_ path: String) {
      count += 1
      first = first ?? path
    }
  }
}
