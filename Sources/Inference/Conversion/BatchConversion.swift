import Files
import Ranks
import Threads

/// The conversion of one file, or of many into a folder.
///
/// Each input is tried, and the failure of one does not stop the others. All outputs are checked before
/// the first is written. Several ranks share the inputs; what is made of one does not depend on which
/// rank converts it. Small inputs are converted several at a time, each by one thread, and written while
/// the next ones are converted; an input is reported when its files are durable, in the order of the inputs.
///
/// ```swift
/// let request = ConversionRequest(["sound.wav"], to: "instrument.png")
/// let results = try BatchConversion(request).run()
/// ```
public struct BatchConversion {
  private let conversion: FileConversion
  private let ranks: any RankGroup
  /// The paths of all inputs; a single nil where only a class is asked for.
  private let inputs: [String?]
  private let isMany: Bool
  /// Those of the inputs whose names are not UTF-8.
  private let unusable: Set<ExactPath>
  /// None of these may be written to.
  private let originals: FileSet

  /// The conversion of the inputs of a request; a folder stands for the sounds, images and films in it.
  ///
  /// - Parameters:
  ///   - request: what is converted, and how.
  ///   - ranks: the processes that share the inputs.
  ///   - event: told all that happens on this rank.
  ///   - standardOutput: takes all bytes of a result whose output is `-`; the default refuses them.
  /// - Throws: `Failure` of kind `badInput` where a folder has none, `usage` where they cannot all go to
  ///   the output, `missingInput` where there is no model, `cannotCreate` where the explanation cannot
  ///   be written.
  public init(
    _ request: ConversionRequest, ranks: any RankGroup = SoleRank(),
    event: @escaping (ConversionEvent) -> Void = { _ in },
    standardOutput: (([UInt8]) throws -> Void)? = nil
  ) throws {
    self.ranks = ranks
    conversion = try FileConversion(
      request, standardOutput: standardOutput ?? { _ in throw Self.noStandardOutput },
      event: event)
    var unusable: Set<ExactPath> = []
    let paths = try request.inputs.flatMap { input in
      guard Folder.exists(input) else { return [input] }
      let media = try Folder.files(in: input).filter { FileKind.meant(by: $0).isMedium }
      let others = try Folder.unusableNames(in: input).filter { FileKind.promised(by: $0) != nil }
        .map { Folder.path(input, $0) }
      unusable.formUnion(others.map(ExactPath.init))
      guard !media.isEmpty || !others.isEmpty else {
        throw Failure(
          .badInput, input,
          "a folder without a sound, image or film (folders in it are not looked into)")
      }
      return media + others
    }
    self.unusable = unusable
    inputs = paths.isEmpty && request.options.className != nil ? [nil] : paths
    isMany = inputs.count > 1 || request.inputs.contains(where: Folder.exists)
    originals = FileSet(paths)
    if isMany, request.output == "-" {
      throw Failure(.usage, nil, "standard output (-) takes one result, not those of a folder")
    }
    if let path = request.explanation {
      guard !isMany else {
        throw Failure(.usage, nil, "--explain takes one sound, not those of a folder")
      }
      try OutputFile.check(path, replacing: request.isReplacing, inputs: originals)
    }
  }

  private static let noStandardOutput = Failure(
    .usage, "-", "there is no standard output to write to")

  /// Converts all inputs.
  ///
  /// - Returns: the results of the inputs that this rank converted, in the order of the inputs.
  /// - Throws: the failure of a single input, or one of kind `partial` that names those of several that
  ///   failed; the others are converted then.
  @discardableResult
  public func run() throws -> [ConversionResult] {
    // All outputs are checked before any rank writes the first.
    let prepared = try ranks.together { self.prepared }
    var results: [ConversionResult] = []
    let failed = try ranks.together { try convert(prepared, &results) }
    let failedIndices = ranks.gather(failed).sorted()
    guard failedIndices.isEmpty else {
      let names = failedIndices.prefix(10).compactMap { inputs[$0] }.joined(separator: ", ")
      throw AgreedFailure(
        Failure(
          .partial, nil,
          "\(failedIndices.count) of \(inputs.count) inputs failed "
            + "(\(names)\(failedIndices.count > 10 ? ", ..." : ""))"))
    }
    return results
  }

  private var prepared: [FileConversion.Prepared] {
    var destinations: Set<ExactPath> = []
    return inputs.map { input in
      if let input, unusable.contains(ExactPath(input)) { return .refused(Folder.notUTF8(input)) }
      let prepared = conversion.prepared(
        input, isOneOfMany: isMany, inputs: originals, others: destinations)
      if case .ready(_, let destination) = prepared {
        destinations.insert(ExactPath(destination.text))
      }
      return prepared
    }
  }

  /// Converts this rank's inputs; the indices of those that failed.
  private func convert(
    _ prepared: [FileConversion.Prepared], _ results: inout [ConversionResult]
  ) throws -> [Int] {
    let own = stride(from: ranks.rank, to: inputs.count, by: ranks.count)
    // One model serves all of them, unless none needs it.
    let isReady = prepared.contains { if case .ready = $0 { true } else { false } }
    if isReady, case .failure(let failure) = conversion.converter {
      // Scripts are told of each input, people once.
      for index in own { _ = try? conversion.convert(inputs[index], prepared[index]) }
      throw failure
    }
    var failed: [Int] = []
    func attempt(_ index: Int, _ body: () throws -> ConversionResult) throws {
      do {
        results.append(try body())
      } catch let failure as Failure {
        guard isMany else { throw failure }
        conversion.event(.leftOut(failure))
        failed.append(index)
      }
    }
    let queue = WriteQueue()
    defer { queue.finish() }
    // While the files of some inputs are being written, the next ones are converted.
    var begun: [FileConversion.Begun] = []
    func finish() throws {
      for one in begun { try attempt(one.item.index) { try conversion.finish(one) } }
      begun = []
    }
    for group in groups(of: Array(own), prepared) {
      if group.count > 1 {
        let items = group.map {
          FileConversion.Item(index: $0, input: inputs[$0], prepared: prepared[$0])
        }
        let next = try conversion.begin(items, by: queue)
        try finish()
        begun = next
      } else {
        try finish()
        for index in group {
          try attempt(index) { try conversion.convert(inputs[index], prepared[index]) }
        }
      }
    }
    try finish()
    return failed
  }

  /// How many inputs are converted together, so that all threads have work and results soon appear.
  private static var groupSize: Int { max(16, 2 * ThreadPool.shared.threadCount) }

  /// Inputs in their order: brief ones in groups, every other one alone.
  private func groups(of indices: [Int], _ prepared: [FileConversion.Prepared]) -> [[Int]] {
    var groups: [[Int]] = []
    var isOpen = false
    for index in indices {
      let isBrief = isMany && conversion.isBrief(prepared[index])
      if isBrief, isOpen, let last = groups.last, last.count < Self.groupSize {
        groups[groups.count - 1].append(index)
      } else {
        groups.append([index])
      }
      isOpen = isBrief
    }
    return groups
  }
}
