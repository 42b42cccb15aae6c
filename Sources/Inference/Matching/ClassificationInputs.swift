import Files

/// What is classified: a sound and an image together, or many files one by one.
public enum ClassificationInputs {
  /// One sound, one image, or one of each that belong together.
  case pair(PairInput)
  /// Files that are classified alone, in this order.
  case files([Member])

  /// One file of many.
  public struct Member {
    /// The path, or `-`.
    public let path: String
    private let opened: ConversionSource?

    fileprivate init(_ path: String, opened: ConversionSource? = nil) {
      (self.path, self.opened) = (path, opened)
    }

    /// The file, opened, as a pair without the other member.
    ///
    /// - Throws: what opening it throws.
    public func input() throws -> PairInput {
      let source = try opened ?? ConversionSource(path)
      guard let input = PairInput([source]) else { preconditionFailure("one file is no pair") }
      return input
    }
  }

  /// Tells what is meant by some paths.
  ///
  /// One file is classified alone, a sound and an image together. Two files of one modality, more than two,
  /// and those in folders and below are classified one by one.
  ///
  /// - Parameters:
  ///   - paths: files and folders, at least one; `-` is the standard input.
  ///   - oneByOne: whether one or two files are treated as many.
  ///   - leftOut: called with the failure of each file that is left out because of its name.
  /// - Throws: `Failure` of kind `badInput` for a folder without a sound or an image; what listing folders
  ///   throws, and for one or two files what opening them throws.
  public init(
    _ paths: [String], oneByOne: Bool, leftOut: (Failure) -> Void = { _ in }
  ) throws {
    let isMany = oneByOne || paths.count > 2 || paths.contains(where: Folder.exists)
    guard !isMany else {
      self = .files(try CandidateFiles.all(at: paths, leftOut: leftOut).map { Member($0) })
      return
    }
    let sources = try paths.map { try ConversionSource($0) }
    // What came through a pipe cannot be opened again.
    self =
      PairInput(sources).map(Self.pair)
      ?? .files(zip(paths, sources).map { Member($0, opened: $1) })
  }

  /// Whether a sound or an image has no partner.
  public var areIncomplete: Bool {
    switch self {
    case .pair(let input): input.isIncomplete
    case .files: true
    }
  }
}
