import Files

/// A failure that all ranks know of, so that only one of them has to report it.
///
/// All ranks end with the exit code of its kind.
public struct AgreedFailure: Error {
  /// The failure of the first rank that failed.
  public let failure: Failure

  /// A failure that all ranks have found in the same way.
  public init(_ failure: Failure) { self.failure = failure }
}

extension RankGroup {
  /// Does something on every rank, and throws on all ranks if it throws on any.
  ///
  /// - Parameter body: the work. It may fail on one rank only, so no rank may wait for another in it.
  /// - Throws: `AgreedFailure` with the failure of the first rank that failed. A process alone throws what
  ///   `body` throws.
  /// - Returns: what `body` returns on this rank.
  public func together<R>(_ body: () throws -> R) throws -> R {
    guard count > 1 else { return try body() }
    let result = Result { try body() }
    var failures = [0.0]
    var own: Failure?
    if case .failure(let error) = result {
      own =
        error as? Failure ?? (error as? AgreedFailure)?.failure
        ?? Failure(.internalError, nil, "\(error)")
      failures = [1]
    }
    sum(&failures)
    if failures[0] > 0 {
      let told = gather(Array((own?.encoded ?? "").utf8))
      guard let first = told.first(where: { !$0.isEmpty }), let failure = Failure(encoded: first)
      else { throw AgreedFailure(Failure(.internalError, nil, "a rank failed")) }
      throw AgreedFailure(failure)
    }
    return try result.get()
  }

  /// Replaces a number by that of rank 0.
  public func broadcast<Number: FixedWidthInteger>(_ number: inout Number) {
    withUnsafeMutableBytes(of: &number) { broadcast($0) }
  }

  /// The lists of all ranks one after another, in the order of ranks.
  ///
  /// - Parameter list: this rank's elements, of any count.
  /// - Returns: the values of all ranks, the same on every rank.
  public func gather<Element: BitwiseCopyable>(_ list: [Element]) -> [Element] {
    guard count > 1 else { return list }
    // The ranks run one program, so elements have the same layout on all.
    return gather(list.withUnsafeBytes { Array($0) }).flatMap { bytes in
      bytes.withUnsafeBytes { Array($0.bindMemory(to: Element.self)) }
    }
  }

  /// The rows of all ranks one after another, in the order of ranks; rows may differ in length.
  public func gather(_ rows: [[Double]]) -> [[Double]] {
    guard count > 1 else { return rows }
    let lengths = gather(rows.map(\.count))
    var rest = gather(rows.flatMap { $0 })[...]
    return lengths.map { length in
      defer { rest = rest.dropFirst(length) }
      return Array(rest.prefix(length))
    }
  }

  /// The sum of a number over all ranks.
  public func sum(_ number: Double) -> Double {
    var numbers = [number]
    sum(&numbers)
    return numbers[0]
  }
}

extension Failure {
  fileprivate var encoded: String {
    var object: JSONValue = ["kind": .integer(Int64(kind.rawValue)), "problem": .string(problem)]
    if let subject { object["subject"] = .string(subject) }
    if let hint { object["hint"] = .string(hint) }
    return object.encoded()
  }

  fileprivate init?(encoded bytes: [UInt8]) {
    guard let object = try? StrictJSON.parse(bytes, subject: "", kind: .internalError),
      let code = object["kind"]?.wholeNumber, let kind = Kind(rawValue: Int32(code)),
      let problem = object["problem"]?.text
    else { return nil }
    self.init(kind, object["subject"]?.text, problem, hint: object["hint"]?.text)
  }
}
