/// Why a command ends before its work is done: one line for a person, an exit code for a script.
///
/// Everything that a user can cause is thrown as a `Failure`; mistakes of the program itself trap.
/// The text reads `subject: problem. Hint.`
public struct Failure: Error, Sendable, Equatable {
  /// The kinds of failure.
  ///
  /// The raw value is the exit code of the command, mostly one of `sysexits.h`.
  public enum Kind: Int32, Sendable, CaseIterable {
    /// Some inputs of a batch failed, the others are done.
    case partial = 1
    /// The command line cannot be understood.
    case usage = 64
    /// A file is there but its content cannot be used.
    case badInput = 65
    /// An input is missing or cannot be opened.
    case missingInput = 66
    /// Something else that is needed is not available, such as a locked run folder.
    case unavailable = 69
    /// A bug in this program.
    case internalError = 70
    /// The system has too little of something, most often memory.
    case resources = 71
    /// An output cannot be created, or exists and may not be replaced.
    case cannotCreate = 73
    /// Reading or writing failed half-way.
    case inputOutput = 74
    /// Training produced numbers that are not finite.
    case diverged = 76
    /// A configuration is wrong.
    case badConfiguration = 78
  }

  /// What kind of failure it is; its raw value is the exit code.
  public let kind: Kind
  /// The file or configuration path concerned.
  public let subject: String?
  /// What is wrong: the value found and the rule it breaks.
  ///
  /// In lower case and without a full stop, such as `too large (4 bytes; at most 3)`.
  public let problem: String
  /// What the user may do about it.
  ///
  /// A sentence of its own, with a capital letter and a full stop.
  public let hint: String?

  /// Makes a failure of a kind, about a subject.
  public init(_ kind: Kind, _ subject: String? = nil, _ problem: String, hint: String? = nil) {
    self.kind = kind
    self.subject = subject
    self.problem = problem
    self.hint = hint
  }
}

extension Failure: CustomStringConvertible {
  /// The text for a person, without the word `error`.
  public var description: String {
    let text = subject.map { "\($0): \(problem)" } ?? problem
    return hint.map { "\(text). \($0)" } ?? text
  }
}
